"""A service fee agreed with the first request, for goods of it that come in a second parcel: it is not agreed anew."""

from collections.abc import Mapping

from aftercare.returns.commands.fees import FeeBefore, FeeConsent
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.deductions import agreed_fee
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.asked import Finding
from aftercare.returns.rules.charging import FEE_BEFORE, FEE_LET_GO
from aftercare.returns.rules.fees import due_with
from aftercare.returns.terms import ConsentWay


def is_left_to_person(first: Return) -> bool:
    """Whether the buyer agreed to less for another reason than a service fee, which no rule can take anew."""
    fee = agreed_fee(first)
    return bool(first.agreed_words) and (fee is None or not fee.used_minor or fee.words != first.agreed_words)


def consent_before(first: Return, coming: Mapping[int, int]) -> FeeConsent | None:
    """The buyer's word of then, for what is left of the fee; `coming` are pieces by order line that had not come.

    None where he had not agreed. Where the review let the fee go, or an earlier return bore it, nothing is left.
    """
    fee = agreed_fee(first)
    if fee is None:
        known = _known(first)
        return FeeConsent(0, ConsentWay.PAGE, before=FeeBefore(known)) if known else None
    if not fee.used_minor:
        return _consent(fee, FeeBefore(_spared(FEE_LET_GO, fee.amount_minor, first)))
    left = _left(fee, first, coming)
    return _consent(fee, FeeBefore(_spared(FEE_BEFORE, fee.used_minor, first), fee, left))


def _consent(fee: Deduction, before: FeeBefore) -> FeeConsent:
    return FeeConsent(sum(before.left.values()), ConsentWay(fee.way), fee.words, before)


def _left(fee: Deduction, first: Return, coming: Mapping[int, int]) -> dict[int, int]:
    shares, lines = dict(fee.shares), {line.order_line_id: line for line in lines_of(first)}
    return {
        pk: due_with(
            shares.get(pk, 0), lines[pk].asked_minor, lines[pk].quantity, came=lines[pk].accepted or 0, coming=pieces
        )
        for pk, pieces in coming.items()
    }


def _spared(rule: str, minor: int, first: Return) -> Finding:
    return Finding("fee", "none", rule, "", {"minor": minor, "currency": first.currency, "number": first.number})


def _known(first: Return) -> Finding | None:
    """What the first return found itself, where an earlier one had borne the fee."""
    found = [one for one in first.decided.get("findings", ()) if one["about"] == "fee"]
    return next((Finding(**one) for one in found if one["rule"] in (FEE_BEFORE, FEE_LET_GO)), None)
