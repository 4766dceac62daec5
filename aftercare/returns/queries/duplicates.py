"""Open cases that a new request resembles."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import TURN_IN
from aftercare.rows.asking import Ahead, Prepared

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
    if not of_all_orders:
        about = _ABOUT(order.customer_id, sorted(lines)) if lines else []
        return about[0].returning if about else None
    skus = order.lines.filter(pk__in=lines).values("sku")
    like = Q(sku__in=skus, returning__reason=reason_id, returning__applied_at__gte=at - LATELY)
    like &= ~Q(returning__order=order)
    mine = ReturnLine.objects.filter(returning__customer=order.customer_id, returning__state__in=OPEN)
    found = mine.filter(Q(order_line__in=lines) | like).select_related("returning", "returning__case")
    hits = sorted(found.order_by(*_NEWEST), key=lambda hit: hit.order_line_id not in lines)
    return hits[0].returning if hits else None


def similar_ahead(customer_id: int, lines: Collection[int]) -> Ahead:
    """What is asked about the same order alone, to be asked in one trip with other questions."""
    return _ABOUT.ahead(customer_id, sorted(lines))


def foretell_similar(groups: Iterable[tuple[int, Collection[int]]]) -> None:
    """Look at the lines of several requests with one question; where nothing is open, none asks again."""
    wanted = [(customer, sorted(lines)) for customer, lines in groups]
    every = {pk for _customer, lines in wanted for pk in lines}
    rows = ReturnLine.objects.filter(order_line__in=every, returning__state__in=OPEN)
    open_lines = set(rows.values_list("order_line", flat=True))
    for customer, lines in wanted:
        if open_lines.isdisjoint(lines):
            _ABOUT.foretell([], customer, lines)


def _about(customer: int, lines: Sequence[int]) -> QuerySet[ReturnLine]:
    rows = ReturnLine.objects.filter(returning__customer=customer, order_line__in=lines, returning__state__in=OPEN)
    return rows.select_related("returning", "returning__case").order_by(*_NEWEST)


_NEWEST = ("-returning__applied_at", "-returning")
_ABOUT = Prepared[ReturnLine](_about)


def doubled(actor: Actor) -> QuerySet[Return]:
    """Open cases that were opened beside another about the same, newest first."""
    found = visible_to(actor).filter(similar_to__isnull=False, state__in=OPEN).select_related("similar_to", "merchant")
    return found if actor.may(Right.RETURNS_NOTE) else found.none()
