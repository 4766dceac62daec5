"""Open hours as stretches of real time. A minute is open when the wall clock there stands within a span."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from aftercare.clocks.terms import Day, Season, Span, WorkCalendar
from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
MINUTE = 60_000_000
"""Microseconds, in which everything is reckoned: whole numbers lose nothing."""
_EPOCH_DAY = EPOCH.toordinal()
_DAY = 1440 * MINUTE
_LONGEST_WALK = 3700
"""Days; a calendar without an open minute for ten years never opens."""

Open = tuple[int, int]


class NeverOpen(DomainError):
    """The calendar holds too few open minutes."""

    code = "never_open"


class Hours:
    """A calendar's open stretches, worked out a day at a time and kept.

    Before and after all days of a calendar that knows single days only, every minute is open: no promise hangs on it.
    """

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)
        self._days: dict[int, tuple[Open, ...]] = {}
        self._known = _known_days(calendar)

    def of_day(self, ordinal: int) -> tuple[Open, ...]:
        """The open stretches of a local date, by its ordinal, in microseconds."""
        found = self._days.get(ordinal)
        if found is None:
            found = self._days[ordinal] = tuple(_in_time(self.zone, date.fromordinal(ordinal), self.spans(ordinal)))
        return found

    def spans(self, ordinal: int) -> tuple[Span, ...]:
        """The spans of a local date: its own, else those of the season, else those of the week."""
        on = date.fromordinal(ordinal)
        if self.calendar.always_open:
            return (Span(0, 1440),)
        if (day := self.calendar.days.get(on)) is not None:
            return day.spans
        if self._known and not self._known[0] <= on <= self._known[1]:
            return (Span(0, 1440),)
        season = next((one for one in self.calendar.seasons if _holds(one, on)), None)
        return (season.week if season else self.calendar.week)[on.weekday()]

    def day_named(self, on: date) -> Day | None:
        """The date's exception, if it has one."""
        return self.calendar.days.get(on)

    def local(self, at: datetime) -> datetime:
        """The wall clock there."""
        return at.astimezone(self.zone)

    def advance(self, at: int, need: int) -> int:
        """The earliest moment by which `need` open microseconds have passed since `at`."""
        if self.calendar.always_open or need <= 0:
            return at + max(need, 0)
        day = _ordinal(at) - 1
        for ordinal in range(day, day + _LONGEST_WALK):
            for begins, ends in self.of_day(ordinal):
                if ends <= at:
                    continue
                room = ends - (begins if begins > at else at)
                if room >= need:
                    return ends - room + need
                need -= room
        raise NeverOpen(_("The calendar has no open hours for this."))

    def back(self, at: int, need: int) -> int:
        """The latest moment from which `need` open microseconds pass until `at`."""
        if self.calendar.always_open or need <= 0:
            return at - max(need, 0)
        day = _ordinal(at) + 1
        for ordinal in range(day, day - _LONGEST_WALK, -1):
            for begins, ends in reversed(self.of_day(ordinal)):
                if begins >= at:
                    continue
                room = (ends if ends < at else at) - begins
                if room >= need:
                    return begins + room - need
                need -= room
        raise NeverOpen(_("The calendar has no open hours for this."))

    def between(self, since: int, until: int) -> int:
        """How many microseconds are open from `since` to before `until`."""
        if self.calendar.always_open:
            return max(until - since, 0)
        return sum(ends - begins for begins, ends in self.within(since, until))

    def within(self, since: int, until: int) -> Iterator[Open]:
        """The open stretches from `since` to before `until`."""
        if self.calendar.always_open:
            if since < until:
                yield since, until
            return
        for ordinal in range(_ordinal(since) - 1, _ordinal(until) + 2):
            for begins, ends in self.of_day(ordinal):
                if ends > since and begins < until:
                    yield max(begins, since), min(ends, until)

    def next_open(self, at: int) -> int:
        """The first open moment from `at` on."""
        return self.advance(at, 1) - 1

    def span_end(self, at: int) -> int:
        """When the span ends that is open at this moment, by the wall clock.

        Spans that touch are shifts that follow each other; one that goes on after midnight ends with its day.
        """
        here = self.local(moment(at))
        minute = here.hour * 60 + here.minute
        span = next(one for one in self.spans(here.toordinal()) if one.start <= minute < one.end)
        end = datetime.combine(here.date(), time(), tzinfo=self.zone) + timedelta(minutes=span.end)
        first, again = micros(end), micros(end.replace(fold=1))
        return first if first > at else again  # where the clock is set back, the same hour comes twice

    def is_open(self, at: int) -> bool:
        """Whether somebody is there at this moment."""
        return self.next_open(at) == at


def opens_every_year(calendar: WorkCalendar) -> bool:
    """Whether it has hours of its own in every year, by its week or a season; single days come to an end."""
    weeks = (calendar.week, *(season.week for season in calendar.seasons))
    return calendar.always_open or any(spans for week in weeks for spans in week)


def last_known_day(calendar: WorkCalendar) -> date | None:
    """After which day a calendar that knows single days only has no hours of its own; None for every other."""
    known = _known_days(calendar)
    return known[1] if known else None


def _known_days(calendar: WorkCalendar) -> tuple[date, date] | None:
    opened = [on for on, day in calendar.days.items() if day.spans]
    return None if opens_every_year(calendar) or not opened else (min(opened), max(opened))


def micros(at: datetime) -> int:
    """A moment as whole microseconds."""
    return (at - EPOCH) // MICRO


def moment(at: int) -> datetime:
    """The moment again, in UTC."""
    return EPOCH + timedelta(microseconds=at)


@lru_cache(maxsize=256)
def _offsets(zone: ZoneInfo, ordinal: int) -> tuple[tuple[int, int, int], ...]:
    """The pieces of time around a local date in which the wall clock is not set: (from, until, offset)."""
    begins, ends = (ordinal - _EPOCH_DAY) * _DAY - _DAY, (ordinal - _EPOCH_DAY) * _DAY + 2 * _DAY
    first, last = _offset(zone, begins), _offset(zone, ends)
    if first == last:
        return ((begins, ends, first),)
    low, high = begins, ends
    while high - low > MINUTE:
        middle = (low + high) // 2 // MINUTE * MINUTE
        low, high = (middle, high) if _offset(zone, middle) == first else (low, middle)
    return (begins, high, first), (high, ends, last)


def _offset(zone: ZoneInfo, at: int) -> int:
    return (moment(at).astimezone(zone).utcoffset() or timedelta()) // MICRO


def _in_time(zone: ZoneInfo, on: date, spans: tuple[Span, ...]) -> Iterator[Open]:
    ordinal = on.toordinal()
    midnight = (ordinal - _EPOCH_DAY) * _DAY
    for since, until, offset in _offsets(zone, ordinal):
        for span in spans:
            begins, ends = midnight + span.start * MINUTE - offset, midnight + span.end * MINUTE - offset
            if begins < until and ends > since and max(begins, since) < min(ends, until):
                yield max(begins, since), min(ends, until)


def _ordinal(at: int) -> int:
    return at // _DAY + _EPOCH_DAY


def _holds(season: Season, on: date) -> bool:
    here = (on.month, on.day)
    if season.first <= season.last:
        return season.first <= here <= season.last
    return here >= season.first or here <= season.last
