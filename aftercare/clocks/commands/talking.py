"""Words start and keep promises: the customer's begin one, a colleague's answer them; a change of state does not."""

from collections.abc import Callable
from datetime import datetime

from aftercare.clocks.commands.following import start, stop, void_all, write
from aftercare.clocks.commands.keeping import append, steps_of
from aftercare.clocks.commands.owing import go_on_owing
from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.queries.running import OPEN, clocks_of, fits
from aftercare.clocks.terms import ClockState, Event, Mark, Matter, Metric, Owner, Unit
from aftercare.kernel.actor import Actor

_ANSWERED_BY_WORDS = (str(Metric.ANSWER), str(Metric.REPLY), str(Metric.COMPLAINT_REPLY))


def answered(stream: str, *, by: Actor, at: datetime) -> int:
    """A colleague wrote to the customer: the first answer and the answer to his last words are given; how many."""
    found = clocks_of(stream).filter(OPEN, metric__in=_ANSWERED_BY_WORDS)
    clocks = list(found.select_for_update(of=("self",), no_key=True))
    for clock in clocks:
        stop(clock, Event(at, Mark.STOP, clock.owner, "message"), by=by)
    if clocks:
        write(clocks, at=at)
    return len(clocks)


def unanswered(stream: str, *, holder: str, since: datetime) -> int:
    """The answer to a complaint never arrived: its promise runs on from where words had stopped it; how many.

    With a `holder` the matter is held up by him `since` then, and the promise waits.
    """
    found = clocks_of(stream).filter(metric=str(Metric.COMPLAINT_REPLY), stopped_at__isnull=False)
    clocks = list(found.exclude(state=str(ClockState.VOID)).select_for_update(of=("self",), no_key=True))
    for clock in clocks:
        append(clock, Event(clock.stopped_at or since, Mark.RUN, clock.owner, "message"))
        if holder:
            append(clock, Event(max(clock.stopped_at or since, since), Mark.PAUSE, holder, "held"))
        clock.stopped_by = clock.stopped_by_name = ""
    if clocks:
        write(clocks, at=since)
        go_on_owing(clock for clock in clocks if clock.late_at)
    return len(clocks)


def unasked(stream: str, *, by: Actor, at: datetime) -> int:
    """What the customer wrote last asks for nothing: an answer to it is not judged; how many. The first one is owed."""
    found = clocks_of(stream).filter(OPEN, metric=str(Metric.REPLY))
    clocks = list(found.select_for_update(of=("self",), no_key=True))
    if clocks:
        void_all(clocks, why="message", by=by, at=at)
    return len(clocks)


def asked(told: Callable[[], Matter], *, at: datetime) -> list[Clock]:
    """The customer wrote: an answer to it is promised from now, unless one is awaited already."""
    found = Policy.objects.filter(metric=Metric.REPLY, is_active=True).select_related("calendar__current")
    found = found.exclude(unit=str(Unit.AGREED)).defer("calendar__current__body").order_by("pk")
    policies = list(found)
    if not policies:
        return []
    matter = told()
    rows = [policy for policy in policies if fits(policy, matter)]
    if not rows:
        return []
    waiting = set(clocks_of(matter.stream).filter(OPEN).values_list("policy", flat=True))
    steps = steps_of(policy.pk for policy in rows)
    event = Event(at, Mark.START, Owner.OPERATIONS, "message")
    made = [start(policy, matter, event, steps) for policy in rows if policy.pk not in waiting]
    return Clock.objects.bulk_create(made)
