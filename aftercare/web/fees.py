"""The service fee on a form for a return: read with its amount before it is agreed to, and agreed to by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.returns.commands.fees import FeeConsent
from aftercare.returns.queries.fees import foreseen_fee, foreseen_gifts
from aftercare.returns.queries.offering import Offer, worths_of
from aftercare.returns.rules.asked import Finding
from aftercare.returns.rules.charging import CHARGED
from aftercare.returns.terms import TOLD_TO_AGENT, ConsentWay
from aftercare.web.words import CONSENT_WAY

_FEE_UNSEEN = _("A service fee belongs to this return. Say below whether it is agreed, and send again.")
_FEE_CHANGED = _("The service fee is another one by now. Say below whether the new amount is agreed, and send again.")


class FeePart(forms.Form):
    """The part of a form that tells the fee; `fee` is what the request would find. A tick holds for the amount beside
    which it was set, and for no other.
    """

    AGREED: ClassVar[tuple[str, ...]] = ()
    """The fields that say the buyer agreed; what stood in them counts no more once the amount is another."""

    offer: Offer
    reasons: Mapping[str, Reason]
    fee: Finding | None = None
    gifts: Sequence[Finding] = ()
    whole_minor = 0

    def add_fee_seen(self) -> None:
        """The amount that the writer had before his eyes."""
        self.fields["fee_seen"] = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def look_at_fee(self, pieces: Mapping[int, int], *, at: datetime) -> None:
        """Find what holds for the pieces and the reason that were chosen so far."""
        chosen = self.reasons.get(str(self.data.get("reason", "")))
        order, worths = self.offer.order, worths_of(self.offer.lines, pieces)
        self.fee = foreseen_fee(order, worths, pieces, chosen, at=at)
        self.gifts = foreseen_gifts(order, worths, pieces, chosen, at=at)
        self.whole_minor = sum(worths.values())
        if str(self.fee_minor) != self.data.get("fee_seen") and any(name in self.data for name in self.AGREED):
            self.data = {name: value for name, value in self.data.items() if name not in self.AGREED}

    @property
    def fee_minor(self) -> int:
        """What would be taken, in minor units."""
        return int(self.fee.facts["minor"]) if self.fee and self.fee.answer == CHARGED else 0

    @property
    def gift_minor(self) -> int:
        """What the count would take off for gifts that stay, in minor units."""
        due = sum(int(one.facts["minor"]) for one in self.gifts if one.answer == "kept")
        return min(due, self.whole_minor)

    @property
    def after_gifts(self) -> int:
        """What goes back without a fee, in minor units."""
        return self.whole_minor - self.gift_minor

    @property
    def after_fee(self) -> int:
        """What goes back once the fee is taken, too."""
        return max(0, self.after_gifts - self.fee_minor)

    def is_fee_seen(self) -> bool:
        """Whether the fee that holds was on the page; else the form says so and has to be sent again."""
        seen = self.cleaned_data.get("fee_seen") or 0
        if self.fee_minor == seen or not self.fee_minor:
            return True
        self.add_error(None, _FEE_CHANGED if seen else _FEE_UNSEEN)
        return False


class BuyersFee(FeePart):
    """The buyer ticks, or does not."""

    AGREED = ("fee_agreed",)

    def add_fee(self) -> None:
        """One tick."""
        self.add_fee_seen()
        self.fields["fee_agreed"] = forms.BooleanField(label=_("I agree to the service fee"), required=False)

    def consent(self) -> FeeConsent | None:
        """His word, where he gave it."""
        is_given = self.fee_minor and self.cleaned_data.get("fee_agreed")
        return FeeConsent(self.fee_minor, ConsentWay.PAGE) if is_given else None


class ToldFee(FeePart):
    """A colleague writes down how the buyer agreed, or that he did not."""

    AGREED = ("fee_way", "fee_words")

    def add_fee(self) -> None:
        """The way, and the words."""
        self.add_fee_seen()
        ways = [("", _("The buyer has not agreed to it")), *((str(way), CONSENT_WAY[way]) for way in TOLD_TO_AGENT)]
        self.fields["fee_way"] = forms.ChoiceField(
            label=_("How did he agree to the service fee?"), required=False, choices=ways
        )
        self.fields["fee_words"] = forms.CharField(
            label=_("When, and in which words?"),
            required=False,
            max_length=300,
            help_text=_("Stands in the file for everybody."),
        )

    def consent(self) -> FeeConsent | None:
        """What was noted."""
        told = self.cleaned_data
        if not self.fee_minor or not told.get("fee_way"):
            return None
        return FeeConsent(self.fee_minor, ConsentWay(told["fee_way"]), told.get("fee_words", ""))
