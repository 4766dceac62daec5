"""Finding orders that an actor may see."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order, OrderLine
from aftercare.org.rights import Right
from aftercare.rows.asking import Ahead, Prepared

_NEED_ORDERS = (Right.ORDERS_SEE, Right.ORDERS_PUSH, Right.RETURNS_OPEN)
"""Who pushes orders or opens returns names an order that he must be able to find."""


def visible_to(actor: Actor) -> QuerySet[Order]:
    """A buyer's own orders, else for who has to do with orders his merchants' or all; newest first.

    A link to one case opens no order.
    """
    found = Order.objects.select_related("shop", "merchant", "customer").order_by("-ordered_at", "-pk")
    if actor.only_case is not None:
        return found.none()
    if actor.customer is not None:
        return found.filter(customer=actor.customer)
    if not any(actor.may(right) for right in _NEED_ORDERS):
        return found.none()
    if actor.merchants is not None:
        return found.filter(merchant__in=actor.merchants)
    return found


def orders_by_pk(ids: Iterable[int]) -> QuerySet[Order]:
    """The orders with these ids, newest first, for who has proven that they are his."""
    found = Order.objects.select_related("shop", "merchant", "customer")
    return found.filter(pk__in=list(ids)).order_by("-ordered_at", "-pk")


def orders_known_by(number: str, digits: str) -> QuerySet[Order]:
    """The orders of this number whose phone ends in these four digits: what a buyer without account can tell."""
    phone = Q(phone__endswith=digits) | Q(customer__phone__endswith=digits)
    return Order.objects.filter(phone, number=number).order_by("-ordered_at", "-pk")


def order_of_shop(actor: Actor, shop: str, number: str) -> Order | None:
    """The order that a shop knows by this number, if the actor may see it."""
    return _OF_SHOP.first(shop, number, about=actor)


def known_lines_of(order: Order) -> list[OrderLine]:
    """The same as `lines_of`, fetched."""
    return _LINES(order.pk)


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """The order's lines as the shop listed them."""
    return OrderLine.objects.filter(order=order).order_by("position")


def foretell_orders(actor: Actor, named: Iterable[tuple[str, str]]) -> list[Order]:
    """The orders of these shops and numbers that the actor may see; each can be asked for once without another trip.

    So can the lines of each, and that there is no such order.
    """
    wanted = dict.fromkeys(named)
    shops, numbers = {shop for shop, _number in wanted}, {number for _shop, number in wanted}
    rows = visible_to(actor).filter(shop__code__in=shops, number__in=numbers)
    found = {(row.shop.code, row.number): row for row in rows}
    for name in wanted:
        _OF_SHOP.foretell([found[name]] if name in found else [], *name, about=actor)
    orders = [row for name, row in found.items() if name in wanted]
    _foretell_lines(orders)
    return orders


def _foretell_lines(orders: Sequence[Order]) -> None:
    lines: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=list(lines)).order_by("position"):
        lines[line.order_id].append(line)
    for pk, some in lines.items():
        _LINES.foretell(some, pk)


def order_ahead(actor: Actor, shop: str, number: str) -> Ahead:
    """What `order_of_shop` asks, to be asked in one trip with other questions."""
    return _OF_SHOP.ahead(shop, number, about=actor)


_OF_SHOP = Prepared[Order](lambda actor, shop, number: visible_to(actor).filter(shop__code=shop, number=number))
_LINES = Prepared[OrderLine](lambda order: OrderLine.objects.filter(order=order).order_by("position"))


def orders_of(customer_id: int, number: str) -> QuerySet[Order]:
    """A customer's orders of this number, in whichever shop."""
    return Order.objects.filter(customer=customer_id, number=number).order_by("-ordered_at", "-pk")
