"""Tracking numbers, and what follows from scans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare.parcels.terms import MOVING, ScanStatus

FUTURE = timedelta(hours=24)
"""A scan may be ahead of our clock by a day: carriers write local times of other zones."""

_RANK = {status: rank for rank, status in enumerate(MOVING)}


@dataclass(frozen=True)
class Seen:
    """A scan that is known: what it tells, and when it was made."""

    status: ScanStatus
    at: datetime


def plain_number(text: str) -> str:
    """The tracking number without spaces, in capitals."""
    return "".join(text.split()).upper()


def is_number(number: str) -> bool:
    """Whether this may be a tracking number: 4 to 60 letters, digits, dashes, dots and strokes."""
    return 4 <= len(number) <= 60 and number.isascii() and all(sign.isalnum() or sign in "-/." for sign in number)


def latest(scans: Iterable[Seen]) -> Seen | None:
    """What the parcel's state is, however the scans arrived.

    A delivery is final. Else the scan made last; of two made at once the one that is further on the way.
    """
    known = list(scans)
    delivered = [scan for scan in known if scan.status == ScanStatus.DELIVERED]
    pool = delivered or known
    return max(pool, key=lambda scan: (scan.at, _RANK.get(scan.status, -1)), default=None)


def first_hold(scans: Iterable[Seen]) -> Seen | None:
    """The earliest scan that proves that the carrier has the parcel."""
    return min((scan for scan in scans if scan.status in MOVING), key=lambda scan: scan.at, default=None)
