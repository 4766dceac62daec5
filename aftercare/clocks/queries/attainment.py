"""Which promises were kept: an open clock that is overdue counts as missed, one that was given up counts nowhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, CharField, Count, F, Q, QuerySet, When

from aftercare.clocks.models import Clock, Owed
from aftercare.clocks.queries.running import OPEN
from aftercare.clocks.terms import ClockState
from aftercare.kernel.actor import Actor

GROUPS = {
    "policy": "policy__name",
    "metric": "metric",
    "owner": "blame",
    "merchant": "merchant__name",
    "branch": "traits__branch",
    "person": "stopped_by_name",
    "partner": "partner",
}
"""What a report can be broken down by."""

_MINUTES = """
SELECT part.key, sum(part.value::numeric)::float8 FROM clocks_clock AS clock, jsonb_each_text(clock.minutes) AS part
WHERE clock.stopped_at >= %s AND clock.stopped_at < %s AND clock.state = 'stopped'
  AND (%s::bigint[] IS NULL OR clock.merchant_id = ANY(%s::bigint[]))
  AND (%s::text = '' OR clock.metric = %s::text)
GROUP BY part.key ORDER BY 2 DESC
"""


@dataclass(frozen=True)
class Attained:
    """How many promises of a group were kept and missed; `overdue` of the missed are still open."""

    name: str
    kept: int
    missed: int
    overdue: int

    @property
    def judged(self) -> int:
        """All of them."""
        return self.kept + self.missed

    @property
    def share(self) -> float:
        """The kept ones of a hundred."""
        return 100 * self.kept / self.judged if self.judged else 0.0


def visible_to(actor: Actor) -> QuerySet[Clock]:
    """The clocks of the merchants that the actor works for."""
    rows = Clock.objects.all()
    return rows if actor.merchants is None else rows.filter(merchant__in=actor.merchants)


def attained(
    actor: Actor, since: datetime, until: datetime, *, by: str, now: datetime, metric: str = ""
) -> list[Attained]:
    """Promises that were stopped in the time, or were due in it and are open still; the worst group first.

    With `metric` only those of one thing that is promised: who arrives on time is judged by arrivals.
    """
    stopped = Q(state=str(ClockState.STOPPED), stopped_at__gte=since, stopped_at__lt=until)
    overdue = OPEN & Q(due_at__gte=since, due_at__lt=min(until, now))
    blame = Case(When(OPEN, then=F("owner")), default=F("blamed"), output_field=CharField())
    rows = visible_to(actor).filter(stopped | overdue, **({"metric": metric} if metric else {})).annotate(blame=blame)
    group = GROUPS[by]
    found = rows.values_list(group).annotate(
        kept=Count("pk", filter=Q(state=str(ClockState.STOPPED), late_at=None)),
        overdue=Count("pk", filter=OPEN),
        late=Count("pk", filter=Q(state=str(ClockState.STOPPED), late_at__isnull=False)),
    )
    told = [Attained(name or "", kept, late + still, still) for name, kept, still, late in found.order_by()]
    return sorted(told, key=lambda one: (one.share, -one.judged, one.name))


def minutes_by_owner(actor: Actor, since: datetime, until: datetime, *, metric: str = "") -> list[tuple[str, float]]:
    """Minutes of the promises that were stopped in the time, by who had them, the most first; maybe of one metric."""
    merchants = None if actor.merchants is None else list(actor.merchants)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [since, until, merchants, merchants, metric, metric])
        return [(str(owner), float(minutes)) for owner, minutes in cursor.fetchall()]


def owed_visible_to(actor: Actor) -> QuerySet[Owed]:
    """Penalties and credits, the latest first."""
    rows = Owed.objects.select_related("clock__policy", "clock__merchant").order_by("-recorded_at", "-pk")
    return rows if actor.merchants is None else rows.filter(clock__merchant__in=actor.merchants)
