"""Parcels and their scans as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aftercare.parcels.models import Parcel
from aftercare.parcels.queries.tracking import Tracked, tracked_of
from aftercare.parcels.terms import CarrierKind, Direction, FindKind, FindState, HandInState, PickupState, ScanStatus
from aftercare.returns.terms import FetchState
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.words import Word

SCAN: Mapping[str, Word] = {
    "": Word(_("Not scanned yet"), Tone.GREY),
    ScanStatus.PICKED_UP: Word(_("Picked up"), Tone.BLUE),
    ScanStatus.IN_TRANSIT: Word(_("Travelling"), Tone.BLUE),
    ScanStatus.OUT_FOR_DELIVERY: Word(_("Out for delivery"), Tone.BLUE),
    ScanStatus.DELIVERED: Word(_("Delivered"), Tone.GREEN),
    ScanStatus.EXCEPTION: Word(_("Problem on the way"), Tone.RED),
}

DIRECTION: Mapping[str, Text] = {
    Direction.BACK: _("To us"),
    Direction.OUT: _("To the buyer"),
}

CARRIER_KIND: Mapping[str, Text] = {
    CarrierKind.MANUAL: _("Written down by people"),
    CarrierKind.CSV: _("Files handed in"),
    CarrierKind.HTTP: _("Posted by the carrier"),
}

PICKUP_STATE: Mapping[str, Word] = {
    PickupState.BOOKED: Word(_("Booked"), Tone.AMBER),
    PickupState.DONE: Word(_("Fetched"), Tone.GREEN),
    PickupState.CALLED_OFF: Word(_("Called off"), Tone.GREY, glyph="s-bad"),
    PickupState.MISSED: Word(_("Did not come"), Tone.RED),
}

FIND_STATE: Mapping[str, Word] = {
    FindState.WAITING: Word(_("To decide"), Tone.AMBER),
    FindState.TAKEN_IN: Word(_("Taken in"), Tone.GREEN),
    FindState.SENT_BACK: Word(_("Sent back to its sender"), Tone.GREY, glyph="s-done"),
    FindState.KEPT: Word(_("At its owner's disposal"), Tone.BLUE),
    FindState.HANDED_OUT: Word(_("Handed to its owner"), Tone.GREY, glyph="s-done"),
}

FIND_KIND: Mapping[str, Text] = {
    FindKind.LATE: _("After the end of its return"),
    FindKind.UNKNOWN: _("Fits nothing"),
}

HAND_IN_STATE: Mapping[str, Word] = {
    HandInState.TAKEN_OVER: Word(_("Lies here"), Tone.AMBER),
    HandInState.SENT_ON: Word(_("Sent on"), Tone.BLUE),
    HandInState.GIVEN_BACK: Word(_("Given back"), Tone.GREY, glyph="s-bad"),
}

FETCH_STATE: Mapping[str, Word] = {
    FetchState.CHOSEN: Word(_("Goes to the service point"), Tone.BLUE),
    FetchState.WAITING: Word(_("Waits for the buyer"), Tone.AMBER),
    FetchState.FETCHED: Word(_("Fetched by the buyer"), Tone.GREEN),
    FetchState.CALLED_OFF: Word(_("Called off"), Tone.GREY, glyph="s-bad"),
}


@dataclass(frozen=True)
class ScanRow:
    """A scan in words."""

    word: Word
    at: datetime
    place: str
    note: str
    by: str


@dataclass(frozen=True)
class ParcelRow:
    """A parcel with its state in words and its scans, newest first."""

    parcel: Parcel
    word: Word
    way: Text
    scans: Sequence[ScanRow]
    track_url: str


def parcel_rows(case_id: int) -> list[ParcelRow]:
    """The parcels of a case."""
    return [_row(tracked) for tracked in tracked_of(case_id)]


def _row(tracked: Tracked) -> ParcelRow:
    parcel = tracked.parcel
    scans = [ScanRow(SCAN[scan.status], scan.at, scan.place, scan.note, str(scan.carrier)) for scan in tracked.scans]
    return ParcelRow(parcel, SCAN[parcel.status], DIRECTION[parcel.direction], scans[::-1], tracked.track_url)
