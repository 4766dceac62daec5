"""What a seller wants to keep of a refund, and what the buyer said."""

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
    return Deduction.objects.filter(returning=returning, answer="").first()


def agreed_deductions(returning: Return) -> list[Deduction]:
    """To what the buyer agreed: the service fee when he asked, and the latest that a colleague asked him."""
    answered = list(Deduction.objects.filter(returning=returning).exclude(answer="").order_by("answered_at", "pk"))
    fees = [one for one in answered if one.rule and one.answer == Answer.AGREED]
    asked = [one for one in answered if not one.rule]
    return [*fees, *(one for one in asked[-1:] if one.answer == Answer.AGREED)]
