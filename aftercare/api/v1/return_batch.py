"""Many returns in one request: how a marketplace hands them over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.problems import Fault
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.batches import MOST_IN_A_BATCH, OR_UNREAD, Unread
from aftercare.api.v1.return_requests import ReturnIn, Wish, fulfil, wish_of
from aftercare.api.v1.shapes import Told
from aftercare.flow.foreseeing import foresee_all
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.moves.refusals import say
from aftercare.orders.queries.finding import foretell_orders
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.rows.commands import attempt

router = Router(tags=["returns"])


class ReturnBatchIn(Told):
    """Many requests at once; each is taken in or refused by itself, in the order in which they stand here."""

    returns: Annotated[list[Annotated[ReturnIn, OR_UNREAD]], Field(min_length=1, max_length=MOST_IN_A_BATCH)]


class ReturnOutcome(BaseModel):
    """What became of one request: new, with the number of its case, or refused, with a code and a sentence."""

    shop: str
    order_number: str
    outcome: str
    number: str = ""
    code: str = ""
    detail: str = ""
    field: str = ""


class ReturnBatchOut(BaseModel):
    """One outcome per request, in their order."""

    results: list[ReturnOutcome]


@router.post("/batch", auth=Key(Right.RETURNS_OPEN), response=ReturnBatchOut, summary="Ask for many returns")
@once
def create(request: KeyRequest, data: ReturnBatchIn) -> Made:
    """Up to 500 requests, each by the same rules as a single one; one that is refused does not keep the others out."""
    results = _outcomes(data.returns, by=request.actor, at=timezone.now())
    return Made(200, ReturnBatchOut(results=results))


def _outcomes(items: Sequence[ReturnIn | Unread], *, by: Actor, at: datetime) -> list[ReturnOutcome]:
    read = {place: item for place, item in enumerate(items) if isinstance(item, ReturnIn)}
    foretell_orders(by, [(data.shop, data.order_number) for data in read.values()])
    wishes = {place: _found(by, data) for place, data in read.items()}
    foresee_all([wish.foreseen for wish in wishes.values() if isinstance(wish, Wish)])
    answers = {place: _taken(wish, by=by, at=at) for place, wish in wishes.items()}
    return [_outcome(item, answers, place) for place, item in enumerate(items)]


def _found(actor: Actor, data: ReturnIn) -> Wish | DomainError:
    try:
        return wish_of(actor, data)
    except DomainError as refusal:
        return refusal


def _taken(wish: Wish | DomainError, *, by: Actor, at: datetime) -> Return | DomainError:
    if isinstance(wish, DomainError):
        return wish
    return attempt(lambda: fulfil(wish, by=by, at=at), DomainError)


def _outcome(item: ReturnIn | Unread, answers: Mapping[int, Return | DomainError], place: int) -> ReturnOutcome:
    if isinstance(item, Unread):
        shop, order, fault = item.told("shop"), item.told("order_number"), item.fault
        return _refused(shop, order, "not_understood", fault)
    answer = answers[place]
    if isinstance(answer, DomainError):
        return _refused(item.shop, item.order_number, answer.code, Fault(field=answer.field, detail=say(answer)))
    return ReturnOutcome(shop=item.shop, order_number=item.order_number, outcome="new", number=answer.number)


def _refused(shop: str, order_number: str, code: str, fault: Fault) -> ReturnOutcome:
    return ReturnOutcome(
        shop=shop, order_number=order_number, outcome="refused", code=code, detail=fault.detail, field=fault.field
    )
