"""Who is told what, in which words, by which way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.notifications.commands.setting import OutletChoice, PolicyChoice
from aftercare.notifications.models import Outlet, Policy
from aftercare.notifications.queries.setting import Matrix
from aftercare.notifications.rules.events import channels_of, roles_of
from aftercare.notifications.terms import ChannelKind, Event, Words
from aftercare.web.message_words import CHANNEL_KIND, role_word

_AS_SET_UP = (("", _("As the environment says")), ("yes", _("Yes, nothing leaves")), ("no", _("No, messages go out")))
_SECURITY = (("starttls", "STARTTLS"), ("tls", "TLS"), ("", _("none, only inside our own network")))


class WhoForm(forms.Form):
    """One row of the matrix: for every role that can be told, the channels."""

    def __init__(self, *args: Any, event: Event, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in roles_of(event):
            self.fields[role] = forms.MultipleChoiceField(
                label=role_word(role),
                required=False,
                choices=[(str(kind), CHANNEL_KIND[kind]) for kind in channels_of(event)],
                widget=forms.CheckboxSelectMultiple,
                initial=[str(kind) for kind in matrix.channels(event, role)],
            )

    def ticked(self) -> set[tuple[str, str]]:
        """The boxes that are ticked."""
        return {(role, channel) for role, channels in self.cleaned_data.items() for channel in channels}


class WordsForm(forms.Form):
    """A template, and the case to try it on."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}), max_length=8000)
    short = forms.CharField(
        label=_("Short form"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For text messages and chat."),
    )
    number = forms.CharField(
        label=_("Try it on the case"), max_length=24, required=False, help_text=_("Empty: the newest one.")
    )

    def words(self) -> Words:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return Words(said["subject"], said["body"], said["short"])


class PolicyForm(forms.Form):
    """What holds for all messages."""

    nothing_leaves = forms.ChoiceField(
        label=_("Nothing leaves"),
        choices=_AS_SET_UP,
        required=False,
        help_text=_("Messages are made and kept here; for trying out."),
    )
    quiet_begins = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_ends = forms.TimeField(
        label=_("Quiet until"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("By the recipient's clock. The same time twice: never quiet."),
    )
    digest_at = forms.TimeField(label=_("Digest at"), widget=forms.TimeInput(attrs={"type": "time"}))
    reminder_days = forms.IntegerField(
        label=_("Remind how many days before goods are due"), min_value=0, max_value=60, required=False,
        help_text=_("Empty: never."),
    )  # fmt: skip
    rate_days = forms.IntegerField(
        label=_("Ask to rate how many days after the end"), min_value=0, max_value=60, required=False,
        help_text=_("Empty: never."),
    )  # fmt: skip
    kept_days = forms.IntegerField(label=_("Keep messages for how many days"), min_value=30, max_value=3650)

    def choice(self) -> PolicyChoice:
        """The answers in the domain's words."""
        said = dict(self.cleaned_data)
        decided = {"yes": True, "no": False}.get(said.pop("nothing_leaves"))
        return PolicyChoice(nothing_leaves=decided, **said)


class _OutletForm(forms.Form):
    secret = forms.CharField(
        label=_("Secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: the one that is kept stays. It is never shown again."),
    )
    timeout_seconds = forms.IntegerField(
        label=_("Seconds to wait for an answer"), min_value=1, max_value=120, initial=20
    )
    is_enabled = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def choice(self) -> OutletChoice:
        """The answers in the domain's words."""
        return OutletChoice(**self.cleaned_data)


class ServerForm(_OutletForm):
    """A mail server, or a mailbox."""

    host = forms.CharField(label=_("Server"), max_length=200)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Security"), choices=_SECURITY, required=False, initial="starttls")
    username = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200, required=False)
    sender = forms.EmailField(label=_("E-mail address"), max_length=200)
    sender_name = forms.CharField(
        label=_("Sender's name"), max_length=100, required=False, help_text=_("Empty: the company's name.")
    )
    field_order = ("host", "port", "security", "username", "secret", "sender", "sender_name")


class PostingForm(_OutletForm):
    """A service that takes texts over HTTP."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("With https://. Messages are posted there."))
    sender = forms.CharField(label=_("Sender"), max_length=60, required=False)
    field_order = ("url", "secret", "sender")


class BlockForm(forms.Form):
    """An address that nothing is sent to."""

    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        help_text=_("An e-mail address, a phone number, or @example.com for all of it."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


def outlet_form(kind: str) -> type[_OutletForm]:
    """The form of a kind of outlet."""
    return PostingForm if kind in (ChannelKind.SMS, ChannelKind.CHAT) else ServerForm


def outlet_answers(row: Outlet | None) -> dict[str, Any]:
    """What the form begins with; of the secret nothing."""
    names = "host port security username url sender sender_name timeout_seconds is_enabled"
    return {name: getattr(row, name) for name in names.split()} if row else {}


def policy_answers(row: Policy) -> dict[str, Any]:
    """What the form begins with."""
    names = "quiet_begins quiet_ends digest_at reminder_days rate_days kept_days"
    decided = {True: "yes", False: "no", None: ""}[row.nothing_leaves]
    return {"nothing_leaves": decided, **{name: getattr(row, name) for name in names.split()}}
