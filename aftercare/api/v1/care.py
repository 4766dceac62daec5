"""Service beside the return: agreed compensations, decisions, customers' marks, words on a case."""

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.money import minor, text
from aftercare.api.v1.return_requests import DESPITE, UnknownOrder, UnknownReason
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.return_view import file_of
from aftercare.api.v1.returns import Number, visible_return
from aftercare.api.v1.shapes import Amount, Code, Flag, Line, LineRef, OrderNumber, Pieces, Told
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Referral
from aftercare.cases.queries.referrals import visible_to as referrals_visible_to
from aftercare.cases.queries.referrals import waiting_for
from aftercare.cases.terms import Channel, Kind, ReferralState, Topic
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import shown_reasons
from aftercare.customers.commands import set_mark
from aftercare.customers.queries import visible_to as customers_visible_to
from aftercare.customers.terms import Mark
from aftercare.flow import deciding
from aftercare.flow.compensation import open_compensation
from aftercare.kernel.errors import NotFound
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import lines_of
from aftercare.orders.queries.finding import visible_to as orders_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands.compensating import Consent, Terms
from aftercare.returns.queries.detail import return_by_id
from aftercare.returns.terms import Compensated, ConsentWay

router = Router(tags=["service"])
Words = Annotated[Line, Field(min_length=1, max_length=1000)]
Id = Annotated[int, Path(ge=1, le=2**62)]


class CompensatedIn(LineRef):
    """Pieces of one order line that stay with the buyer, and what is paid for all of them."""

    quantity: Pieces
    amount: Amount


class CompensationIn(Told):
    """What agent and buyer agreed on. `consent` says when and how the buyer agreed, in words."""

    shop: Code
    order_number: OrderNumber
    lines: Annotated[list[CompensatedIn], Field(min_length=1, max_length=200)]
    reason: Code
    words: Words
    way: ConsentWay = ConsentWay.PHONE
    consent: Annotated[Line, Field(min_length=1, max_length=500)]
    despite: Annotated[Line, Field(max_length=300, description=DESPITE)] = ""


class DecisionOut(BaseModel):
    """An amount above what its asker may promise by himself, and what became of it.

    `before` was promised for the same order before, and counts against the same limit.
    """

    id: int
    number: str
    topic: Topic
    state: ReferralState
    amount: str
    before: str
    limit: str
    currency: str
    words: str
    asked_at: datetime
    asked_by: str
    due_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer: str


class DecisionsOut(BaseModel):
    """What waits for this key, longest first; at most 200."""

    items: list[DecisionOut]


class AnswerIn(Told):
    """Yes or no, and why: who asked reads it."""

    granted: Flag
    words: Words


class MarkIn(Told):
    """A mark to set, or to take away, and why: colleagues read it."""

    mark: Mark
    is_set: Flag
    reason: Annotated[Line, Field(min_length=1, max_length=300)]


class MarksOut(BaseModel):
    """What the customer is marked with now."""

    account: str
    marks: list[str]


class NoteIn(Told):
    """Words on a case; a note for colleagues unless they are for the buyer."""

    text: Annotated[Line, Field(min_length=1, max_length=4000)]
    for_buyer: Flag = False


class NoteOut(BaseModel):
    """What was written."""

    text: str
    for_buyer: bool
    at: datetime
    by: str


@router.post(
    "/compensations", auth=Key(Right.RETURNS_OPEN), response={201: ReturnOut}, summary="Open an agreed compensation"
)
@once
def compensate(request: KeyRequest, data: CompensationIn) -> Made:
    """The goods stay with the buyer; operations and finance review the amount before it is paid."""
    order = _order(request, data)
    terms = Terms(_lines(order, data), _reason(data.reason), data.words)
    consent = Consent(data.way, data.consent)
    at = timezone.now()
    made = open_compensation(order, terms, consent, channel=Channel.API, despite=data.despite, by=request.actor, at=at)
    return Made(201, file_of(return_by_id(made.returning.pk), request.actor, has_photos=False))


