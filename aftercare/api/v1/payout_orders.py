"""Payments that a gateway makes: how they stand."""

from datetime import datetime
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.requests import KeyRequest
from aftercare.api.v1 import money
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.shapes import Code
from aftercare.billing.models import PayoutOrder
from aftercare.billing.queries.orders import visible_to
from aftercare.billing.terms import OrderState
from aftercare.org.rights import Right

router = Router(tags=["payout orders"])


class PayoutOrderOut(BaseModel):
    """A payment that a gateway was told to make for a return. Under `key` it pays once; `said` is its last sentence."""

    number: str
    merchant: str
    key: str
    state: OrderState
    amount: str
    currency: str
    payee: str
    said: str
    tries: int
    opened_at: datetime
    sent_at: datetime | None


class PayoutOrderPage(BaseModel):
    """Some of the payout orders; `next` is the address of those that follow."""

    items: list[PayoutOrderOut]
    next: str | None


class OrderFilters(BaseModel):
    """What to list; all filters that are given must hold."""

    state: OrderState | None = None
    merchant: Code | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("", auth=Key(Right.REFUNDS_SEE), response=PayoutOrderPage, summary="List payout orders")
def listing(request: KeyRequest, filters: Query[OrderFilters]) -> PayoutOrderPage:
    """Newest first. Those that failed or differ wait for a person; the others the worker goes on with by itself."""
    found = visible_to(request.actor)
    if filters.state:
        found = found.filter(state=str(filters.state))
    if filters.merchant:
        found = found.filter(refund__merchant__code=filters.merchant)
    page, following = page_of(request, after(found, filters.cursor, "opened_at"), filters.limit, "opened_at")
    return PayoutOrderPage(items=[_out(row) for row in page], next=following)


def _out(row: PayoutOrder) -> PayoutOrderOut:
    return PayoutOrderOut(
        number=row.refund.number,
        merchant=row.refund.merchant.code,
        key=row.key,
        state=OrderState(row.state),
        amount=money.text(row.amount_minor, row.currency),
        currency=row.currency,
        payee=row.payee,
        said=row.said,
        tries=row.tries,
        opened_at=row.opened_at,
        sent_at=row.sent_at,
    )
