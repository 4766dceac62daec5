"""What people answer about calls for help and certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.duties.commands.call_outs import SHORT
from aftercare.duties.models import Engineer
from aftercare.duties.terms import CallChannel, NewCall
from aftercare.kernel.actor import Actor
from aftercare.org.models import Member
from aftercare.web.duties.customers import customer_by, searching
from aftercare.web.duty_words import CALL_CHANNEL
from aftercare.web.kit.parts import Option

_TIME = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _answer(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=SHORT, help_text=hint, widget=forms.Textarea({"rows": 2})
    )


class CallForm(forms.Form):
    """A call for help."""

    words = forms.CharField(label=_("What help is asked for"), max_length=160)
    channel = forms.ChoiceField(label=_("By"), choices=list(CALL_CHANNEL.items()))
    caller = forms.CharField(label=_("Who called"), required=False, max_length=120)
    customer = forms.CharField(
        label=_("Customer"), required=False, max_length=200, help_text=_("Name, account, phone, e-mail or number.")
    )
    answer = _answer(_("Answered at once"), _("On the phone: in a few words, or name the time of the answer below."))
    answer_by = forms.DateTimeField(label=_("Else: answered by"), required=False, widget=_TIME)
    called_at = forms.DateTimeField(
        label=_("Called at"), required=False, widget=_TIME, help_text=_("If it was earlier than now.")
    )

    def __init__(self, *args: Any, asker: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].widget.attrs |= searching()
        self._asker = asker

    def clean_customer(self) -> int | None:
        """Only customers whom the reader may see."""
        return customer_by(self._asker, self.cleaned_data["customer"])

    def call(self) -> NewCall:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return NewCall(
            said["words"], CallChannel(said["channel"]), said["caller"], said["customer"], said["answer"],
            said["answer_by"], said["called_at"],
        )  # fmt: skip


class AnswerCallForm(forms.Form):
    """What the caller is told."""

    answer = _answer(_("Answer"), required=True)


class SendForm(forms.Form):
    """Who goes; at least one of them holds a valid certificate."""

    engineers = forms.MultipleChoiceField(label=_("Who goes"), widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args: Any, members: Sequence[Member], certified: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ordered = sorted(members, key=lambda one: one.pk not in certified)
        field = self.fields["engineers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), Option(str(one), certified.get(one.pk, ""))) for one in ordered]
        self._members = {str(one.pk): one for one in members}

    def people(self) -> list[Member]:
        """The colleagues that were ticked."""
        return [self._members[pk] for pk in self.cleaned_data["engineers"]]


class ArriveForm(forms.Form):
    """Which of those who were sent is on site."""

    engineer = forms.ChoiceField(label=_("Who is on site"), choices=[])

    def __init__(self, *args: Any, engineers: Sequence[Engineer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["engineer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.member_id), str(one.member)) for one in engineers]
        self._members = {str(one.member_id): one.member for one in engineers}

    def person(self) -> Member:
        """Who it is."""
        return self._members[self.cleaned_data["engineer"]]


class ReportForm(forms.Form):
    """What the response was."""

    word = forms.CharField(label=_("What was found"), max_length=4000, widget=forms.Textarea({"rows": 3}))
    solution = forms.CharField(label=_("Measures taken"), max_length=4000, widget=forms.Textarea({"rows": 3}))


class CertificateForm(forms.Form):
    """A certificate of a colleague."""

    member = forms.ModelChoiceField(label=_("Who"), queryset=Member.objects.none())
    name = forms.CharField(label=_("Certificate"), max_length=120)
    number = forms.CharField(label=_("Number"), required=False, max_length=60)
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY)
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=_DAY)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members
