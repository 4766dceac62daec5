"""Finding orders that an actor may see."""

from django.db.models import QuerySet

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.orders.models import Order, OrderLine


def visible_to(actor: Actor) -> QuerySet[Order]:
    """A buyer's own orders, a merchant's orders, or all; newest first. A link to one case opens no order."""
    found = Order.objects.select_related("shop", "merchant", "customer").order_by("-ordered_at", "-pk")
    if actor.only_case is not None:
        return found.none()
    if actor.customer is not None:
        return found.filter(customer=actor.customer)
    if actor.kind == ActorKind.BUYER:
        return found.none()
    if actor.merchants is not None:
        return found.filter(merchant__in=actor.merchants)
    return found


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """The order's lines as the shop listed them."""
    return OrderLine.objects.filter(order=order).order_by("position")
