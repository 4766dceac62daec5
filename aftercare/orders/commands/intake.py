"""Taking in orders from shops."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from aftercare.customers.commands import learn_customer
from aftercare.customers.models import Customer
from aftercare.customers.rules import normal_phone
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.kernel.money import is_currency
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.rules.amounts import paid_per_line
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.models import Shop
from aftercare.rows.asking import Prepared
from aftercare.rows.commands import add
from aftercare.rows.whole import apart, whole

_MOST_PIECES = 10**9
_MOST_MINOR = 10**15
_CLOCKS_APART = timedelta(days=1)
"""How far a shop's clock, or its time zone, may be ahead of ours before a day counts as one that is yet to come."""


class BadOrder(DomainError):
    """The order cannot be what the shop means."""

    code = "bad_order"


class ShopClosed(DomainError):
    """The merchant is not active any more."""

    code = "shop_closed"


class OrderDiffers(Conflict):
    """The shop has told this order before, with other lines."""

    code = "order_differs"


@dataclass(frozen=True)
class Taken:
    """An order, and whether this push was the first, changed it, or found it as it was."""

    order: Order
    outcome: str


@whole()
def take_order(shop: Shop, new: NewOrder, *, region: str, by: Actor, at: datetime) -> Taken:
    """Take in an order, once per shop and number. A repetition may add dates; other lines are refused."""
    if by.merchants is not None and shop.merchant_id not in by.merchants:
        raise NotAllowed(_("This shop is not yours."), field="shop")
    check_order(new, at=at)
    found = _known(shop, new.number)
    if found:
        return learn_more(found, new, by=by, at=at)
    check_new(shop, new)
    order = order_row(shop, new, learn_customer(shop.merchant_id, new.buyer, region=region), region=region)
    faster = _save_unless_known(order)
    if faster:
        return learn_more(faster, new, by=by, at=at)
    add(*line_rows(order, new))
    record(taking_of(order, by=by, at=at))
    return Taken(order, "new")


def _known(shop: Shop, number: str) -> Order | None:
    return _KNOWN.first(shop.pk, number)


_KNOWN = Prepared[Order](
    lambda shop, number: Order.objects.select_for_update(no_key=True).filter(shop=shop, number=number)
)


def _save_unless_known(order: Order) -> Order | None:
    """Save the order; answers the one that stands already when another push of it was faster by a moment."""
    try:
        with apart():
            order.save(force_insert=True)
    except IntegrityError:
        faster = _known(order.shop, order.number)
        if faster is None:
            raise
        return faster
    return None


def lines_digest(new: NewOrder) -> str:
    """What must stay the same when a shop tells an order again."""
    lines = ", ".join(_written(line) for line in new.lines)
    text = f"({new.currency!r}, {new.discount_minor}, {new.freight_minor}, ({lines}{',' * (len(new.lines) == 1)}))"
    return hashlib.sha256(text.encode()).hexdigest()


def _written(line: NewLine) -> str:
    """A line as digests hold it. Stored digests are compared with it: what is written here may never change."""
    return (
        f"NewLine(sku={line.sku!r}, name={line.name!r}, quantity={line.quantity}, "
        f"unit_price_minor={line.unit_price_minor}, discount_minor={line.discount_minor}"
        f"{', is_gift=True' if line.is_gift else ''})"
    )


def check_new(shop: Shop, new: NewOrder) -> None:
    """What holds of new orders alone, since dates of earlier ones may still come in.

    Raises ShopClosed when the merchant sells no more, BadOrder when nobody pays in the order's currency.
    """
    if not shop.merchant.is_active:
        raise ShopClosed(_("The merchant “%(name)s” is closed and takes no new orders."), name=shop.merchant.name)
    if not is_currency(new.currency):
        raise BadOrder(_("“%(code)s” is no currency; write it like EUR."), field="currency", code=new.currency)


def check_order(new: NewOrder, *, at: datetime) -> None:
    """Raises BadOrder with a sentence when the order cannot be what the shop means, told at the moment `at`."""
    if not new.number.strip():
        raise BadOrder(_("An order needs a number."), field="number")
    days = {"ordered_at": new.ordered_at, "paid_at": new.paid_at, "shipped_at": new.shipped_at}
    for name, told in (days | {"signed_at": new.signed_at}).items():
        if told and told > at + _CLOCKS_APART:
            raise BadOrder(_("This day lies in the future."), field=name)
    if not new.lines:
        raise BadOrder(_("An order needs at least one line."), field="lines")
    for line in new.lines:
        _check_line(line)
    bought = [line for line in new.lines if not line.is_gift]
    if not 0 <= new.discount_minor <= sum(x.quantity * x.unit_price_minor - x.discount_minor for x in bought):
        raise BadOrder(_("The order's discount is above what its lines cost."), field="discount")
    if not 0 <= new.freight_minor <= _MOST_MINOR:
        raise BadOrder(_("Freight cannot be negative or beyond measure."), field="freight")


