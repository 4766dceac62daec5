"""Goods over the counter of a service point: taken over with a receipt, sent on to the dock, or given back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_of
from aftercare.org.rights import Right
from aftercare.parcels.commands.pickups import running_number
from aftercare.parcels.commands.telling import Told, tell_parcel
from aftercare.parcels.lifecycle import HAND_IN
from aftercare.parcels.models import HandIn
from aftercare.parcels.terms import HandInState
from aftercare.rows.whole import whole

MOST_PIECES = 9999


class BadHandIn(DomainError):
    """A receipt needs its pieces, and a point that takes goods of this merchant."""

    code = "bad_hand_in"


class HandedInAlready(Conflict):
    """The goods of this case were handed in before."""

    code = "handed_in_already"


@dataclass(frozen=True)
class Handed:
    """What lies on the counter: how many pieces, and what can be seen of them."""

    pieces: int
    condition: str = ""


@whole()
def take_over(case: Case, point: ServicePoint, handed: Handed, *, by: Actor, at: datetime) -> HandIn:
    """Take custody of the goods; the receipt's number is what the dock will know them by."""
    _check(point, by)
    if not point.takes_returns or point.merchant_id not in (None, case.merchant_id):
        raise BadHandIn(_("This service point takes no goods of this merchant."), field="number")
    if not 0 < handed.pieces <= MOST_PIECES:
        raise BadHandIn(_("How many pieces were handed in?"), field="pieces")
    if HandIn.objects.filter(case=case).exclude(state=str(HandInState.GIVEN_BACK)).exists():
        raise HandedInAlready(_("The goods of this return were handed in before."), field="number")
    row = HandIn.objects.create(
        case=case,
        number=running_number("HI", at),
        point=point,
        pieces=handed.pieces,
        condition=handed.condition.strip()[:300],
        taken_at=at,
        taken_by=by.key,
        taken_by_name=by.name,
        state=HandInState.TAKEN_OVER,
        state_since=at,
    )
    after = {"number": row.number, "point": point.code, "pieces": row.pieces, "condition": row.condition}
    record(Fact("parcels.handin.take_over", row.label, by, at, stream=row.stream, after=after))
    return row


@whole()
def send_on(row: HandIn, parcel: Told, *, by: Actor, at: datetime) -> HandIn:
    """The goods travel to the dock, in a parcel of their own, on the company's account."""
    _check(row.point, by)
    row = locked(row)
    HAND_IN.target("send_on", row.state)
    tell_parcel(row.case, Told(parcel.carrier, parcel.number, freight_by_us=True), by=by, at=at)
    return move(row, "send_on", HAND_IN, by=by, at=at, sent_on_at=at)


@whole()
def give_back(row: HandIn, reason: str, *, by: Actor, at: datetime) -> HandIn:
    """The goods go home with the buyer; the receipt says so from now on."""
    _check(row.point, by)
    why = reason.strip()[:300]
    if not why:
        raise BadHandIn(_("Say why the goods are given back."), field="reason")
    row = locked(row)
    return move(row, "give_back", HAND_IN, by=by, at=at, note=why, back_at=at, back_by_name=by.name, back_reason=why)


def _check(point: ServicePoint, by: Actor) -> None:
    if not by.may(Right.POINTS_WORK) or not points_of(by).filter(pk=point.pk).exists():
        raise NotAllowed(_("You do not work at this service point."))
