"""Orders that goods make which were given for others: they can come back like anything that was bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.account import grant
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class Given:
    """Goods that were given; `paid_minor` is what the buyer gave for all pieces, in goods and in money."""

    sku: str
    name: str
    quantity: int
    price_minor: int
    paid_minor: int


@whole()
def open_replacement(order: Order, number: str, given: Sequence[Given], *, by: Actor, at: datetime) -> Order:
    """The order of goods that have just left in exchange for some of `order`; each line has its own account."""
    made = Order.objects.create(
        shop_id=order.shop_id,
        merchant_id=order.merchant_id,
        number=number,
        customer_id=order.customer_id,
        ordered_at=at,
        paid_at=at,
        shipped_at=at,
        currency=order.currency,
        paid_minor=sum(one.paid_minor for one in given),
        recipient=order.recipient,
        phone=order.phone,
        address=order.address,
        replaces=order,
    )
    OrderLine.objects.bulk_create(_line(made, position, one) for position, one in enumerate(given, start=1))
    after = {"number": number, "replaces": order.number}
    record(Fact("orders.order.replace", f"orders.order:{made.pk}", by, at, after=after))
    return made


@whole()
def sign_for(order: Order, *, by: Actor, at: datetime) -> Order:
    """The buyer has the goods: from now on the time to send them back runs."""
    fresh = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    fresh.signed_at = at
    fresh.save(update_fields=["signed_at"])
    record(Fact("orders.order.sign", f"orders.order:{order.pk}", by, at, after={"signed_at": at}))
    return fresh


@whole()
def sell_kept(order: Order, kept: Sequence[Given], *, by: Actor, at: datetime) -> Order:
    """Goods that should have come back and were paid for instead are the buyer's: lines of the replacing order."""
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    first = _next_position(order)
    OrderLine.objects.bulk_create(_line(order, position, one) for position, one in enumerate(kept, start=first))
    order.paid_minor += sum(one.paid_minor for one in kept)
    order.save(update_fields=["paid_minor"])
    after = {"lines": [[one.sku, one.quantity, one.paid_minor] for one in kept]}
    record(Fact("orders.order.keep", f"orders.order:{order.pk}", by, at, after=after))
    return order


@whole()
def repay_payment(order: Order, purpose: str, name: str, amount_minor: int, *, by: Actor, at: datetime) -> Grant:
    """Money that came in beside the order, all of which goes back: an account of its own that is granted at once."""
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    line = OrderLine.objects.create(
        order=order,
        position=_next_position(order),
        sku="",
        name=name,
        is_freight=True,
        quantity=1,
        unit_price_minor=amount_minor,
        paid_minor=amount_minor,
    )
    order.paid_minor += amount_minor
    order.save(update_fields=["paid_minor"])
    return grant(line, purpose, amount_minor, by=by, at=at)


def _next_position(order: Order) -> int:
    last = OrderLine.objects.filter(order=order).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _line(order: Order, position: int, given: Given) -> OrderLine:
    """A list price that all pieces share; what it is too high by, for some cents or a favour, is a discount."""
    unit = -(-max(given.price_minor, given.paid_minor) // given.quantity)
    return OrderLine(
        order=order,
        position=position,
        sku=given.sku,
        name=given.name,
        quantity=given.quantity,
        unit_price_minor=unit,
        discount_minor=unit * given.quantity - given.paid_minor,
        paid_minor=given.paid_minor,
        goods_out=given.quantity,
    )
