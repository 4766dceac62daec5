"""On which days, and when on them, a courier may be booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aftercare.kernel.words import gettext_noop as _


@dataclass(frozen=True)
class Fetching:
    """When couriers come: weekdays from 1 for Monday (none named: every day), spans like “09:00-13:00” (none: any)."""

    weekdays: Sequence[int] = ()
    spans: Sequence[str] = ()
    from_days: int = 1
    until_days: int = 14


@dataclass(frozen=True)
class Fault:
    """Why a courier does not come then."""

    sentence: str
    field: str


def days_offered(today: date, fetching: Fetching) -> list[date]:
    """The days that may be chosen, the nearest first."""
    days = [today + timedelta(days=ahead) for ahead in range(fetching.from_days, fetching.until_days + 1)]
    return [day for day in days if not fetching.weekdays or day.isoweekday() in fetching.weekdays]


def fault_in_day(day: date, span: str, today: date, fetching: Fetching) -> Fault | None:
    """Why this day and span cannot be booked, or None. %(latest)s is the last day that may be."""
    if day <= today:
        return Fault(_("Choose a day from tomorrow on."), "day")
    if day > today + timedelta(days=fetching.until_days):
        return Fault(_("Choose a day until %(latest)s."), "day")
    if day not in days_offered(today, fetching):
        return Fault(_("No courier comes on that day. Choose another one."), "day")
    if fetching.spans and span not in fetching.spans:
        return Fault(_("Choose one of the times on offer."), "span")
    return None
