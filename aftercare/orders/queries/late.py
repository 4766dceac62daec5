"""Orders that were paid and not shipped within the time their seller promised."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from aftercare.kernel.actor import Actor
from aftercare.orders.models import DelayNotice, Lateness, Order, OrderLine, SellerPromise
from aftercare.orders.queries.finding import visible_to
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import Promised, days_to_ship
from aftercare.orders.terms import PromiseKind
from aftercare.org.rights import Right

LATELY = timedelta(days=7)
_CHUNK = 200


def late_orders(actor: Actor, *, at: datetime) -> QuerySet[Order]:
    """Paid, not shipped, not called off as a whole, and over time by a promise of their seller; longest wait first.

    Without a promise nothing is late: the rule is off.
    """
    over = _over_time(at)
    if not actor.may(Right.RETURNS_NOTE) or not over:
        return Order.objects.none()
    left = OrderLine.objects.filter(order=OuterRef("pk"), is_freight=False, goods_called_off__lt=F("quantity"))
    found = visible_to(actor).filter(over, paid_at__isnull=False, shipped_at=None)
    return found.filter(Exists(left)).order_by("paid_at", "pk")


def fallen_late(*, at: datetime) -> list[tuple[Order, date]]:
    """Orders that have become late lately and are not known as late yet, with the day by which they were to leave.

    What was due longer ago than that is told by people alone: an old order may have come in late, or unfinished.
    """
    over = _over_time(at, since=LATELY)
    if not over:
        return []
    left = OrderLine.objects.filter(order=OuterRef("pk"), is_freight=False, goods_called_off__lt=F("quantity"))
    known = Lateness.objects.filter(order=OuterRef("pk"))
    found = Order.objects.filter(over, ~Exists(known), Exists(left), paid_at__isnull=False, shipped_at=None)
    orders = list(found.order_by("paid_at", "pk")[:_CHUNK])
    promises = promised_by({order.merchant_id for order in orders})
    return [(order, due_on) for order in orders if (due_on := _due_on(order, promises[order.merchant_id]))]


def notices_of(orders: Iterable[Order]) -> Mapping[int, list[DelayNotice]]:
    """What the customers of several orders were told about the delay, by order, first first, in one query."""
    found: dict[int, list[DelayNotice]] = {order.pk: [] for order in orders}
    for notice in DelayNotice.objects.filter(order__in=list(found)).order_by("told_at", "pk"):
        found[notice.order_id].append(notice)
    return found


def promised_days(order: Order) -> int | None:
    """Within how many days of payment this order was to be shipped; None: nothing was promised."""
    promises = promised_by([order.merchant_id])[order.merchant_id]
    return days_to_ship(promises, bought_on=timezone.localdate(order.ordered_at))


def was_shipped_late(order: Order, *, at: datetime) -> bool:
    """Whether the order left later than promised, or has not left although it should have by now."""
    left_at = order.shipped_at or at
    if order.paid_at is None or left_at <= order.paid_at + timedelta(days=1):
        return False  # no promise is shorter than a day
    days = promised_days(order)
    return days is not None and left_at > order.paid_at + timedelta(days=days)


def _due_on(order: Order, promises: Iterable[Promised]) -> date | None:
    days = days_to_ship(promises, bought_on=timezone.localdate(order.ordered_at))
    return timezone.localdate(order.paid_at + timedelta(days=days)) if order.paid_at and days else None


def _over_time(at: datetime, *, since: timedelta | None = None) -> Q:
    """The orders that some promise to ship covers and whose time is over; false without any promise.

    With `since` only those whose time was not over yet so long ago.
    """
    over = Q()
    for one in SellerPromise.objects.filter(kind=str(PromiseKind.SHIP_WITHIN)).order_by("pk"):
        bought = Q(ordered_at__date__gte=one.begins_on)
        bought &= Q(ordered_at__date__lte=one.ends_on) if one.ends_on else Q()
        ended = at - timedelta(days=one.days or 0)
        bought &= Q(paid_at__gte=ended - since) if since else Q()
        over |= Q(merchant=one.merchant_id, paid_at__lt=ended) & bought
    return over
