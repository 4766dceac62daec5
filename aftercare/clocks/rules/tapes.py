"""What a tape says: when the promise is due, whether it was broken, and which minutes counted."""

from collections.abc import Iterator, Sequence

from aftercare.clocks.rules.calendars import Hours, micros, moment
from aftercare.clocks.rules.targets import first_due, pushed, settled
from aftercare.clocks.terms import IN_OPEN_TIME, ClockState, Event, Mark, Reading, Target

_STATE = {
    Mark.START: ClockState.RUNNING,
    Mark.RUN: ClockState.RUNNING,
    Mark.PAUSE: ClockState.PAUSED,
    Mark.STOP: ClockState.STOPPED,
    Mark.VOID: ClockState.VOID,
}


def read(tape: Sequence[Event], target: Target, hours: Hours) -> Reading:
    """The deadline and the state, as nothing but the tape, the target and the calendar decide.

    A pause moves the deadline by the time in it that would have counted, never by more, and only while there is
    something to move: from the deadline on a pause saves nothing. A later START begins anew; the last RETARGET holds
    for the whole of its run.
    """
    events, target = _last_run(tape, target)
    raw = first_due(micros(events[0].at), target, hours)
    due = settled(raw, target, hours)
    state, owner, held_since, late = ClockState.RUNNING, events[0].owner, 0, 0
    for event in events[1:]:
        at, new = micros(event.at), _STATE[event.mark]
        if state == ClockState.RUNNING and due < at:
            late = late or due
        elif state != ClockState.RUNNING and new == ClockState.RUNNING and not late and held_since < due:
            raw = pushed(raw, held_since, at, target, hours)
            due = settled(raw, target, hours)
        if state == ClockState.RUNNING and new != ClockState.RUNNING:
            held_since = at
        state, owner = new, event.owner
    is_held = state != ClockState.RUNNING and not late
    return Reading(
        state=state,
        owner=owner,
        due_at=None if is_held and state == ClockState.PAUSED else moment(due),
        late_at=moment(late) if late else None,
        stopped_at=events[-1].at if state in (ClockState.STOPPED, ClockState.VOID) else None,
    )


def left(tape: Sequence[Event], target: Target, hours: Hours) -> int:
    """Microseconds of the promise that are left while it is paused, as its unit counts them."""
    events, target = _last_run(tape, target)
    running = [*events, Event(events[-1].at, Mark.RUN)]
    due = read(running, target, hours).due_at
    assert due is not None
    at = micros(events[-1].at)
    return hours.between(at, micros(due)) if target.unit in IN_OPEN_TIME else micros(due) - at


def target_in(tape: Sequence[Event], target: Target) -> Target:
    """The target that holds now: the last one that was set on the tape, else the one of the start."""
    return _last_run(tape, target)[1]


def _last_run(tape: Sequence[Event], target: Target) -> tuple[list[Event], Target]:
    """The events since the last START without RETARGETs, and the target that holds for them."""
    begins = max(place for place, event in enumerate(tape) if event.mark == Mark.START)
    events = tape[begins:]
    targets = [event.target for event in events if event.target is not None]
    plain = [event for event in events if event.mark != Mark.RETARGET]
    return plain, targets[-1] if targets else target


def runs(tape: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Each event that changes what counts, with the one that ends it."""
    plain = [event for event in tape if event.mark != Mark.RETARGET]
    yield from zip(plain, [*plain[1:], None], strict=True)
