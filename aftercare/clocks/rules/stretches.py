"""The tape as people read it: which minutes counted, which did not and why, and whose they were."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from aftercare.clocks.rules.calendars import Hours, micros, moment
from aftercare.clocks.rules.tapes import runs
from aftercare.clocks.terms import IN_OPEN_TIME, Because, Event, Mark, Stretch, Target

_DAY = timedelta(days=1)


def stretches(tape: Sequence[Event], target: Target, hours: Hours, *, until: datetime) -> list[Stretch]:
    """The tape from its first event until now, piece by piece; what is closed is told apart only where it matters."""
    found: list[Stretch] = []
    for event, after in runs(tape):
        ends = min(after.at, until) if after else until
        if event.mark in (Mark.STOP, Mark.VOID):
            if after and event.at < ends:
                found.append(Stretch(event.at, ends, Because.STOPPED, "", event.why))
        elif event.mark == Mark.PAUSE:
            found.append(Stretch(event.at, ends, Because.PAUSED, event.owner, event.why))
        else:
            found += _running(event, ends, target, hours)
    return [one for one in found if one.begins < one.ends]


def counted(found: Iterable[Stretch]) -> float:
    """Minutes that counted."""
    return sum(one.minutes for one in found if one.because == Because.COUNTED)


def by_owner(found: Iterable[Stretch], hours: Hours, target: Target) -> dict[str, float]:
    """Minutes by who had the case, running or paused, in the time that the target counts."""
    minutes: dict[str, float] = defaultdict(float)
    for one in found:
        if one.because == Because.COUNTED:
            minutes[one.owner] += one.minutes
        elif one.because == Because.PAUSED:
            minutes[one.owner] += _countable(one, hours, target)
    return dict(minutes)


def late_by_owner(found: Iterable[Stretch], hours: Hours, target: Target, late_at: datetime) -> dict[str, float]:
    """The same after the promise was broken: who had the case while it was late."""
    after = [
        Stretch(max(one.begins, late_at), one.ends, one.because, one.owner, one.why, one.day)
        for one in found
        if one.ends > late_at
    ]
    return by_owner(after, hours, target)


def _countable(one: Stretch, hours: Hours, target: Target) -> float:
    if target.unit not in IN_OPEN_TIME:
        return one.minutes
    return hours.between(micros(one.begins), micros(one.ends)) / 60_000_000


def _running(event: Event, until: datetime, target: Target, hours: Hours) -> Iterator[Stretch]:
    if target.unit not in IN_OPEN_TIME or hours.calendar.always_open:
        yield Stretch(event.at, until, Because.COUNTED, event.owner, event.why)
        return
    here = event.at
    for begins, ends in hours.within(micros(event.at), micros(until)):
        yield from _closed(here, moment(begins), event, hours)
        yield Stretch(moment(begins), moment(ends), Because.COUNTED, event.owner, event.why)
        here = moment(ends)
    yield from _closed(here, until, event, hours)


def _closed(since: datetime, until: datetime, event: Event, hours: Hours) -> Iterator[Stretch]:
    """Closed hours; a holiday in them is named."""
    if since >= until:
        return
    on, last = hours.local(since).date(), hours.local(until).date()
    named = []
    while on <= last:
        day = hours.day_named(on)
        if day and not day.spans and day.name not in named:
            named.append(day.name)
        on += _DAY
    because = Because.HOLIDAY if named else Because.CLOSED
    yield Stretch(since, until, because, event.owner, event.why, ", ".join(named))
