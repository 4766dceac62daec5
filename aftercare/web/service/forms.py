"""What is typed at the agent's desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.customers.terms import Mark
from aftercare.orders.terms import ToldBy
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.commands.compensating import Consent, Terms
from aftercare.returns.commands.dispatching import MOST_GIFTS
from aftercare.returns.models import ReturnLine
from aftercare.returns.queries.compensating import Payable
from aftercare.returns.terms import TOLD_TO_AGENT, Compensated, ConsentWay, ToSend, Wanted
from aftercare.web.kit.money import MoneyField
from aftercare.web.kit.pieces import PiecesField
from aftercare.web.words import CONSENT_WAY, MARK, ROLE, TOLD_BY


def _text(label: Any, *, most: int = 1000, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class DecisionForm(forms.Form):
    """Why a request for a decision is granted or declined; the pressed button says which."""

    words = _text(
        _("Your reason"), help_text=_("Who asked reads it. With a no, a buyer with an agreement reads it, too.")
    )


class AnswerForm(forms.Form):
    """What somebody knows."""

    answer = _text(_("Answer"), most=2000)


class AskForm(forms.Form):
    """A question to those who know: everybody of a role, or one colleague."""

    to = forms.ChoiceField(label=_("Ask"))
    text = _text(_("Question"))

    def __init__(self, roles: Sequence[Role], members: Sequence[Member], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.members = {f"member-{one.pk}": one for one in members}
        groups = [(f"role-{role}", ROLE[role]) for role in roles]
        people = [(key, one.name) for key, one in self.members.items()]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(_("Groups"), groups), (_("Colleagues"), people)]

    def addressee(self) -> dict[str, Any]:
        """Whom the question is put to, as the command names it."""
        told = self.cleaned_data["to"]
        if told in self.members:
            return {"member": self.members[told]}
        return {"role": Role(told.removeprefix("role-"))}


class WordsForm(forms.Form):
    """A reason in words."""

    words = _text(_("Why?"))


@dataclass(frozen=True)
class PayableRow:
    """A line of the money editor with its boxes."""

    payable: Payable
    pieces: BoundField
    amount: BoundField


class TermsForm(forms.Form):
    """What is paid for which pieces that stay with the buyer, and why."""

    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason.")})
    words = _text(_("Why so much?"), help_text=_("Who reviews or decides reads it."))

    def __init__(
        self, lines: Sequence[Payable], currency: str, reasons: Sequence[Reason], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.lines = lines
        self.reasons = {str(reason.pk): reason for reason in reasons}
        field, language = self.fields["reason"], get_language() or "en"
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((pk, one.label_in(language)) for pk, one in self.reasons.items())]
        for line in lines:
            pk, name = line.line.pk, line.line.name
            self.fields[f"pieces-{pk}"] = PiecesField(label=name, most=line.line.quantity, required=False)
            self.fields[f"amount-{pk}"] = MoneyField(currency=currency, label=name, required=False)

    @property
    def rows(self) -> list[PayableRow]:
        """Each line of the order with its boxes."""
        return [PayableRow(line, self[f"pieces-{line.line.pk}"], self[f"amount-{line.line.pk}"]) for line in self.lines]

    def terms(self) -> Terms:
        """The answers in the domain's words; where an amount stands without pieces, one piece is meant."""
        told = self.cleaned_data
        amounts = {line.line.pk: told.get(f"amount-{line.line.pk}") or 0 for line in self.lines}
        paid = [Compensated(pk, told.get(f"pieces-{pk}") or 1, amount) for pk, amount in amounts.items() if amount]
        return Terms(paid, self.reasons[told["reason"]], told["words"])


class CompensationForm(TermsForm):
    """The same, with how the buyer agreed to it."""

    way = forms.ChoiceField(
        label=_("How did the buyer agree?"),
        choices=[(str(way), CONSENT_WAY[way]) for way in TOLD_TO_AGENT],
        widget=forms.RadioSelect,
    )
    consent = _text(
        _("What did the buyer say?"), most=500, rows=2, help_text=_("When, to whom, to which amount: both sides' word.")
    )
    despite = forms.CharField(
        label=_("Why is this another matter?"), required=False, max_length=300, help_text=_("Colleagues read it.")
    )

    def agreed(self) -> Consent:
        """The buyer's word."""
        return Consent(ConsentWay(self.cleaned_data["way"]), self.cleaned_data["consent"])


class ToldForm(forms.Form):
    """How and when a customer was told that his order is late."""

    way = forms.ChoiceField(
        label=_("How?"),
        choices=[(str(way), TOLD_BY[way]) for way in ToldBy],
        widget=forms.RadioSelect,
        help_text=_("A message from here is sent with your words; the other ways write down what you have done."),
    )
    told_at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    words = _text(_("What was said?"), most=500, rows=2)


class ReplyForm(forms.Form):
    """Words to a buyer who waits, or why he needs none."""

    text = _text(_("Answer, or why none is needed"), most=4000)


class MarkForm(forms.Form):
    """A mark to set or to take away, and why."""

    mark = forms.ChoiceField(label=_("Change"), widget=forms.RadioSelect)
    reason = _text(_("Why?"), most=300, rows=2, help_text=_("Colleagues read it; the buyer never does."))

    def __init__(self, held: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        choices = [
            (f"take-{mark}", _("Take away: %(mark)s") % {"mark": MARK[mark]})
            if mark in held
            else (f"set-{mark}", _("Set: %(mark)s") % {"mark": MARK[mark]})
            for mark in Mark
        ]
        field = self.fields["mark"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self) -> tuple[bool, str]:
        """Whether the mark is set, and which."""
        way, _dash, mark = self.cleaned_data["mark"].partition("-")
        return way == "set", mark


class ResendForm(forms.Form):
    """Which pieces are sent again, and why; the buyer reads it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = _text(_("What the buyer reads"), most=300, rows=2)

    def __init__(self, lines: Sequence[ReturnLine], data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.lines = lines
        for line in lines:
            self.fields[f"pieces-{line.pk}"] = PiecesField(
                label=line.name, most=line.quantity, required=False, initial=line.quantity
            )

    def wanted(self) -> list[Wanted]:
        """The pieces to send."""
        return [Wanted(line.pk, self.cleaned_data.get(f"pieces-{line.pk}") or 0) for line in self.lines]


class GiftForm(forms.Form):
    """What comes along as an apology."""

    sku = forms.CharField(label=_("Article code"), max_length=60)
    name = forms.CharField(label=_("What it is"), max_length=200)
    quantity = PiecesField(label=_("Pieces"), most=MOST_GIFTS, initial=1)
    words = _text(_("What the apology is for"), most=300, rows=2)

    def gift(self) -> ToSend:
        """The gift as goods to send."""
        told = self.cleaned_data
        return ToSend(told["sku"].strip(), told["name"].strip(), told["quantity"], is_gift=True)
