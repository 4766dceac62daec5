"""Deadlines against somebody who looks at the wall clock every minute."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from aftercare.clocks.rules.calendars import MINUTE, Hours, micros
from aftercare.clocks.rules.stretches import counted, stretches
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.terms import Day, Event, Mark, Season, Span, Target, Unit, WorkCalendar

STEP = timedelta(minutes=1)
WINDOWS = [
    ("Europe/Madrid", datetime(2026, 3, 27, tzinfo=UTC)),
    ("Europe/Madrid", datetime(2026, 10, 23, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 4, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 4, 22, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 10, 28, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2028, 2, 27, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 12, 30, tzinfo=UTC)),
]
"""Both changes of the clock on both sides of the Equator, half an hour of it, at midnight, a leap day, a year's end."""


LOOKED = 40
"""Days in which every drawn promise ends: the sparsest drawn week is open for some minutes."""


@cache
def _wall(window: int) -> list[tuple[date, int]]:
    """What the wall clock shows in every minute of forty days: date and minute of the day."""
    zone, since = WINDOWS[window]
    told = ((since + STEP * n).astimezone(ZoneInfo(zone)) for n in range(LOOKED * 1440))
    return [(at.date(), at.hour * 60 + at.minute) for at in told]


@cache
def _feasts(window: int) -> list[date]:
    """The dates of the first ten days, which may be unlike their weekday."""
    return sorted({on for on, _minute in _wall(window)[: 10 * 1440]})


def _spans(dice: random.Random) -> tuple[Span, ...]:
    edges = sorted(dice.sample(range(1441), 2 * dice.choice((0, 1, 1, 2, 3))))
    return tuple(Span(edges[n], edges[n + 1]) for n in range(0, len(edges), 2))


def _calendar(dice: random.Random, window: int) -> WorkCalendar:
    return WorkCalendar(
        WINDOWS[window][0],
        week=tuple(_spans(dice) for _weekday in range(7)),
        days={on: Day("feast", _spans(dice)) for on in _feasts(window) if dice.random() < 0.2},
        seasons=(Season("s", (3, 29), (10, 26), tuple(_spans(dice) for _ in range(7))),) if dice.random() < 0.3 else (),
        always_open=dice.random() < 0.05,
    )


class _OpenMinutes(dict[date, set[int]]):
    """The open minutes of each date, one by one, when a date is asked for."""

    def __init__(self, calendar: WorkCalendar) -> None:
        super().__init__()
        self._calendar = calendar

    def __missing__(self, on: date) -> set[int]:
        self[on] = found = _minutes_of(self._calendar, on)
        return found


def _minutes_of(calendar: WorkCalendar, on: date) -> set[int]:
    week = next((s.week for s in calendar.seasons if s.first <= (on.month, on.day) <= s.last), calendar.week)
    spans = calendar.days[on].spans if on in calendar.days else week[on.weekday()]
    told = (Span(0, 1440),) if calendar.always_open else spans
    return {minute for span in told for minute in range(span.start, span.end)}


def _counted_until_due(window: int, calendar: WorkCalendar, tape: list[Event], target: Target) -> Iterator[int]:
    """The minutes that count, one after the other, as indexes into the window."""
    since = WINDOWS[window][1]
    changes = {round((event.at - since) / STEP): event.mark for event in tape}
    open_minutes, always = _OpenMinutes(calendar), target.unit == Unit.MINUTES
    running = False
    for minute, (on, clock) in enumerate(_wall(window)):
        if minute in changes:
            running = changes[minute] in (Mark.RUN, Mark.START)
        if running and (always or clock in open_minutes[on]):
            yield minute


@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_tapes_agree_with_counting_every_minute(part: int) -> None:
    dice = random.Random(part)
    for _case in range(2500):
        window = dice.randrange(len(WINDOWS))
        calendar, since = _calendar(dice, window), WINDOWS[window][1]
        target = Target(dice.randint(1, 700), dice.choice((Unit.OPEN_MINUTES, Unit.OPEN_MINUTES, Unit.MINUTES)))
        marks = sorted(dice.sample(range(3 * 1440), 1 + 2 * dice.randint(0, 2)))
        tape = [
            Event(since + STEP * at, Mark.START if n == 0 else (Mark.PAUSE, Mark.RUN)[n % 2 == 0])
            for n, at in enumerate(marks)
        ]
        minutes = _counted_until_due(window, calendar, tape, target)
        last = next(islice(minutes, target.amount - 1, None))  # fails where a case does not end: none is left out
        found = read(tape, target, Hours(calendar))
        expected = since + STEP * (last + 1)
        assert (found.late_at or found.due_at) == expected, (calendar, tape, target)


def test_the_drawn_minutes_are_the_counted_ones() -> None:
    dice = random.Random(99)
    for _case in range(300):
        window = dice.randrange(len(WINDOWS))
        calendar, since = _calendar(dice, window), WINDOWS[window][1]
        begins, ends = since + STEP * 700, since + STEP * dice.randint(701, 9000)
        target = Target(60, Unit.OPEN_MINUTES)
        found = stretches([Event(begins, Mark.START)], target, Hours(calendar), until=ends)
        wall, open_minutes = _wall(window), _OpenMinutes(calendar)
        expected = sum(wall[n][1] in open_minutes[wall[n][0]] for n in range(700, round((ends - since) / STEP)))
        assert counted(found) == expected
        assert sum(one.minutes for one in found) == (ends - begins) / STEP


def test_walking_back_undoes_walking_forth() -> None:
    dice = random.Random(7)
    for _case in range(500):
        window = dice.randrange(len(WINDOWS))
        hours = Hours(_calendar(dice, window))
        begins = micros(WINDOWS[window][1]) + dice.randrange(3 * 1440) * MINUTE
        need = dice.randint(1, 600) * MINUTE
        if not any(hours.of_day(WINDOWS[window][1].toordinal() + n) for n in range(7)):
            continue
        due = hours.advance(begins, need)
        assert hours.between(begins, due) == need
        assert hours.between(hours.back(due, need), due) == need
        assert hours.back(due, need) >= begins