@router.get(
    "/decisions", auth=Key(Right.DECISIONS_MAKE), response=DecisionsOut, summary="List what waits to be decided"
)
def decisions(request: KeyRequest) -> DecisionsOut:
    """Amounts above their askers' limits, longest wait first."""
    return DecisionsOut(items=[_decision(one) for one in waiting_for(request.actor)[:200]])


@router.post("/decisions/{id}", auth=Key(Right.DECISIONS_MAKE), response=DecisionOut, summary="Decide")
@once
def decide(request: KeyRequest, id: Id, data: AnswerIn) -> Made:
    """A yes does at once what was asked; a no ends a compensation. Nobody decides on what he asked for himself."""
    referral = referrals_visible_to(request.actor).filter(pk=id).first()
    if referral is None:
        raise NotFound(_("There is no request for a decision %(id)d, or this key may not see it."), id=id)
    answer = deciding.grant if data.granted else deciding.decline
    return Made(200, _decision(answer(referral, data.words, by=request.actor, at=timezone.now())))


@router.post(
    "/merchants/{merchant}/customers/{account}/marks",
    auth=Key(Right.CUSTOMERS_MARK),
    response=MarksOut,
    summary="Mark a customer",
)
@once
def mark(
    request: KeyRequest, merchant: Code, account: Annotated[str, Path(min_length=1, max_length=80)], data: MarkIn
) -> Made:
    """Rules of automatic review read the marks; the buyer never does."""
    found = customers_visible_to(request.actor).filter(merchant__code=merchant, account=account).first()
    if found is None:
        raise NotFound(_("There is no customer “%(account)s”, or this key may not see him."), account=account)
    told = set_mark(found, data.mark, data.is_set, data.reason, by=request.actor, at=timezone.now())
    return Made(200, MarksOut(account=account, marks=told.marks))


@router.post("/returns/{number}/notes", auth=Key(Right.RETURNS_NOTE), response={201: NoteOut}, summary="Write a note")
@once
def note(request: KeyRequest, number: Number, data: NoteIn) -> Made:
    """A message answers a buyer who waits; a note is for colleagues only."""
    returning = visible_return(request.actor, number)
    made = add_note(returning.case, data.text, for_buyer=data.for_buyer, by=request.actor, at=timezone.now())
    return Made(201, NoteOut(text=made.text, for_buyer=made.for_buyer, at=made.written_at, by=made.author_name))


def _order(request: KeyRequest, data: CompensationIn) -> Order:
    found = orders_visible_to(request.actor).filter(shop__code=data.shop, number=data.order_number).first()
    if found is None:
        sentence = _("The shop “%(shop)s” has no order %(number)s.")
        raise UnknownOrder(sentence, field="order_number", shop=data.shop, number=data.order_number)
    return found


def _lines(order: Order, data: CompensationIn) -> list[Compensated]:
    lines = list(lines_of(order))
    return [
        Compensated(
            line_meant(ref, lines, field=f"lines[{index}]").pk,
            ref.quantity,
            minor(ref.amount, order.currency, field=f"lines[{index}].amount"),
        )
        for index, ref in enumerate(data.lines)
    ]


def _reason(code: str) -> Reason:
    found = shown_reasons(Kind.COMPENSATION).filter(code=code).first()
    if found is None:
        raise UnknownReason(_("There is no reason “%(code)s”."), field="reason", code=code)
    return found


def _decision(one: Referral) -> DecisionOut:
    return DecisionOut(
        id=one.pk,
        number=one.case.number,
        topic=Topic(one.topic),
        state=ReferralState(one.state),
        amount=text(one.amount_minor, one.currency),
        before=text(one.before_minor, one.currency),
        limit=text(one.limit_minor, one.currency),
        currency=one.currency,
        words=one.words,
        asked_at=one.asked_at,
        asked_by=one.asked_by_name,
        due_at=one.due_at,
        answered_at=one.answered_at,
        answered_by=one.answered_by_name,
        answer=one.answer,
    )
