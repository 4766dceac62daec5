"""Which returns an actor may see, and how many stand where."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.queries.seen import is_seen
from aftercare.returns.models import Return
from aftercare.returns.rules.window import LAST_CALL
from aftercare.returns.terms import AT_THE_DOCK, WITHOUT_GOODS, Shown, State

COUNT_CAP = 10_000
"""Above this a count is shown as “10 000+”; counting further costs more than it tells."""


def visible_to(actor: Actor) -> QuerySet[Return]:
    """The returns an actor may see: one by link, his own, those at the dock, his merchants', or all. Else none."""
    found = Return.objects.order_by("-applied_at", "-pk")
    if actor.only_case is not None:
        return found.filter(case=actor.only_case)
    if actor.customer is not None and actor.may(Right.OWN_CASES) and not actor.may(Right.RETURNS_SEE):
        return found.filter(customer=actor.customer)
    if actor.merchants is not None:
        found = found.filter(merchant__in=actor.merchants)
    if actor.stations is not None:
        found = found.filter(return_address__in=actor.stations)
    if actor.may(Right.RETURNS_SEE) or actor.may(Right.REFUNDS_SEE):
        return found
    if actor.may(Right.GOODS_SEE):
        at_the_dock = found.exclude(kind__in=[str(kind) for kind in WITHOUT_GOODS])
        return at_the_dock.filter(state__in=[str(state) for state in AT_THE_DOCK])
    return found.none()


def capped_count(rows: QuerySet[Return]) -> int:
    """How many rows, at most COUNT_CAP + 1."""
    return rows.order_by()[: COUNT_CAP + 1].count()


def counts_by_shown(actor: Actor) -> dict[str, int]:
    """How many returns the actor sees in each of the trade's states, each at most COUNT_CAP + 1."""
    rows = visible_to(actor)
    return {str(shown): capped_count(rows.filter(shown=str(shown))) for shown in Shown}


def overdue(on: date) -> QuerySet[Return]:
    """Returns whose goods should have come before that day, were never sent and will not be fetched; oldest first."""
    waiting = (str(State.APPROVED), str(State.PICKUP_BOOKED))
    due = Return.objects.filter(state__in=waiting, goods_due_on__lt=on)
    return due.exclude(pickup_on__gte=on).order_by("goods_due_on", "pk")


def merchants_awaiting() -> list[int]:
    """The merchants that wait for a parcel of which its buyer was not asked yet."""
    waiting = Return.objects.filter(state=str(State.IN_TRANSIT), unseen_at=None)
    return list(waiting.order_by("merchant").values_list("merchant", flat=True).distinct())


def unseen(merchant_id: int, before: datetime, due_by: date) -> QuerySet[Return]:
    """A merchant's returns that are said to be sent since before, were due by a day, and whose parcel nobody ever
    had; oldest first. What was to come by no day counts from when it was said to be sent.
    """
    told = Return.objects.filter(merchant=merchant_id, state=str(State.IN_TRANSIT), unseen_at=None)
    late = told.filter(Q(goods_due_on=None) | Q(goods_due_on__lte=due_by), shipped_at__lte=before)
    return late.filter(~is_seen()).order_by("shipped_at", "pk")


def never_seen(at: datetime) -> QuerySet[Return]:
    """Returns whose buyers were asked for their parcel, which nobody has seen since; asked first first."""
    asked = Return.objects.filter(state=str(State.IN_TRANSIT), unseen_at__lte=at - LAST_CALL)
    return asked.filter(~is_seen()).order_by("unseen_at", "pk")


def due_within(first: date, last: date) -> QuerySet[Return]:
    """Returns that the buyer was asked to send, and has not sent, with goods due on a day between these two."""
    return Return.objects.filter(state=str(State.APPROVED), goods_due_on__gte=first, goods_due_on__lte=last)
