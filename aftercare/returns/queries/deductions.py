"""What a seller wants to keep of a refund, and what the buyer said."""

from operator import attrgetter

from aftercare.returns.models import Deduction, Return
from aftercare.returns.terms import Answer
from aftercare.rows.asking import Prepared


def deductions_of(returning: Return) -> list[Deduction]:
    """All that was asked on a return, first first."""
    return _DEDUCTIONS(returning.pk)


_DEDUCTIONS = Prepared[Deduction](
    lambda returning: Deduction.objects.filter(returning=returning).order_by("asked_at", "pk")
)


def open_deduction(returning: Return) -> Deduction | None:
    """What waits for the buyer's answer."""
    return next((one for one in deductions_of(returning) if not one.answer), None)


def agreed_fee(returning: Return) -> Deduction | None:
    """The service fee to which the buyer agreed when he asked; of it nothing is used where the review let it go."""
    return next((one for one in deductions_of(returning) if one.way), None)


def agreed_deductions(returning: Return) -> list[Deduction]:
    """To what the buyer agreed: the service fee when he asked, and the latest that a colleague asked him. What a review
    has let go since is no consent any more.
    """
    answered = [one for one in deductions_of(returning) if one.answer and one.answered_at]
    answered.sort(key=attrgetter("answered_at", "pk"))
    asked = [one for one in answered if not one.rule]
    latest = [one for one in answered if one.rule] + asked[-1:]
    return [one for one in latest if one.answer == Answer.AGREED and one.let_go_at is None]
