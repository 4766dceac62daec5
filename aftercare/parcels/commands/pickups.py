"""Booking a courier who fetches a parcel."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.numbering import case_number
from aftercare.moves.commands import move
from aftercare.parcels.lifecycle import PICKUP
from aftercare.parcels.models import Carrier, Pickup
from aftercare.parcels.queries.pickups import live_pickup
from aftercare.parcels.terms import PickupState
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class Asked:
    """When the courier shall come, and whose he is."""

    day: date
    span: str = ""
    carrier: Carrier | None = None


@whole()
def book(case: Case, asked: Asked, *, by: Actor, at: datetime) -> Pickup:
    """A courier for a case, with a confirmation number; a case has one at a time."""
    pickup = Pickup.objects.create(
        case=case,
        number=running_number("PU", at),
        carrier=asked.carrier,
        day=asked.day,
        span=asked.span,
        booked_at=at,
        booked_by=by.key,
        state=PickupState.BOOKED,
        state_since=at,
    )
    after = {"number": pickup.number, "pickup_on": asked.day, "span": asked.span}
    record(Fact("parcels.pickup.book", pickup.label, by, at, stream=pickup.stream, after=after))
    return pickup


def change(case: Case, asked: Asked, *, by: Actor, at: datetime) -> Pickup:
    """Another day or span; where a booking was made before there were confirmations, it gets one now."""
    pickup = live_pickup(case.pk)
    if pickup is None:
        return book(case, asked, by=by, at=at)
    return move(pickup, "change", PICKUP, by=by, at=at, day=asked.day, span=asked.span, carrier=asked.carrier)


def end_pickup(case_id: int, action: str, remark: str, *, by: Actor, at: datetime) -> None:
    """The booking ends by an action of its table; nothing when none is open."""
    pickup = live_pickup(case_id)
    if pickup:
        move(pickup, action, PICKUP, by=by, at=at, remark=remark.strip()[:300])


def note_fetched(case_id: int, *, by: Actor, at: datetime) -> None:
    """The courier has been: the parcel is on its way."""
    end_pickup(case_id, "fetch", "", by=by, at=at)


def running_number(prefix: str, at: datetime) -> str:
    """The next number of this room: pick-ups, finds and hand-ins share one sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('parcels_running_number')")
        row = cursor.fetchone()
    return case_number(prefix, at, int(row[0]))
