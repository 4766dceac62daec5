"""Open cases that a new request resembles."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import TURN_IN

OPEN = [str(state) for state in TURN_IN]
"""States of cases that have not ended."""

LATELY = timedelta(days=3)
"""Within how long the same goods of another order, for the same reason, smell of the same matter."""


def similar_open(
    order: Order, lines: Collection[int], *, reason_id: int, at: datetime, of_all_orders: bool = True
) -> Return | None:
    """The open case about pieces of the same order lines; else one of the same buyer about the same goods of another
    order, asked lately for the same reason; None when there is neither.
    """
    skus = order.lines.filter(pk__in=lines).values("sku")
    like = Q(sku__in=skus, returning__reason=reason_id, returning__applied_at__gte=at - LATELY)
    like &= ~Q(returning__order=order)
    mine = ReturnLine.objects.filter(returning__customer=order.customer_id, returning__state__in=OPEN)
    alike = Q(order_line__in=lines) | like if of_all_orders else Q(order_line__in=lines)
    found = mine.filter(alike).select_related("returning", "returning__case")
    newest = found.order_by("-returning__applied_at", "-returning")
    hits = sorted(newest, key=lambda hit: hit.order_line_id not in lines)
    return hits[0].returning if hits else None


def doubled(actor: Actor) -> QuerySet[Return]:
    """Open cases that were opened beside another about the same, newest first."""
    found = visible_to(actor).filter(similar_to__isnull=False, state__in=OPEN).select_related("similar_to", "merchant")
    return found if actor.may(Right.RETURNS_NOTE) else found.none()
