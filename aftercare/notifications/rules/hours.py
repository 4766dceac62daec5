"""When a message may go: quiet hours by the recipient's clock, and the hour of the digest."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aftercare.notifications.terms import Quiet

MOVED_FROM = timedelta(minutes=10)
"""A new time that is no further than this from the old one is not told."""


def zone_of(name: str, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of that name; the other one, and at last UTC, when there is none."""
    for each in (name, otherwise):
        try:
            return ZoneInfo(each)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def is_quiet(at: datetime, quiet: Quiet) -> bool:
    """Whether the recipient's clock stands in his quiet hours; they may go over midnight."""
    now = at.astimezone(zone_of(quiet.zone)).time()
    if quiet.begins == quiet.ends:
        return False
    if quiet.begins < quiet.ends:
        return quiet.begins <= now < quiet.ends
    return now >= quiet.begins or now < quiet.ends


def allowed_from(at: datetime, quiet: Quiet) -> datetime:
    """The first moment from `at` on at which it is not quiet."""
    return next_at(at, quiet.ends, quiet.zone) if is_quiet(at, quiet) else at


def next_at(after: datetime, hour: time, zone: str) -> datetime:
    """The next time that the clock there shows this hour; one that a change of the clock skips comes right after."""
    there = zone_of(zone)
    day = after.astimezone(there).date()
    for ahead in range(3):
        found = datetime.combine(day + timedelta(days=ahead), hour, tzinfo=there).astimezone(UTC)
        if found > after:
            return found
    raise AssertionError("unreachable")


def is_worth_telling(before: datetime | None, after: datetime | None) -> bool:
    """Whether a new time is far enough from the old one to be told."""
    if before is None or after is None:
        return before != after
    return abs(after - before) > MOVED_FROM
