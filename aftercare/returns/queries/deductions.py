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


def agreed_deduction(returning: Return) -> Deduction | None:
    """The latest that was answered, if the buyer agreed to it."""
    latest = Deduction.objects.filter(returning=returning).exclude(answer="").order_by("-answered_at", "-pk").first()
    return latest if latest and latest.answer == Answer.AGREED else None
