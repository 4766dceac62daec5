"""One address per move of a return; each answers the return as it is afterwards."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from ninja import Router

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.money import minor
from aftercare.api.v1.move_bodies import (
    ApproveAgainIn,
    ApproveIn,
    InspectIn,
    Move,
    ParcelIn,
    PayIn,
    PickupIn,
    ReasonIn,
    ReceiveIn,
    RefuseIn,
    ShipIn,
)
from aftercare.api.v1.move_reading import (
    address_meant,
    amounts_meant,
    counts_meant,
    freight_meant,
    refund_meant,
    replacements,
)
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.return_view import file_of
from aftercare.api.v1.returns import Number, visible_return
from aftercare.billing.terms import Sent
from aftercare.flow import deciding, return_goods, settlement
from aftercare.moves.commands import check_version, locked
from aftercare.org.rights import Right
from aftercare.returns.commands import sending
from aftercare.returns.commands.evidence import take_photos
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.commands.settling import is_ahead
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import RIGHT_FOR, return_by_id

router = Router(tags=["moves"])
Work = Callable[[Return, datetime], object]


def needs(action: str) -> Key:
    """The scopes for a move; that of buyers is for people only."""
    return Key(*[right for right in RIGHT_FOR[action] if right != Right.OWN_CASES])


@router.post("/approve", auth=needs("approve"), response=ReturnOut, summary="Approve the request")
@once
def approve(request: KeyRequest, number: Number, data: ApproveIn) -> Made:
    """Promises the amounts and tells the buyer where to send the goods.

    Above the key's limit it is refused with `above_authority`. With `why_more` it goes up for a decision instead, and
    the return stays `submitted` until somebody has decided.
    """

    def work(returning: Return, at: datetime) -> object:
        decision = Decision(
            address=address_meant(request, data.address) if data.address else None,
            amounts=amounts_meant(returning, data.amounts),
            freight_minor=minor(data.freight, returning.currency, field="freight") if data.freight else None,
            gives_back_coupon=data.gives_back_coupon,
            gives_back_coins=data.gives_back_coins,
            consent=data.consent,
            new=replacements(returning, data.replacements),
            is_advance=data.is_advance,
            deliver_on=data.deliver_on,
        )
        return deciding.approve_or_ask(returning, decision, data.why_more, by=request.actor, at=at)

    return moved(request, number, "approve", data, work)


@router.post("/approve-again", auth=needs("approve_again"), response=ReturnOut, summary="Approve again")
@once
def approve_again(request: KeyRequest, number: Number, data: ApproveAgainIn) -> Made:
    """After finance sent the refund back: confirm the amounts or lower them; finance looks again."""

    def work(returning: Return, at: datetime) -> object:
        decision = Decision(
            amounts=amounts_meant(returning, data.amounts),
            freight_minor=freight_meant(returning, data.freight),
            consent=data.consent,
        )
        return return_goods.approve_again(returning, decision, by=request.actor, at=at)

    return moved(request, number, "approve_again", data, work)


@router.post("/reject", auth=needs("reject"), response=ReturnOut, summary="Reject the request")
@once
def reject(request: KeyRequest, number: Number, data: ReasonIn) -> Made:
    """Ends the case with a reason that the buyer reads."""

    def work(returning: Return, at: datetime) -> object:
        return return_goods.reject(returning, data.reason, by=request.actor, at=at)

    return moved(request, number, "reject", data, work)


@router.post("/lose", auth=needs("lose"), response=ReturnOut, summary="Give the parcel up as lost")
@once
def lose(request: KeyRequest, number: Number, data: ReasonIn) -> Made:
    """Where others lost it the buyer is served as if it had come (`inspected`), and they owe; else the return ends."""

    def work(returning: Return, at: datetime) -> object:
        return return_goods.lose(returning, data.reason, by=request.actor, at=at)

    return moved(request, number, "lose", data, work)


@router.post("/cancel", auth=needs("cancel"), response=ReturnOut, summary="Cancel for the buyer")
@once
def cancel(request: KeyRequest, number: Number, data: Move) -> Made:
    """The buyer no longer wants to send anything back."""

    def work(returning: Return, at: datetime) -> object:
        return return_goods.cancel(returning, by=request.actor, at=at)

    return moved(request, number, "cancel", data, work)


@router.post("/book-pickup", auth=needs("book_pickup"), response=ReturnOut, summary="Book a pick-up")
@once
def book_pickup(request: KeyRequest, number: Number, data: PickupIn) -> Made:
    """A courier fetches the goods, where the return address offers it."""

    def work(returning: Return, at: datetime) -> object:
        return sending.book_pickup(returning, data.day, data.span, by=request.actor, at=at)

    return moved(request, number, "book_pickup", data, work)


@router.post("/ship", auth=needs("ship"), response=ReturnOut, summary="Tell the tracking number")
@once
def ship(request: KeyRequest, number: Number, data: ShipIn) -> Made:
    """The parcel is on its way."""

    def work(returning: Return, at: datetime) -> object:
        parcel = Parcel(data.carrier, data.tracking_number, data.method)
        return sending.ship(returning, parcel, by=request.actor, at=at)

    return moved(request, number, "ship", data, work)


@router.post(
    "/correct-tracking", auth=needs("correct_tracking"), response=ReturnOut, summary="Correct the tracking number"
)
@once
def correct_tracking(request: KeyRequest, number: Number, data: ParcelIn) -> Made:
    """Puts a mistyped carrier or number right."""

    def work(returning: Return, at: datetime) -> object:
        parcel = Parcel(data.carrier, data.tracking_number)
        return sending.correct_tracking(returning, parcel, by=request.actor, at=at)

    return moved(request, number, "correct_tracking", data, work)


@router.post("/receive", auth=needs("receive"), response=ReturnOut, summary="Receive the parcel")
@once
def receive(request: KeyRequest, number: Number, data: ReceiveIn) -> Made:
    """The parcel stands at the dock; what is in it is not yet known."""

    def work(returning: Return, at: datetime) -> object:
        photos = take_photos(data.photos, by=request.actor) if data.photos else ()
        return return_goods.receive_goods(returning, photos=photos, by=request.actor, at=at)

    return moved(request, number, "receive", data, work)


@router.post("/inspect", auth=needs("inspect"), response=ReturnOut, summary="Count, grade and take into stock")
@once
def inspect(request: KeyRequest, number: Number, data: InspectIn) -> Made:
    """Brings the refund down to what was accepted and puts it before finance."""

    def work(returning: Return, at: datetime) -> object:
        return return_goods.inspect_goods(returning, counts_meant(returning, data.lines), by=request.actor, at=at)

    return moved(request, number, "inspect", data, work)


@router.post("/refuse", auth=needs("refuse"), response=ReturnOut, summary="Refuse the goods")
@once
def refuse(request: KeyRequest, number: Number, data: RefuseIn) -> Made:
    """Nothing of what came can be accepted; the case ends and nothing is paid."""

    def work(returning: Return, at: datetime) -> object:
        counts = counts_meant(returning, data.lines)
        return return_goods.refuse_goods(returning, counts, data.reason, by=request.actor, at=at)

    return moved(request, number, "refuse", data, work)


@router.post("/approve-refund", auth=needs("start_refund"), response=ReturnOut, summary="Approve the refund")
@once
def approve_refund(request: KeyRequest, number: Number, data: Move) -> Made:
    """Finance agrees to the amount; the cashier may pay."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.approve_refund(refund_meant(returning), by=request.actor, at=at)

    return moved(request, number, "start_refund", data, work)


