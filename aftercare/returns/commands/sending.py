"""The goods on their way back: pick-up, tracking number, giving up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.moves.commands import locked, move
from aftercare.returns.commands.guards import check_right
from aftercare.returns.commands.parcels import BadParcel, checked_parcel
from aftercare.returns.commands.reviewing import release
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.rules.window import is_overdue
from aftercare.returns.terms import Method

PICKUP_DAYS_AHEAD = 30
"""How far ahead a courier may be booked: a return with a booked courier does not lapse before he has come."""


class NewGoodsGone(Conflict):
    """The new goods of an exchange have left, so it cannot be undone any more."""

    code = "new_goods_gone"


class NoPickup(DomainError):
    """No courier fetches for this return address, or not on that day."""

    code = "no_pickup"


@dataclass(frozen=True)
class Parcel:
    """What the buyer tells about the parcel."""

    carrier: str
    tracking_number: str
    method: Method = Method.OWN


@transaction.atomic
def book_pickup(returning: Return, day: date, *, by: Actor, at: datetime) -> Return:
    """Have the goods fetched; only where the return address offers it, and not in the past."""
    check_right(by, "book_pickup", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("book_pickup", returning.state)
    if returning.return_address is None or not returning.return_address.offers_pickup:
        raise NoPickup(_("No courier picks up for this return address; send the parcel yourself."), field="day")
    if day <= timezone.localdate(at):
        raise NoPickup(_("Choose a day from tomorrow on."), field="day")
    latest = timezone.localdate(at) + timedelta(days=PICKUP_DAYS_AHEAD)
    if day > latest:
        raise NoPickup(_("Choose a day until %(latest)s."), field="day", latest=latest)
    return move(
        returning, "book_pickup", lifecycle_of(returning.kind), by=by, at=at, method=Method.PICKUP, pickup_on=day
    )


@transaction.atomic
def ship(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """The parcel is on its way; carrier and number let the dock expect it. A booked pick-up stays a pick-up."""
    check_right(by, "ship", returning)
    returning = locked(returning)
    carrier, number = _checked(parcel)
    method = returning.method or _method(returning, parcel)
    return move(
        returning,
        "ship",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        method=method,
        carrier=carrier,
        tracking_number=number,
        shipped_at=at,
    )


@transaction.atomic
def correct_tracking(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """Put a mistyped carrier or number right."""
    check_right(by, "correct_tracking", returning)
    carrier, number = _checked(parcel)
    return move(
        returning,
        "correct_tracking",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        carrier=carrier,
        tracking_number=number,
    )


@transaction.atomic
def cancel(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The buyer no longer wants to send anything back; what was promised and reserved is set free."""
    check_right(by, "cancel", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("cancel", returning.state)
    if gone_dispatch(returning.case_id):
        raise NewGoodsGone(_("The new goods have left already, so the old ones have to come back."))
    release(returning, by=by, at=at)
    return move(returning, "cancel", lifecycle_of(returning.kind), by=by, at=at)


@transaction.atomic
def lapse(returning: Return, *, is_paid: bool = False, by: Actor, at: datetime) -> Return:
    """The goods never came in the time the policy gives; what was promised and reserved is set free, money that was
    sent ahead (`is_paid`) stands.

    Whoever had the new goods of an exchange in advance owes the old ones, or their worth.
    """
    returning = locked(returning)
    lifecycle_of(returning.kind).target("lapse", returning.state)
    if not is_overdue(due_on=returning.goods_due_on, pickup_on=returning.pickup_on, on=timezone.localdate(at)):
        raise BadParcel(_("The goods are not overdue yet."))
    if gone_dispatch(returning.case_id):
        return move(returning, "owe", lifecycle_of(returning.kind), by=by, at=at)
    release(returning, keeps_promise=is_paid, by=by, at=at)
    return move(returning, "lapse", lifecycle_of(returning.kind), by=by, at=at)


def _method(returning: Return, parcel: Parcel) -> Method:
    """A parcel refused at the door is one that the buyer never received (RET-46)."""
    if parcel.method == Method.REFUSED_DELIVERY and not returning.not_received:
        raise BadParcel(_("Only goods that have not been received yet can be refused at the door."), field="method")
    return parcel.method


def _checked(parcel: Parcel) -> tuple[str, str]:
    return checked_parcel(parcel.carrier, parcel.tracking_number)
