"""Orders: shops push them, once or again, one or many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.problems import Fault
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.batches import MOST_IN_A_BATCH, OR_UNREAD, Unread
from aftercare.api.v1.money import minor, text
from aftercare.api.v1.shapes import Amount, Code, Currency, Flag, Line, Moment, Name, OrderNumber, Pieces, Sku, Told
from aftercare.customers.commands import Buyer
from aftercare.customers.rules import masked_phone, masked_text
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.moves.refusals import say
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.commands.intake import Taken, take_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.finding import lines_of, visible_to
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.models import Shop
from aftercare.org.queries.merchants import shops_visible_to
from aftercare.org.rights import Right
from aftercare.rows.whole import apart

router = Router(tags=["orders"])


class UnknownShop(DomainError):
    """No such shop, or not for this key."""

    code = "unknown_shop"


class BuyerIn(Told):
    """Who bought. `account` is the shop's name for the buyer; what is empty keeps what is known."""

    account: Annotated[Line, Field(min_length=1, max_length=80)]
    name: Name = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    country: Annotated[Line, Field(max_length=60)] = ""
    level: Annotated[Line, Field(max_length=30)] = ""
    language: Annotated[Line, Field(max_length=10)] = ""


class OrderLineIn(Told):
    """One product. `discount` is the line's own discount over all its pieces.

    `no_return_confirmed`: the buyer confirmed at this purchase that the article does not come back. `is_gift`: it came
    along for nothing, and `unit_price` is the price with which it was marked.
    """

    sku: Sku
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    quantity: Pieces
    unit_price: Amount
    discount: Amount = "0"
    no_return_confirmed: Flag = False
    is_gift: Flag = False


class OrderIn(Told):
    """An order. `discount` was taken off the whole order and is spread over the lines to the cent.

    Without `shipped_at` nothing can come back; without `signed_at` no return window runs yet.
    """

    shop: Code
    number: OrderNumber
    currency: Currency
    ordered_at: Moment
    buyer: BuyerIn
    lines: Annotated[list[OrderLineIn], Field(min_length=1, max_length=500)]
    discount: Amount = "0"
    freight: Amount = "0"
    paid_at: Moment | None = None
    is_business: Flag = False
    shipped_at: Moment | None = None
    signed_at: Moment | None = None
    recipient: Name = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    address: Annotated[Line, Field(max_length=300)] = ""


class BatchIn(Told):
    """Many orders at once; each is taken in or refused by itself."""

    orders: Annotated[list[Annotated[OrderIn, OR_UNREAD]], Field(min_length=1, max_length=MOST_IN_A_BATCH)]


class OrderOutcome(BaseModel):
    """What became of one order: new, changed, unchanged, or refused with a code and a sentence."""

    shop: str
    number: str
    outcome: str
    code: str = ""
    detail: str = ""
    field: str = ""


class BatchOut(BaseModel):
    """One outcome per order, in the order of the request."""

    results: list[OrderOutcome]


class OrderLineOut(BaseModel):
    """A line and its owed-back account: what was paid, promised back and paid out; pieces out, asked back and back."""

    position: int
    sku: str
    name: str
    is_freight: bool
    quantity: int
    unit_price: str
    paid: str
    granted: str
    paid_out: str
    goods_out: int
    goods_asked: int
    goods_back: int


class OrderOut(BaseModel):
    """An order as it is kept. Contact data is masked."""

    shop: str
    number: str
    merchant: str
    currency: str
    ordered_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    signed_at: datetime | None
    is_business: bool
    discount: str
    freight: str
    paid: str
    buyer: str
    recipient: str
    phone: str
    address: str
    lines: list[OrderLineOut]


@router.post("", auth=Key(Right.ORDERS_PUSH), response={201: OrderOutcome, 200: OrderOutcome}, summary="Push an order")
@once
def push(request: KeyRequest, data: OrderIn) -> Made:
    """Once per shop and number: 201 at first, 200 afterwards. A repetition may add dates; other lines are refused."""
    taken = _take(data, by=request.actor, at=timezone.now())
    outcome = OrderOutcome(shop=data.shop, number=data.number, outcome=taken.outcome)
    return Made(201 if taken.outcome == "new" else 200, outcome)


@router.post("/batch", auth=Key(Right.ORDERS_PUSH), response=BatchOut, summary="Push many orders")
@once
def push_batch(request: KeyRequest, data: BatchIn) -> Made:
    """Up to 500 orders; one that is refused does not keep the others out."""
    return Made(200, BatchOut(results=_outcomes(data.orders, by=request.actor, at=timezone.now())))


@router.get("/{shop}/{path:number}", auth=Key(Right.ORDERS_SEE), response=OrderOut, summary="Show an order")
def show(request: KeyRequest, shop: Annotated[Code, Path()], number: Annotated[OrderNumber, Path()]) -> OrderOut:
    """The order with the owed-back account of every line."""
    order = visible_to(request.actor).filter(shop__code=shop, number=number).first()
    if order is None:
        raise NotFound(_("The shop “%(shop)s” has no order %(number)s."), shop=shop, number=number)
    return _order_out(order)


