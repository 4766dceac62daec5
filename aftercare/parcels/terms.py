"""The words of parcels: which way they go, what a carrier tells of them, how it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Back to us, or out to the buyer."""

    BACK = "back"
    OUT = "out"


class ScanStatus(StrEnum):
    """What a carrier tells, in the order of a parcel's way; an exception may come at any time."""

    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"


MOVING = (ScanStatus.PICKED_UP, ScanStatus.IN_TRANSIT, ScanStatus.OUT_FOR_DELIVERY, ScanStatus.DELIVERED)
"""Scans that prove that the carrier has the parcel."""


class CarrierKind(StrEnum):
    """How scans reach us: people write them down, an operator drops a file, or the carrier posts them."""

    MANUAL = "manual"
    CSV = "csv"
    HTTP = "http"


class PickupState(StrEnum):
    BOOKED = "booked"
    DONE = "done"
    CALLED_OFF = "called_off"
    MISSED = "missed"


class FindState(StrEnum):
    """What became of a parcel that nobody expected."""

    WAITING = "waiting"
    TAKEN_IN = "taken_in"
    SENT_BACK = "sent_back"
    KEPT = "kept"
    HANDED_OUT = "handed_out"


class FindKind(StrEnum):
    """Goods of a return that had ended, or a parcel that fits nothing we know."""

    LATE = "late"
    UNKNOWN = "unknown"


class HandInState(StrEnum):
    """Goods that a service point took over: they lie there, travel to the dock, or were given back to the buyer."""

    TAKEN_OVER = "taken_over"
    SENT_ON = "sent_on"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True)
class Event:
    """A scan as a carrier tells it. `event_id` is the carrier's own; under it the scan is kept once.

    `line` is where it stood in what arrived, from 1.
    """

    tracking_number: str
    event_id: str
    status: ScanStatus
    at: datetime
    place: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Reject:
    """A scan that could not be read: where it stood (line or place, from 1), and the sentence with its facts."""

    place: int
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What arrived: scans that are good, and those that are not."""

    events: Sequence[Event]
    rejects: Sequence[Reject] = ()


@dataclass(frozen=True)
class Span:
    """Part of a day in which a courier comes: “09:00-13:00”."""

    starts: str
    ends: str

    def __str__(self) -> str:
        return f"{self.starts}–{self.ends}"
