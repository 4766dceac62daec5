"""Yesterday's returns with today's promises: what would have been kept, whose the minutes were, which ways are slow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from django.db.models import Prefetch, QuerySet

from aftercare.cases.terms import Kind
from aftercare.clocks.models import Policy
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.queries.policies import all_policies
from aftercare.clocks.queries.running import fits
from aftercare.clocks.rules.courses import tape_from
from aftercare.clocks.rules.stretches import by_owner, stretches
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.terms import ClockState, Mark, Metric, Reopening
from aftercare.journal.models import Entry
from aftercare.journal.terms import case_stream
from aftercare.kernel.actor import Actor
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import State

MOST = 2000
"""Returns that a page replays while somebody waits for it."""
_VARIANTS = 10


@dataclass
class Judged:
    """How a policy would have fared. `minutes` by owner, of all that were judged."""

    kept: int = 0
    missed: int = 0
    open: int = 0
    minutes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def share(self) -> float:
        """The kept ones of a hundred."""
        judged = self.kept + self.missed
        return 100 * self.kept / judged if judged else 0.0


@dataclass(frozen=True)
class Variant:
    """A way that returns took: the states one after the other, how many took it, and how long the middle one took."""

    states: Sequence[str]
    count: int
    usual: timedelta
    slowest: timedelta
    is_exchange: bool


@dataclass(frozen=True)
class Sold:
    """How long after the sale returns of a kind were settled: the middle one, the slowest of ten, the slowest."""

    kind: str
    count: int
    usual: timedelta
    slow: timedelta
    slowest: timedelta


@dataclass(frozen=True)
class Replay:
    """The outcome. `instants` were booked at one moment, so that nothing is known of the times between, nor judged."""

    returns: int
    policies: Mapping[str, Judged]
    variants: Sequence[Variant]
    instants: int = 0
    spans: Sequence[Sold] = ()

    @property
    def minutes(self) -> dict[str, float]:
        """Minutes by owner over all policies."""
        found: dict[str, float] = defaultdict(float)
        for judged in self.policies.values():
            for owner, spent in judged.minutes.items():
                found[owner] += spent
        return dict(found)


def replay(actor: Actor, now: datetime, *, last: int = MOST) -> Replay:
    """The latest returns that the actor sees, with every policy that is switched on as if it had been so then."""
    found = list(_with_traits(visible_to(actor))[:last])
    passages = _passages(found)
    policies = [policy for policy in all_policies() if policy.is_active]
    judged: dict[str, Judged] = {policy.name: Judged() for policy in policies}
    instants = {pk for pk, way in passages.items() if _is_instant(way)}
    for returning in found:
        if returning.case_id in instants:
            continue
        matter = returning.matter
        for policy in policies:
            if fits(policy, matter):
                _judge(policy, returning, passages[returning.case_id], judged[policy.name], now)
    told = [(one.kind == Kind.EXCHANGE, passages[one.case_id]) for one in found if one.case_id not in instants]
    return Replay(len(found), judged, list(_variants(told)), len(instants), list(_sold(found)))


def _with_traits(rows: QuerySet[Return]) -> QuerySet[Return]:
    """With what policies match by, in two trips however many they are."""
    skus = Prefetch("lines", ReturnLine.objects.only("returning", "sku"))
    return rows.select_related("case", "customer", "order", "return_address").prefetch_related(skus)


def _judge(
    policy: Policy, returning: Return, passages: Sequence[tuple[datetime, str]], judged: Judged, now: datetime
) -> None:
    lifecycle = lifecycle_of(returning.kind)
    if policy.metric not in lifecycle.courses:
        return
    reopening = Reopening(policy.reopening)
    if policy.metric == Metric.REFUND_DONE:
        passages = _of_the_money(returning, passages)
    tape = tape_from(lifecycle, policy.metric, passages, begins_in=policy.begins_in, reopening=reopening)
    if not tape or tape[-1].mark == Mark.VOID:
        return
    hours = hours_of(policy.calendar.current if policy.calendar else None)
    found = read(tape, policy.target, hours)
    is_late = found.late_at is not None or (found.state == ClockState.RUNNING and (found.due_at or now) < now)
    if found.state == ClockState.STOPPED or is_late:
        judged.missed += is_late
        judged.kept += not is_late
    else:
        judged.open += 1
    pieces = stretches(tape, policy.target, hours, until=tape[-1].at if found.stopped_at else now)
    for owner, spent in by_owner(pieces, hours, policy.target).items():
        judged.minutes[str(owner)] += spent


def _of_the_money(returning: Return, passages: Sequence[tuple[datetime, str]]) -> Sequence[tuple[datetime, str]]:
    """The passages as the money saw them: once it went ahead of the goods, these have no say until it was paid."""
    since, paid_at = returning.refund_ahead_at, returning.paid_ahead_at
    if since is None or paid_at is None:
        return passages
    before = [passage for passage in passages if passage[0] <= since]
    return [*before, (since, str(State.INSPECTED)), (paid_at, str(State.COMPLETED))]


def _passages(found: Iterable[Return]) -> dict[int, list[tuple[datetime, str]]]:
    """When each return came into which state, by case id, as the journal tells."""
    told: dict[int, list[tuple[datetime, str]]] = {returning.case_id: [] for returning in found}
    streams = [case_stream(case_id) for case_id in told]
    entries = Entry.objects.filter(stream__in=streams, kind__startswith="returns.return.", after__has_key="state")
    rows = entries.order_by("stream", "position").values_list("stream", "at", "after__state")
    for stream, moves in groupby(rows, key=lambda row: row[0]):
        told[int(stream.rpartition(":")[2])] = [(at, state) for _stream, at, state in moves]
    return told


def _is_instant(way: Sequence[tuple[datetime, str]]) -> bool:
    return len(way) > 1 and way[0][0] == way[-1][0]


def _sold(found: Iterable[Return]) -> Iterator[Sold]:
    """From the sale to the end, by kind: what even books that tell nothing else know."""
    spent: dict[str, list[float]] = defaultdict(list)
    for returning in found:
        if returning.completed_at:
            spent[returning.kind].append((returning.completed_at - returning.order.ordered_at).total_seconds())
    for kind, seconds in sorted(spent.items()):
        seconds.sort()
        slow = seconds[min(len(seconds) - 1, len(seconds) * 9 // 10)]
        spans = (timedelta(seconds=one) for one in (median(seconds), slow, seconds[-1]))
        yield Sold(kind, len(seconds), *spans)


def _variants(ways: Iterable[tuple[bool, Sequence[tuple[datetime, str]]]]) -> Iterator[Variant]:
    """The ways that exchanges, or others, took at least twice, the slowest first."""
    taken: dict[tuple[bool, tuple[str, ...]], list[float]] = defaultdict(list)
    for is_exchange, way in ways:
        if way:
            states = tuple(state for state, _same in groupby(state for _at, state in way))
            taken[is_exchange, states].append((way[-1][0] - way[0][0]).total_seconds())
    found = [
        Variant(states, len(spent), timedelta(seconds=median(spent)), timedelta(seconds=max(spent)), is_exchange)
        for (is_exchange, states), spent in taken.items()
        if len(spent) > 1
    ]
    yield from sorted(found, key=lambda one: one.usual, reverse=True)[:_VARIANTS]
