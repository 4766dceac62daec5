"""A deduction is asked for before it is made: the buyer answers on his own page, and nobody else does for him."""

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.money import minor, text
from aftercare.api.v1.move_bodies import Move
from aftercare.api.v1.returns import Number, visible_return
from aftercare.api.v1.shapes import Amount, Line
from aftercare.moves.commands import check_version, locked
from aftercare.org.rights import Right
from aftercare.returns.commands.deducting import ask_consent
from aftercare.returns.models import Deduction
from aftercare.returns.queries.deductions import deductions_of

router = Router(tags=["moves"])


class DeductIn(Move):
    """How much of what is asked shall be kept, and why; the buyer reads the words."""

    amount: Amount
    words: Annotated[Line, Field(min_length=1, max_length=300)]


class DeductionOut(BaseModel):
    """What the buyer was asked to leave, or what is taken off by a rule, and his answer; empty: none yet."""

    amount: str
    currency: str
    words: str
    asked_at: datetime
    asked_by: str
    answer: str = Field(examples=["agreed"])
    answered_at: datetime | None


class Deductions(BaseModel):
    """The deductions of a return, first first."""

    items: list[DeductionOut]


@router.get(
    "/deductions", auth=Key(Right.RETURNS_SEE, Right.RETURNS_REVIEW), response=Deductions, summary="List deductions"
)
def listing(request: KeyRequest, number: Number) -> Deductions:
    """What was asked of the buyer, and what he answered."""
    returning = visible_return(request.actor, number)
    return Deductions(items=[_told(one) for one in deductions_of(returning)])


@router.post(
    "/deductions",
    auth=Key(Right.RETURNS_REVIEW),
    response={201: DeductionOut},
    summary="Ask the buyer to agree to a deduction",
)
@once
def ask(request: KeyRequest, number: Number, data: DeductIn) -> Made:
    """While the amount is being decided. With his yes, approve for so much less; without it, all of it goes back."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    amount = minor(data.amount, returning.currency, field="amount")
    return Made(201, _told(ask_consent(returning, amount, data.words, by=request.actor, at=timezone.now())))


def _told(one: Deduction) -> DeductionOut:
    same = {name: getattr(one, name) for name in ("currency", "words", "asked_at", "answer", "answered_at")}
    return DeductionOut(amount=text(one.amount_minor, one.currency), asked_by=one.asked_by_name, **same)
