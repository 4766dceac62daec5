"""When a clock next has something to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aftercare.clocks.rules.calendars import MINUTE, Hours, micros, moment
from aftercare.clocks.terms import Act, Unit


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do `offset` minutes after the due time, or before it when negative."""

    id: int
    offset: int
    unit: Unit
    act: Act
    only_ours: bool = False
    in_closed_hours: bool = False


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


def next_look(
    steps: Iterable[Step], done: Iterable[int], due_at: datetime, hours: Hours, *, started_at: datetime, is_late: bool
) -> datetime | None:
    """The next moment at which the clock has something to do: a step, or being late; nothing when all is done."""
    taken = set(done)
    times = [step_at(step, due_at, hours) for step in steps if step.id not in taken]
    pending = [at for at in times if at > started_at]
    return min(pending if is_late else [*pending, due_at], default=None)
