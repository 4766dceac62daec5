"""When a clock next has something to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aftercare.clocks.rules.calendars import MINUTE, Hours, NeverOpen, micros, moment
from aftercare.clocks.rules.targets import first_due, settled
from aftercare.clocks.terms import NOT_OURS, Act, Condition, Event, Mark, Target, Unit


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do `offset` minutes after the due time, or before it when negative.

    With `since` only on what began then or later.
    """

    id: int
    offset: int
    unit: Unit
    act: Act
    in_closed_hours: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands at the time of a step: who has it, in which state, how urgent it is, how it came in."""

    owner: str
    state: str
    channel: str = ""
    priority: int = 0


def holds(condition: Condition, now: Standing) -> bool:
    """Whether the step is to be taken as the matter stands."""
    if condition.only_ours and now.owner in NOT_OURS:
        return False
    asked = (
        (condition.owners, now.owner),
        (condition.states, now.state),
        (condition.channels, now.channel),
    )
    return all(not wanted or found in wanted for wanted, found in asked) and now.priority >= condition.from_priority


def standing(tape: Iterable[Event], traits: Mapping[str, str], priority: int) -> Standing:
    """The same from a tape: the last event that is not about the target names owner and state."""
    last = [event for event in tape if event.mark != Mark.RETARGET][-1]
    return Standing(str(last.owner), last.why, traits.get("channel", ""), priority)


def step_at(step: Step, due_at: datetime, hours: Hours) -> datetime:
    """When the step is due: walked in its unit; nobody is told in closed hours unless the step says so.

    What falls into closed hours is told in the last open minute before when it warns, and in the first after when it
    follows the due time.
    """
    due, way = micros(due_at), abs(step.offset) * MINUTE
    if step.unit == Unit.MINUTES:
        at = due + step.offset * MINUTE
    else:
        at = hours.back(due, way) if step.offset < 0 else hours.advance(due, way)
    if step.in_closed_hours or hours.is_open(at):
        return moment(at)
    return moment(hours.back(at, MINUTE) if step.offset < 0 else hours.next_open(at))


def reached_at(step: Step, due_at: datetime, hours: Hours) -> datetime | None:
    """The same; None where it never comes, because the calendar has too few open hours left."""
    try:
        return step_at(step, due_at, hours)
    except NeverOpen:
        return None


def can_be_reached(step: Step, target: Target, hours: Hours, at: datetime) -> bool:
    """Whether the step of a promise that begins now ever comes; of an agreed date, one that is agreed for now."""
    try:
        due = micros(at) if target.unit == Unit.AGREED else settled(first_due(micros(at), target, hours), target, hours)
    except NeverOpen:
        return False
    return reached_at(step, moment(due), hours) is not None


def is_ahead(step: Step, at: datetime, started_at: datetime) -> bool:
    """Whether it is to be taken at all: a warning that lay before the start is not, nor what was added after it."""
    if step.since is not None and started_at < step.since:
        return False
    return step.offset >= 0 or at > started_at


def next_look(
    steps: Iterable[Step], done: Iterable[int], due_at: datetime, hours: Hours, *, started_at: datetime, is_late: bool
) -> datetime | None:
    """The next moment at which the clock has something to do: a step, or being late; nothing when all is done."""
    taken = set(done)
    times = [(step, reached_at(step, due_at, hours)) for step in steps if step.id not in taken]
    pending = [at for step, at in times if at is not None and is_ahead(step, at, started_at)]
    return min(pending if is_late else [*pending, due_at], default=None)
