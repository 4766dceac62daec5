"""What a state means to a promise: the one reading of a lifecycle's courses, for moves and for replays alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aftercare.clocks.terms import Event, Mark, Reopening
from aftercare.kernel.lifecycle import Course, Lifecycle


def mark_in(course: Course, state: str) -> Mark:
    """Whether the promise runs in a state, waits there, ends unjudged or is kept or broken by then."""
    if state in course.runs:
        return Mark.RUN
    if state in course.waits:
        return Mark.PAUSE
    return Mark.VOID if state in (*course.voids, *course.spares) else Mark.STOP


def led_by(lifecycle: Lifecycle, state: str) -> str:
    """How a tape names the state of another record that leads the promise: `billing.refund:paid`."""
    return f"{lifecycle.name}:{state}"


def is_led(tape: Sequence[Event]) -> bool:
    """Whether another record leads the promise, so that the one on which it began has no say."""
    plain = [event for event in tape if event.mark != Mark.RETARGET]
    return ":" in plain[-1].why


def tape_from(
    lifecycle: Lifecycle,
    metric: str,
    passages: Iterable[tuple[datetime, str]],
    *,
    begins_in: str = "",
    reopening: Reopening = Reopening.RESUME,
) -> list[Event]:
    """The tape that a promise would have had on a record that came into these states then; empty if it never began."""
    course = lifecycle.courses[metric]
    beginnings: Sequence[str] = (begins_in,) if begins_in else course.begins
    tape: list[Event] = []
    for at, state in passages:
        mark, owner = mark_in(course, state), lifecycle.owner(state)
        has_ended = bool(tape) and tape[-1].mark in (Mark.STOP, Mark.VOID)
        if not tape or (has_ended and reopening != Reopening.RESUME):
            if state in beginnings:
                tape.append(Event(at, Mark.START, owner, state))
        elif not has_ended or mark == Mark.RUN:
            tape.append(Event(at, mark, owner or tape[-1].owner, state))
    return tape
