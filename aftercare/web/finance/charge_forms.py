"""What is answered about a buyer's payment, and the rows of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.billing.models import Charge
from aftercare.billing.terms import BY_HAND, ChargeState, PayMethod, Sent
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Text
from aftercare.web.money_words import CHARGE_PURPOSE, CHARGE_STATE
from aftercare.web.words import PAY_METHOD, Word


class PaidForm(forms.Form):
    """How and under which reference the buyer paid."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    method = forms.ChoiceField(label=_("Way"), choices=[(str(way), PAY_METHOD[way]) for way in BY_HAND])
    reference = forms.CharField(label=_("Reference of the payment"), max_length=80)

    def sent(self) -> Sent:
        """The payment in the domain's words."""
        return Sent(PayMethod(self.cleaned_data["method"]), self.cleaned_data["reference"])


class WaiveForm(forms.Form):
    """Why the buyer need not pay."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why need the buyer not pay?"), max_length=1000, widget=forms.Textarea({"rows": 3}))


@dataclass(frozen=True)
class ChargeRow:
    """A payment in the list, with its words and what the reader may do."""

    charge: Charge
    purpose: Text
    word: Word
    may_record: bool
    may_waive: bool


def charge_rows(found: Sequence[Charge], actor: Actor) -> list[ChargeRow]:
    """The rows as the template prints them."""
    return [_row(one, actor) for one in found]


def _row(charge: Charge, actor: Actor) -> ChargeRow:
    is_due = charge.state == ChargeState.DUE and actor.serves(charge.merchant_id)
    return ChargeRow(
        charge,
        CHARGE_PURPOSE[charge.purpose],
        CHARGE_STATE[charge.state],
        may_record=is_due and actor.may(Right.CHARGES_RECORD),
        may_waive=is_due and actor.may(Right.CHARGES_WAIVE),
    )
