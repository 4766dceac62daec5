"""Clocks follow moves: what a lifecycle's table says runs, waits or stops, in the transaction of the move."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from aftercare.clocks.commands.keeping import Steps, append, ends, save_all, settle, steps_of
from aftercare.clocks.commands.owing import go_on_owing, settle_owed
from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.queries.running import beginning, clocks_of, fits, leading
from aftercare.clocks.rules.courses import is_led, led_by, mark_in
from aftercare.clocks.rules.plain import event_plain, tape_of
from aftercare.clocks.rules.targets import agreed
from aftercare.clocks.terms import ClockState, Event, Mark, Matter, Metric, Reopening, Unit
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.lifecycle import Course, Lifecycle
from aftercare.rows.asking import Ahead, Prepared
from aftercare.rows.commands import add

_ANSWERS = (Metric.ANSWER, Metric.REPLY)
"""Promises that only words of a person keep."""
_STAYS_ANSWERED = (*_ANSWERS, Metric.COMPLAINT_REPLY)
"""Promises of an answer: what goes on after it takes none of it back."""


@dataclass(frozen=True)
class Passed:
    """A record went from one state to another."""

    lifecycle: Lifecycle
    source: str
    target: str

    @property
    def is_nothing(self) -> bool:
        """Whether no promise is touched by it."""
        return self.source == self.target or not self.lifecycle.courses


def begin(matter: Matter, lifecycle: Lifecycle, state: str, *, at: datetime) -> datetime | None:
    """Start the clocks of a record that has just been made; the earliest due time."""
    passed = Passed(lifecycle, "", state)
    return leading(_begin(lambda: matter, passed, [], at=at))


def follow(
    matter: Callable[[], Matter],
    stream: str,
    subject: str,
    passed: Passed,
    *,
    begins: bool,
    by: Actor,
    at: datetime,
) -> datetime | None:
    """Let a record's clocks run, wait or stop as its new state says; start those that begin there.

    The record itself is locked by the move, so nobody else starts or stops its clocks; a sweep skips locked rows.
    `begins` tells whether any policy begins in the new state. Returns the earliest due time of those that run.
    """
    clocks = _LOCKED(stream)
    mine = [clock for clock in clocks if clock.subject == subject]
    stopped = {clock.pk for clock in mine if clock.stopped_at}
    changed = [clock for clock in mine if _change(clock, passed, by=by, at=at)]
    if changed:
        write(changed, at=at)
        go_on_owing(clock for clock in changed if clock.pk in stopped and clock.late_at)
    return leading([*clocks, *(_begin(matter, passed, mine, at=at) if begins else [])])


def lead(stream: str, metric: Metric, passed: Passed, *, is_own: bool = False, by: Actor, at: datetime) -> None:
    """Let another record of the case say what a promise does from here on: its table is read instead of the first's.

    With `is_own` the record on which the promise began leads again. A promise that another record has ended stays so.
    """
    found = clocks_of(stream).select_for_update(of=("self",), no_key=True).filter(metric=metric, stopped_at=None)
    course, owner = passed.lifecycle.courses[metric], passed.lifecycle.owner(passed.target)
    mark, why = mark_in(course, passed.target), passed.target if is_own else led_by(passed.lifecycle, passed.target)
    clocks = list(found)
    for clock in clocks:
        if mark in (Mark.RUN, Mark.PAUSE):
            append(clock, Event(at, mark, owner, why))
        else:
            stop(clock, Event(at, mark, clock.owner, why), by=by)
    write(clocks, at=at)


def void_all(clocks: Sequence[Clock], *, why: str, by: Actor, at: datetime) -> None:
    """End open clocks, which the caller holds, unjudged; what broken ones owe by now is final."""
    for clock in clocks:
        last = tape_of(clock.tape)[-1].at
        stop(clock, Event(max(at, last), Mark.VOID, clock.owner, why), by=by)
    write(clocks, at=at)


def stop(clock: Clock, event: Event, *, by: Actor) -> None:
    """End a clock that is not saved yet, and note who did it."""
    append(clock, event)
    clock.stopped_by, clock.stopped_by_name = by.key, by.name[:200] if by.kind == ActorKind.MEMBER else ""


def write(clocks: Sequence[Clock], *, at: datetime) -> None:
    """Work changed clocks out again and save them; what stopped ones owe becomes final."""
    steps = steps_of(clock.policy_id for clock in clocks if not ends(clock))
    for clock in clocks:
        settle(clock, steps.get(clock.policy_id, ()))
    save_all(clocks)
    settle_owed([clock for clock in clocks if clock.stopped_at and clock.late_at], at=at)


def _change(clock: Clock, passed: Passed, *, by: Actor, at: datetime) -> bool:
    """Put on the tape what the new state means; tells whether it means anything."""
    course = passed.lifecycle.courses.get(clock.metric)
    if course is None or is_led(tape_of(clock.tape)):
        return False
    mark, owner = mark_in(course, passed.target), passed.lifecycle.owner(passed.target)
    if clock.stopped_at is not None:
        return _reopen(clock, course, passed, mark, owner, at=at)
    if mark in (Mark.RUN, Mark.PAUSE):
        append(clock, Event(at, mark, owner, passed.target))
        return True
    if clock.metric in _ANSWERS and by.kind != ActorKind.MEMBER and mark == Mark.STOP:
        mark = Mark.VOID  # decided by itself: nobody answered, and nothing is left to answer
    if passed.target in course.spares and clock.due_at is not None and clock.due_at < at:
        mark = Mark.STOP  # nothing is left to do, but it was broken before
    stop(clock, Event(at, mark, passed.lifecycle.owner(passed.source), passed.target), by=by)
    return True


def _reopen(clock: Clock, course: Course, passed: Passed, mark: Mark, owner: str, *, at: datetime) -> bool:
    """The matter is taken up again: the policy says whether the clock goes on, begins anew, or a second one does."""
    goes_on = mark == Mark.RUN and (passed.target in course.begins or clock.state == ClockState.STOPPED)
    if not goes_on or clock.policy.reopening == Reopening.SECOND or clock.metric in _STAYS_ANSWERED:
        return False
    again = Mark.START if clock.policy.reopening == Reopening.RESTART else Mark.RUN
    append(clock, Event(at, again, owner, passed.target))
    clock.stopped_by = clock.stopped_by_name = ""
    if again == Mark.START:
        clock.done_steps, clock.late_at, clock.started_at = [], None, at
    return True


def _with_calendars(passed: Passed) -> QuerySet[Policy]:
    rows = beginning(passed.lifecycle.courses, passed.target)
    return rows.select_related("calendar__current").defer("calendar__current__body").order_by("pk")


def beginning_ahead(lifecycle: Lifecycle, state: str) -> Ahead:
    """What `begin` asks, to be asked in one trip with other questions."""
    return _BEGINNING.ahead(about=Passed(lifecycle, "", state))


_LOCKED = Prepared[Clock](lambda stream: clocks_of(stream).select_for_update(of=("self",), no_key=True))
_BEGINNING = Prepared[Policy](_with_calendars, is_setting=True)


def _begin(matter: Callable[[], Matter], passed: Passed, clocks: Iterable[Clock], *, at: datetime) -> list[Clock]:
    """Start what begins in the new state, for each policy that holds and has no clock here yet."""
    taken = {clock.policy_id for clock in clocks if not _makes_room(clock)}
    found = [policy for policy in _BEGINNING(about=passed) if policy.pk not in taken]
    told = matter() if found else None
    fresh = [policy for policy in found if told and fits(policy, told) and _has_end(policy, told)]
    if told is None or not fresh:
        return []
    steps = steps_of(policy.pk for policy in fresh)
    owner = passed.lifecycle.owner(passed.target)
    made = [start(policy, told, Event(at, Mark.START, owner, passed.target), steps) for policy in fresh]
    add(*made)
    return made


def _has_end(policy: Policy, matter: Matter) -> bool:
    """Whether it is known by when: a date can be promised only where one was agreed."""
    return policy.unit != Unit.AGREED or matter.agreed_at is not None


def start(policy: Policy, matter: Matter, event: Event, steps: Steps) -> Clock:
    """A policy's clock on a matter, not saved yet."""
    clock = Clock(
        policy=policy,
        metric=policy.metric,
        subject=matter.subject,
        stream=matter.stream,
        number=matter.number,
        merchant_id=matter.merchant_id,
        traits=dict(matter.traits),
        partner=policy.partner,
        amount=agreed(matter.agreed_at).amount if policy.unit == Unit.AGREED and matter.agreed_at else policy.amount,
        unit=policy.unit,
        end_of_day=policy.end_of_day,
        version=policy.calendar.current if policy.calendar else None,
        started_at=event.at,
        tape=[event_plain(event)],
    )
    settle(clock, steps[policy.pk])
    return clock


def _makes_room(clock: Clock) -> bool:
    """Whether a stopped clock lets another one begin beside it."""
    return clock.stopped_at is not None and clock.policy.reopening == Reopening.SECOND
