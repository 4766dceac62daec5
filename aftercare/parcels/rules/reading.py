"""Reading one scan out of somebody else's words: every fault is a sentence."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from aftercare.kernel.words import gettext_noop as _
from aftercare.parcels.rules.tracking import is_number, plain_number
from aftercare.parcels.terms import Event, Reject, ScanStatus

WORDS: dict[str, ScanStatus] = {
    **{str(status): status for status in ScanStatus},
    "pickup": ScanStatus.PICKED_UP,
    "collected": ScanStatus.PICKED_UP,
    "accepted": ScanStatus.PICKED_UP,
    "transit": ScanStatus.IN_TRANSIT,
    "in_delivery": ScanStatus.OUT_FOR_DELIVERY,
    "delivery": ScanStatus.OUT_FOR_DELIVERY,
    "failed": ScanStatus.EXCEPTION,
    "returned": ScanStatus.EXCEPTION,
}
"""What carriers call it; spaces and dashes count as underlines."""


def read_scan(said: Mapping[str, str], place: int) -> Event | Reject:
    """One scan from tracking_number, status, at, and event_id, place, note if there are any.

    Without an id of the carrier the scan is known by its own words, so that the same line is kept once.
    """
    number = plain_number(said.get("tracking_number", ""))
    if not is_number(number):
        return _reject(place, _("“%(value)s” is no tracking number."), number)
    status = WORDS.get("_".join(said.get("status", "").lower().replace("-", " ").split()))
    if status is None:
        return _reject(place, _("“%(value)s” is no status that we know."), said.get("status", ""))
    at = _moment(said.get("at", ""))
    if at is None:
        return _reject(
            place, _("“%(value)s” is no time with a zone, like 2026-03-02T09:30:00+01:00."), said.get("at", "")
        )
    spot, note = _short(said.get("place", ""), 120), _short(said.get("note", ""), 300)
    own = said.get("event_id", "").strip()
    if len(own) > 80:
        return _reject(place, _("“%(value)s” is too long for an event id."), own)
    return Event(number, own or _print(number, status, at, spot), status, at, spot, note, place)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo is not None and 2000 <= at.year <= 2100 else None


def _short(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def _print(number: str, status: ScanStatus, at: datetime, place: str) -> str:
    told = f"{number}|{status}|{at.timestamp()}|{place}"
    return f"own-{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def _reject(place: int, sentence: str, value: str) -> Reject:
    return Reject(place, sentence, {"value": _short(value, 40)})