@router.post("/send-back", auth=needs("send_back"), response=ReturnOut, summary="Send the refund back")
@once
def send_back(request: KeyRequest, number: Number, data: ReasonIn) -> Made:
    """Finance does not agree; operations reads why and reviews again."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.send_refund_back(refund_meant(returning), data.reason, by=request.actor, at=at)

    return moved(request, number, "send_back", data, work)


@router.post("/pay", auth=needs("complete"), response=ReturnOut, summary="Record the payout")
@once
def pay(request: KeyRequest, number: Number, data: PayIn) -> Made:
    """The money was sent; the return is complete and the case closed."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.pay_refund(
            refund_meant(returning), Sent(data.method, data.reference, data.consent), by=request.actor, at=at
        )

    return moved(request, number, "complete", data, work)


_OF_THE_MONEY = ("start_refund", "send_back", "complete")
"""Moves that follow the refund's own state where the money goes ahead of the goods."""


def moved(request: KeyRequest, number: str, action: str, data: Move, work: Work) -> Made:
    """Lock the return, check that it is what the client saw and that the move is possible, make it, show the result."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    if not (action in _OF_THE_MONEY and is_ahead(returning)):
        lifecycle_of(returning.kind).target(action, returning.state)
    work(returning, timezone.now())
    return Made(200, file_of(return_by_id(returning.pk), request.actor))