def _check_line(line: NewLine) -> None:
    if line.quantity <= 0 or line.unit_price_minor < 0:
        raise BadOrder(_("Line “%(sku)s” has no pieces or a negative price."), field="lines", sku=line.sku)
    if line.quantity > _MOST_PIECES or line.quantity * line.unit_price_minor > _MOST_MINOR:
        raise BadOrder(_("Line “%(sku)s” has more pieces or money than can be true."), field="lines", sku=line.sku)
    if line.is_gift and line.discount_minor:
        raise BadOrder(_("Line “%(sku)s” is a gift and has no discount."), field="lines", sku=line.sku)
    if not 0 <= line.discount_minor <= line.quantity * line.unit_price_minor:
        raise BadOrder(_("Line “%(sku)s” has a discount above its price."), field="lines", sku=line.sku)


def order_row(shop: Shop, new: NewOrder, customer: Customer, *, region: str) -> Order:
    """The order as it is about to be saved."""
    return Order(
        shop=shop,
        merchant_id=shop.merchant_id,
        number=new.number,
        customer=customer,
        ordered_at=new.ordered_at,
        paid_at=new.paid_at,
        shipped_at=new.shipped_at,
        signed_at=new.signed_at,
        currency=new.currency,
        discount_minor=new.discount_minor,
        freight_minor=new.freight_minor,
        paid_minor=sum(_paid(new)) + new.freight_minor,
        recipient=new.recipient,
        phone=normal_phone(new.phone, region) if new.phone else "",
        address=new.address,
        digest=lines_digest(new),
        is_business=new.is_business,
    )


def line_rows(order: Order, new: NewOrder) -> list[OrderLine]:
    """The lines of a saved order with their accounts opened; freight, if any, is the last."""
    return [OrderLine(order=order, **dict(zip(TOLD, line, strict=True))) for line in lines_told(order, new)]


TOLD = (
    "position", "sku", "name", "is_freight", "quantity", "unit_price_minor", "discount_minor", "paid_minor",
    "goods_out", "no_return_confirmed", "is_gift",
)  # fmt: skip
"""The fields of an order line that a shop's order decides; the others begin as the model says."""


def lines_told(order: Order, new: NewOrder) -> list[tuple[object, ...]]:
    """The values of TOLD for each line of the order.

    Freight has its own account, as money that may go back; it has no pieces that could come back.
    """
    is_out = order.shipped_at is not None
    told: list[tuple[object, ...]] = [
        (
            position, line.sku, line.name, False, line.quantity, line.unit_price_minor,
            line.quantity * line.unit_price_minor - paid, paid, line.quantity if is_out else 0,
            line.no_return_confirmed, line.is_gift,
        )
        for position, (line, paid) in enumerate(zip(new.lines, _paid(new), strict=True), start=1)
    ]  # fmt: skip
    freight = order.freight_minor
    return [*told, (0, "", "", True, 1, freight, 0, freight, 0, False, False)] if freight else told


def taking_of(order: Order, *, by: Actor, at: datetime) -> Fact:
    """What the journal says about a new order."""
    label, after = f"orders.order:{order.pk}", {"number": order.number}
    return Fact("orders.order.take", label, by, at, after=after, begins_stream=True)


def _paid(new: NewOrder) -> list[int]:
    amounts = [0 if line.is_gift else line.quantity * line.unit_price_minor for line in new.lines]
    return paid_per_line(amounts, [line.discount_minor for line in new.lines], new.discount_minor)


def learn_more(order: Order, new: NewOrder, *, by: Actor, at: datetime) -> Taken:
    """What a repeated push adds to a locked order: dates; raises OrderDiffers when lines or amounts are others."""
    if order.digest != lines_digest(new):
        raise OrderDiffers(_("Order %(number)s was told before with other lines or amounts."), number=new.number)
    told = {name: getattr(new, name) for name in ("paid_at", "shipped_at", "signed_at")}
    changed = {name: value for name, value in told.items() if value and getattr(order, name) != value}
    if not changed:
        return Taken(order, "unchanged")
    before = {name: getattr(order, name) for name in changed}
    first_shipment = "shipped_at" in changed and order.shipped_at is None
    for name, value in changed.items():
        setattr(order, name, value)
    order.save(update_fields=list(changed))
    if first_shipment:
        _send_goods_out(order)
    record(Fact("orders.order.learn", f"orders.order:{order.pk}", by, at, before=before, after=changed))
    return Taken(order, "changed")


def _send_goods_out(order: Order) -> None:
    for line in OrderLine.objects.select_for_update(no_key=True).filter(order=order, is_freight=False).order_by("pk"):
        line.goods_out = line.quantity - line.goods_called_off
        line.save(update_fields=["goods_out"])
