"""From a start and a target to the time that is promised."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from aftercare.clocks.rules.calendars import MINUTE, Hours, NeverOpen, micros, moment
from aftercare.clocks.terms import FIXED, IN_OPEN_TIME, Target, Unit
from aftercare.kernel.words import gettext_noop as _

_LONGEST_WALK = 3700


def first_due(start: int, target: Target, hours: Hours) -> int:
    """When a promise that began at `start` ends, before it is moved to the end of its day."""
    if target.unit == Unit.MINUTES:
        return start + target.amount * MINUTE
    if target.unit == Unit.OPEN_MINUTES:
        return hours.advance(start, target.amount * MINUTE)
    if target.unit == Unit.WORKING_DAYS:
        return _working_days(start, target.amount, hours)
    if target.unit in FIXED:
        return _fixed(start, target, hours)
    here = hours.local(moment(start))
    on = add_months(here.date(), target.amount) if target.unit == Unit.MONTHS else _days(here.date(), target.amount)
    return _at(on, here.time(), hours)


def can_be_due(target: Target, hours: Hours, at: datetime) -> bool:
    """Whether a promise that begins now ever ends; a calendar may hold too few open hours for it."""
    try:
        settled(first_due(micros(at), target, hours), target, hours)
    except NeverOpen:
        return False
    return True


def pushed(due: int, since: int, until: int, target: Target, hours: Hours) -> int:
    """The same after a pause: later by the time in it that would have counted; what is fixed stays."""
    if target.unit in FIXED:
        return due
    if target.unit in IN_OPEN_TIME:
        return hours.advance(due, hours.between(since, until))
    return due + until - since


def settled(due: int, target: Target, hours: Hours) -> int:
    """The same at the end of its day, where the target says so: closing time, or midnight for calendar units."""
    if not target.end_of_day:
        return due
    on = hours.local(moment(due)).date()
    if target.unit in (*IN_OPEN_TIME, Unit.AGREED) and (stretches := hours.of_day(on.toordinal())):
        return max(stretches[-1][1], due)
    return _at(_days(on, 1), time(), hours)


def add_months(on: date, months: int) -> date:
    """The same day months later, or the month's last day where there is none."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def agreed(at: datetime) -> Target:
    """By this moment, to the minute."""
    return Target(micros(at) // MINUTE, Unit.AGREED)


def _fixed(start: int, target: Target, hours: Hours) -> int:
    if target.unit == Unit.AGREED:
        return target.amount * MINUTE
    begins = hours.next_open(start)
    return begins if target.unit == Unit.AT_ONCE else hours.span_end(begins)


def _working_days(start: int, count: int, hours: Hours) -> int:
    anchor = hours.local(moment(hours.next_open(start)))
    ordinal = anchor.toordinal()
    for _day in range(count):
        ordinal = _next_working(ordinal, hours)
    open_that_day = hours.of_day(ordinal)
    wished = _at(date.fromordinal(ordinal), anchor.time(), hours)
    return min(max(wished, open_that_day[0][0]), open_that_day[-1][1])


def _next_working(ordinal: int, hours: Hours) -> int:
    for later in range(ordinal + 1, ordinal + _LONGEST_WALK):
        if hours.of_day(later):
            return later
    raise NeverOpen(_("The calendar has no open hours for this."))


def _at(on: date, clock: time, hours: Hours) -> int:
    return micros(datetime.combine(on, clock, tzinfo=hours.zone))


def _days(on: date, days: int) -> date:
    return on + timedelta(days=days)
