"""The open hours of a calendar version. Versions never change, so what was worked out once is kept."""

from collections import OrderedDict

from aftercare.clocks.models import CalendarVersion
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.plain import calendar_of
from aftercare.clocks.terms import AROUND_THE_CLOCK

_MOST = 200
_ALWAYS = Hours(AROUND_THE_CLOCK)
_kept: OrderedDict[str, Hours] = OrderedDict()


def hours_of(version: CalendarVersion | None) -> Hours:
    """The hours of a version; day and night without one. Its body is read only when it is not known yet."""
    if version is None:
        return _ALWAYS
    found = _kept.get(version.digest)
    if found is None:
        found = _kept[version.digest] = Hours(calendar_of(version.body))
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return found
