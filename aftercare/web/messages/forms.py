"""What to look for among messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.notifications.terms import OUTWARD, ChannelKind
from aftercare.web.message_words import CHANNEL_KIND, EVENT

_ALL = [("", _("All"))]


class MessageFilter(forms.Form):
    """Which channel, which event, which case or address."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[*_ALL, *((str(kind), CHANNEL_KIND[kind]) for kind in ChannelKind if kind != ChannelKind.BELL)],
    )
    event = forms.ChoiceField(label=_("Event"), required=False, choices=[*_ALL, *EVENT.items()])
    q = forms.CharField(
        label=_("Service no. or address"),
        required=False,
        max_length=200,
        help_text=_("An address is found when it is written in full."),
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)


class FileForm(forms.Form):
    """Which case a mail belongs to."""

    number = forms.CharField(label=_("Service no."), max_length=24)


class OwnForm(forms.Form):
    """How one wants to be told."""

    wanted = forms.MultipleChoiceField(
        label=_("Tell me by"),
        required=False,
        choices=[(str(kind), CHANNEL_KIND[kind]) for kind in OUTWARD],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The bell always rings."),
    )
    digest = forms.BooleanField(label=_("One e-mail a day instead of one for each"), required=False)
    zone = forms.CharField(
        label=_("Time zone"), max_length=60, required=False, help_text=_("Like Europe/Madrid. Empty: the company's.")
    )

    def off(self) -> list[str]:
        """The channels that he does not want."""
        return [str(kind) for kind in OUTWARD if str(kind) not in self.cleaned_data["wanted"]]
