"""The open hours of a calendar version. Versions never change, so what was worked out once is kept."""

from collections import OrderedDict
from dataclasses import replace

from aftercare.clocks.models import CalendarVersion
from aftercare.clocks.rules.calendars import Hours, last_known_day, opens_every_year
from aftercare.clocks.rules.plain import calendar_of
from aftercare.clocks.terms import AROUND_THE_CLOCK, WorkCalendar

_MOST = 200
_ALWAYS = Hours(AROUND_THE_CLOCK)
_kept: OrderedDict[str, Hours] = OrderedDict()


def hours_of(version: CalendarVersion | None) -> Hours:
    """The hours of a version; day and night without one, or where it never opens.

    Its body is read only when it is not known yet.
    """
    if version is None:
        return _ALWAYS
    found = _kept.get(version.digest)
    if found is None:
        found = _kept[version.digest] = _worked_out(calendar_of(version.body))
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return found


def _worked_out(calendar: WorkCalendar) -> Hours:
    has_any = opens_every_year(calendar) or last_known_day(calendar)
    return Hours(calendar if has_any else replace(calendar, always_open=True))
