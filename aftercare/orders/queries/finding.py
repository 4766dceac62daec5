"""Finding orders that an actor may see."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order, OrderLine
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared

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
    found = _OF_SHOP(shop, number, about=actor)
    return found[0] if found else None


def known_lines_of(order: Order) -> list[OrderLine]:
    """The same as `lines_of`, fetched."""
    return _LINES(order.pk)


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """The order's lines as the shop listed them."""
    return OrderLine.objects.filter(order=order).order_by("position")


_OF_SHOP = Prepared[Order](lambda actor, shop, number: visible_to(actor).filter(shop__code=shop, number=number))
_LINES = Prepared[OrderLine](lambda order: OrderLine.objects.filter(order=order).order_by("position"))


def orders_of(customer_id: int, number: str) -> QuerySet[Order]:
    """A customer's orders of this number, in whichever shop."""
    return Order.objects.filter(customer=customer_id, number=number).order_by("-ordered_at", "-pk")
