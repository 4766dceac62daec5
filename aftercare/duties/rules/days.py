"""On which day a recurring duty is due."""

from calendar import monthrange
from datetime import date, timedelta

from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.targets import add_months
from aftercare.duties.terms import Every, Rhythm

_LONGEST_WALK = 400
LONGEST_AGO, LONGEST_AHEAD = timedelta(days=366), timedelta(days=3660)
"""What was asked for or agreed longer ago, or further ahead, is a slip of the keyboard."""


def nominal(first_on: date, rhythm: Rhythm, number: int) -> date:
    """The day of the n-th time, counted from the first, so that the 31st stays the 31st after a short month."""
    if rhythm.every == Every.DAYS:
        return first_on + timedelta(days=rhythm.amount * number)
    on = add_months(first_on, rhythm.amount * number)
    return on.replace(day=monthrange(on.year, on.month)[1]) if rhythm.at_month_end else on


def is_within_reach(on: date, today: date) -> bool:
    """Whether a day is near enough to be meant."""
    return -LONGEST_AGO <= on - today <= LONGEST_AHEAD


def on_working_day(on: date, hours: Hours) -> date:
    """The day itself when somebody is there, else the last working day before it in its month, else the next one."""
    ordinal = on.toordinal()
    before = range(ordinal, ordinal - on.day, -1)
    after = range(ordinal + 1, ordinal + _LONGEST_WALK)
    found = next((day for day in (*before, *after) if hours.of_day(day)), ordinal)
    return date.fromordinal(found)


def opens_on(due_on: date, rhythm: Rhythm) -> date:
    """When the task is laid before its owner: with the month that it is due in, or as many days before as it takes."""
    if rhythm.every == Every.MONTHS:
        return due_on.replace(day=1)
    return due_on - timedelta(days=rhythm.amount)