def _take(data: OrderIn, *, by: Actor, at: datetime) -> Taken:
    return take_order(_shop(by, data.shop), _new_order(data), region=settings.PHONE_REGION, by=by, at=at)


def _shop(actor: Actor, code: str) -> Shop:
    found = shops_visible_to(actor).filter(code=code).first()
    if found is None:
        raise UnknownShop(_("There is no shop “%(code)s”."), field="shop", code=code)
    return found


def _outcomes(items: Sequence[OrderIn | Unread], *, by: Actor, at: datetime) -> list[OrderOutcome]:
    """What became of each; the orders of one shop are taken in together."""
    answers: dict[int, Taken | DomainError | Fault] = {}
    by_shop: dict[str, dict[int, NewOrder]] = {}
    for place, item in enumerate(items):
        read = _read(item)
        if isinstance(read, NewOrder) and isinstance(item, OrderIn):
            by_shop.setdefault(item.shop, {})[place] = read
        elif not isinstance(read, NewOrder):
            answers[place] = read
    for code, orders in by_shop.items():
        answers.update(zip(orders, _take_all(code, list(orders.values()), by=by, at=at), strict=True))
    return [_outcome(item, answers[place]) for place, item in enumerate(items)]


def _read(item: OrderIn | Unread) -> NewOrder | DomainError | Fault:
    if isinstance(item, Unread):
        return item.fault
    try:
        return _new_order(item)
    except DomainError as refusal:
        return refusal


def _take_all(code: str, orders: Sequence[NewOrder], *, by: Actor, at: datetime) -> Sequence[Taken | DomainError]:
    try:
        shop = _shop(by, code)
    except DomainError as refusal:
        return [refusal] * len(orders)
    try:
        with apart():
            return take_orders(shop, orders, region=settings.PHONE_REGION, by=by, at=at)
    except IntegrityError:
        # Somebody pushed one of them at the same moment. It stands by now, so the second try finds it.
        return take_orders(shop, orders, region=settings.PHONE_REGION, by=by, at=at)


def _outcome(item: OrderIn | Unread, answer: Taken | DomainError | Fault) -> OrderOutcome:
    if isinstance(item, Unread):
        shop, number = item.told("shop"), item.told("number")
    else:
        shop, number = item.shop, item.number
    outcome = OrderOutcome(shop=shop, number=number, outcome="refused")
    if isinstance(answer, Fault):
        return outcome.model_copy(update={"code": "not_understood", **answer.model_dump()})
    if isinstance(answer, DomainError):
        return outcome.model_copy(update={"code": answer.code, "detail": say(answer), "field": answer.field})
    return outcome.model_copy(update={"outcome": answer.outcome})


def _new_order(data: OrderIn) -> NewOrder:
    currency = data.currency
    return NewOrder(
        number=data.number,
        buyer=Buyer(**data.buyer.model_dump()),
        ordered_at=data.ordered_at,
        currency=currency,
        lines=tuple(_new_line(line, currency, index) for index, line in enumerate(data.lines)),
        discount_minor=minor(data.discount, currency, field="discount"),
        freight_minor=minor(data.freight, currency, field="freight"),
        **data.model_dump(
            include={"paid_at", "shipped_at", "signed_at", "recipient", "phone", "address", "is_business"}
        ),
    )


def _new_line(line: OrderLineIn, currency: str, index: int) -> NewLine:
    place = f"lines[{index}]"
    return NewLine(
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price_minor=minor(line.unit_price, currency, field=f"{place}.unit_price", pieces=line.quantity),
        discount_minor=minor(line.discount, currency, field=f"{place}.discount"),
        no_return_confirmed=line.no_return_confirmed,
        is_gift=line.is_gift,
    )


def _order_out(order: Order) -> OrderOut:
    return OrderOut(
        shop=order.shop.code,
        merchant=order.merchant.code,
        buyer=order.customer.account,
        **{name: getattr(order, name) for name in _SAME},
        discount=text(order.discount_minor, order.currency),
        freight=text(order.freight_minor, order.currency),
        paid=text(order.paid_minor, order.currency),
        recipient=masked_text(order.recipient),
        phone=masked_phone(order.phone),
        address=masked_text(order.address),
        lines=[_line_out(line, order.currency) for line in lines_of(order)],
    )


_SAME = ("number", "currency", "ordered_at", "paid_at", "shipped_at", "signed_at", "is_business")


def _line_out(line: OrderLine, currency: str) -> OrderLineOut:
    return OrderLineOut(
        position=line.position,
        sku=line.sku,
        name=line.name,
        is_freight=line.is_freight,
        quantity=line.quantity,
        unit_price=text(line.unit_price_minor, currency),
        paid=text(line.paid_minor, currency),
        granted=text(line.granted_minor, currency),
        paid_out=text(line.paid_out_minor, currency),
        goods_out=line.goods_out,
        goods_asked=line.goods_asked,
        goods_back=line.goods_back,
    )
