"""Whether somebody is there now, and until or from when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare.clocks.rules.calendars import Hours, micros, moment

_AHEAD = timedelta(days=8)


@dataclass(frozen=True)
class Opening:
    """Open now, until `changes_at`; or closed, until then. None: always open."""

    is_open: bool
    changes_at: datetime | None


def opening(hours: Hours, at: datetime) -> Opening:
    """How it stands at a moment; spans that touch count as one. Raises NeverOpen where nobody ever comes."""
    if hours.calendar.always_open:
        return Opening(True, None)
    now = micros(at)
    begins = hours.next_open(now)
    if begins > now:
        return Opening(False, moment(begins))
    closes = now
    for since, until in hours.within(now, micros(at + _AHEAD)):
        if since > closes:
            return Opening(True, moment(closes))
        closes = until
    return Opening(True, None)
