"""What is due now: promises that broke and steps to take. Touches only due rows; several may sweep at once."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from aftercare.clocks.commands.keeping import Steps, save_all, steps_of
from aftercare.clocks.commands.owing import owe
from aftercare.clocks.models import Clock, PolicyStep
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.plain import tape_of
from aftercare.clocks.rules.steps import holds, is_ahead, next_look, reached_at, standing
from aftercare.clocks.terms import MONEY_ACTS, Act
from aftercare.journal.commands.recording import lock_free, record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.rows.commands import together
from aftercare.rows.keyset import beyond

_LOG = logging.getLogger(__name__)
_BATCH = 250
REACHING_OUT = (Act.RAISE, Act.HAND_OVER, Act.LEND)
"""Acts that change the case and not the clock."""


@dataclass(frozen=True)
class Taken:
    """A step whose time has come, on the clock that it belongs to."""

    clock: Clock
    step: PolicyStep


Carry = Callable[[Sequence[Taken], datetime], None]
"""Does what reaches beyond this room: raises a priority, hands a case over. In the same transaction."""
Reserve = Callable[[Iterable[str]], Mapping[str, int]]
"""Locks what Carry will touch, of these cases, without waiting; tells which of them it got, and how urgent each is."""


def sweep(*, reserve: Reserve, carry: Carry, by: Actor, at: datetime) -> int:
    """Do everything that is due, a batch per transaction; returns how many clocks were touched.

    What somebody else holds just now is left for the next sweep. A batch that is cut off leaves nothing behind, and
    is done by the next one.
    """
    touched = 0
    place: Place | None = Place()
    while place is not None:
        done, place = _batch(place, reserve=reserve, carry=carry, by=by, at=at)
        touched += done
    return touched


@dataclass(frozen=True)
class Place:
    """How far a sweep has come, in the order in which clocks are due."""

    due: datetime | None = None
    pk: int = 0


@together()
def _batch(place: Place, *, reserve: Reserve, carry: Carry, by: Actor, at: datetime) -> tuple[int, Place | None]:
    found = list(_due(place, at).values_list("pk", "stream", "next_due_at")[:_BATCH])
    if not found:
        return 0, None
    # Chains before clocks before cases, and never waiting: a move that holds one of them cannot wait for us in turn.
    free = reserve(lock_free({stream for _pk, stream, _due_at in found}))
    mine = [pk for pk, stream, _due_at in found if stream in free]
    clocks = list(_locked(mine, at))
    if clocks:
        _take(clocks, free, carry=carry, by=by, at=at)
    last = found[-1]
    return len(clocks), Place(last[2], last[0]) if len(found) == _BATCH else None


def _due(place: Place, at: datetime) -> QuerySet[Clock]:
    rows = Clock.objects.filter(next_due_at__lte=at, policy__is_active=True).order_by("next_due_at", "pk")
    if place.due is None:
        return rows
    return rows.filter(beyond({"next_due_at": place.due, "pk": place.pk}, upwards=True))


def _locked(ids: Sequence[int], at: datetime) -> QuerySet[Clock]:
    rows = Clock.objects.filter(pk__in=ids, next_due_at__lte=at, policy__is_active=True).select_related(
        "policy", "version"
    )
    rows = rows.defer("version__body").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=True)


def _take(clocks: Sequence[Clock], urgency: Mapping[str, int], *, carry: Carry, by: Actor, at: datetime) -> None:
    steps = steps_of(clock.policy_id for clock in clocks)
    rows = {row.pk: row for row in PolicyStep.objects.filter(policy__in=steps)}
    taken: list[Taken] = []
    facts: list[Fact] = []
    sound: list[Clock] = []
    for clock in clocks:
        try:
            due, late = _look(clock, steps, rows, urgency, at=at)
        except Exception:
            _LOG.exception("The clock %s of %s cannot be worked out; “aftercare check” tells.", clock.pk, clock.number)
            continue
        sound.append(clock)
        taken += [Taken(clock, rows[pk]) for pk in due]
        facts += [_fact("clocks.clock.late", clock, by, at)] if late else []
    for one in taken:
        facts += _act(one, by=by, at=at)
    save_all(sound)
    carry([one for one in taken if one.step.act in REACHING_OUT], at)
    record_all(facts)


def _look(
    clock: Clock, steps: Steps, rows: Mapping[int, PolicyStep], urgency: Mapping[str, int], *, at: datetime
) -> tuple[list[int], bool]:
    """The steps to take now, and whether the promise has just been found broken; nothing but the clock is touched."""
    is_newly_late = bool(clock.late_at is None and clock.due_at and clock.due_at < at)
    if is_newly_late:
        clock.late_at = clock.due_at
    due = _step_ids(clock, steps, at)
    now = standing(tape_of(clock.tape), clock.traits, urgency[clock.stream]) if due else None
    _wait_on(clock, steps, due)
    return [pk for pk in due if now and holds(rows[pk].condition, now)], is_newly_late


def _step_ids(clock: Clock, steps: Steps, at: datetime) -> list[int]:
    """The steps whose time has come and that lie after the clock's start."""
    hours, due_at = hours_of(clock.version), clock.due_at
    if due_at is None:
        return []
    open_steps = [step for step in steps[clock.policy_id] if step.id not in clock.done_steps]
    times = [(reached_at(step, due_at, hours), step) for step in open_steps]
    came = [(when, step) for when, step in times if when is not None and when <= at]
    due = [(when, step.id) for when, step in came if is_ahead(step, when, clock.started_at)]
    return [pk for _when, pk in sorted(due)]


def _wait_on(clock: Clock, steps: Steps, done: Sequence[int]) -> None:
    clock.done_steps = [*clock.done_steps, *done]
    if clock.due_at is None:
        clock.next_due_at = None
        return
    clock.next_due_at = next_look(
        steps[clock.policy_id],
        clock.done_steps,
        clock.due_at,
        hours_of(clock.version),
        started_at=clock.started_at,
        is_late=clock.late_at is not None,
    )


def _act(one: Taken, *, by: Actor, at: datetime) -> list[Fact]:
    """What the journal shall tell of it; what is owed is written here."""
    if one.step.act in MONEY_ACTS:
        owed = owe(one.clock, one.step, at=at)
        if owed is None:
            return []  # no amount was decided, so the rule is off
        more: dict[str, object] = {"rate_minor": owed.rate_minor, "currency": owed.currency, "per": owed.per}
        return [_fact(f"clocks.clock.{one.step.act}", one.clock, by, at, step=one.step, **more)]
    if one.step.act in (Act.RAISE, Act.LEND):
        return []  # it stands in the journal of the case, and nobody is told of it
    return [_fact(f"clocks.clock.{one.step.act}", one.clock, by, at, step=one.step)]


def _fact(kind: str, clock: Clock, by: Actor, at: datetime, step: PolicyStep | None = None, **more: object) -> Fact:
    after: dict[str, object] = {
        "policy": clock.policy.name,
        "metric": clock.metric,
        "record": clock.subject,
        "number": clock.number,
        "owner": clock.owner,
        "due_at": clock.due_at,
    }
    if step:
        after |= {"step": step.pk, "offset": step.offset, "audience": step.audience}
    return Fact(kind, clock.label, by, at, stream=clock.stream, after={**after, **more})
