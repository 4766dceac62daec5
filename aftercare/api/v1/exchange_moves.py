"""Moves of the new goods of an exchange, and of what the buyer owes for them; each answers the return afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.move_bodies import Move, ParcelIn, ReasonIn
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.return_view import file_of
from aftercare.api.v1.returns import Number, visible_return
from aftercare.api.v1.shapes import Line, Pieces, Sku, Told
from aftercare.billing.queries.charges import charges_of_case
from aftercare.billing.terms import ChargePurpose, ChargeState, PayMethod, Sent
from aftercare.flow import dispatching, exchange
from aftercare.kernel.errors import NotFound
from aftercare.moves.commands import check_version, locked
from aftercare.org.rights import Right
from aftercare.returns.commands.dispatching import Packed
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.detail import RIGHT_FOR, return_by_id
from aftercare.returns.queries.dispatching import RIGHT_FOR_DISPATCH, dispatches_of_case

router = Router(tags=["exchange"])


class ScannedIn(Told):
    """Pieces of one code that were scanned into the parcel."""

    sku: Sku
    quantity: Pieces


class SendOutIn(ParcelIn):
    """The parcel with the new goods; what was scanned must be what is to be sent."""

    scanned: Annotated[list[ScannedIn], Field(min_length=1, max_length=200)]


class ChargeIn(Move):
    """The payment of a buyer, and what it is for."""

    method: Literal[PayMethod.ORIGINAL, PayMethod.BANK, PayMethod.CASH, PayMethod.OTHER]
    reference: Annotated[Line, Field(min_length=1, max_length=80)]
    purpose: Literal[ChargePurpose.SURCHARGE, ChargePurpose.GOODS_KEPT] = ChargePurpose.SURCHARGE


class DispatchMove(Told):
    """`version` is that of the dispatch; when it changed since, the move is refused (409, `stale`)."""

    version: Annotated[int | None, Field(strict=True, ge=1, le=2_000_000_000)] = None


def _needs(action: str) -> Key:
    return Key(*[right for right in RIGHT_FOR_DISPATCH[action] if right != Right.OWN_CASES])


@router.post("/release", auth=_needs("release"), response=ReturnOut, summary="Tell the warehouse to send")
@once
def release(request: KeyRequest, number: Number, data: DispatchMove) -> Made:
    """What was held for an agent's word may be picked now."""
    return _moved(request, number, data, lambda one, at: dispatching.release(one, by=request.actor, at=at))


@router.post("/pick", auth=_needs("pick"), response=ReturnOut, summary="Pick the new goods")
@once
def pick(request: KeyRequest, number: Number, data: DispatchMove) -> Made:
    """Somebody fetches the goods from the shelf."""
    return _moved(request, number, data, lambda one, at: dispatching.pick(one, by=request.actor, at=at))


@router.post("/put-back", auth=_needs("put_back"), response=ReturnOut, summary="Put the new goods back")
@once
def put_back(request: KeyRequest, number: Number, data: DispatchMove) -> Made:
    """Picked, and not to be sent yet."""
    return _moved(request, number, data, lambda one, at: dispatching.put_back(one, by=request.actor, at=at))


@router.post("/send-out", auth=_needs("send_out"), response=ReturnOut, summary="Send the new goods")
@once
def send_out(request: KeyRequest, number: Number, data: SendOutIn) -> Made:
    """The parcel leaves; stock-out is written. Refused while the buyer still owes something for it."""
    scanned: dict[str, int] = {}
    for one in data.scanned:
        scanned[one.sku] = scanned.get(one.sku, 0) + one.quantity
    packed = Packed(data.carrier, data.tracking_number, scanned)
    return _moved(request, number, data, lambda one, at: dispatching.send_out(one, packed, by=request.actor, at=at))


@router.post("/confirm", auth=_needs("confirm"), response=ReturnOut, summary="Confirm receipt of the new goods")
@once
def confirm(request: KeyRequest, number: Number, data: DispatchMove) -> Made:
    """The buyer has the new goods, which ends the exchange."""
    return _moved(request, number, data, lambda one, at: dispatching.confirm(one, by=request.actor, at=at))


@router.post("/refund-instead", auth=Key(*RIGHT_FOR["refund_instead"]), response=ReturnOut, summary="Refund instead")
@once
def refund_instead(request: KeyRequest, number: Number, data: ReasonIn) -> Made:
    """There is nothing to send: what came back is put before finance as money."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    exchange.refund_instead(returning, data.reason, by=request.actor, at=timezone.now())
    return _shown(request, returning)


@router.post("/pay-charge", auth=Key(Right.CHARGES_RECORD), response=ReturnOut, summary="Record a buyer's payment")
@once
def pay_charge(request: KeyRequest, number: Number, data: ChargeIn) -> Made:
    """The buyer paid what he owed; the goods may leave, or what he kept is his."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    due = [one for one in charges_of_case(returning.case_id) if one.state == ChargeState.DUE]
    charge = next((one for one in due if one.purpose == data.purpose), None)
    if charge is None:
        raise NotFound(_("Nothing is owed for this."))
    exchange.pay_charge(charge, Sent(data.method, data.reference), by=request.actor, at=timezone.now())
    return _shown(request, returning)


def _moved(
    request: KeyRequest, number: str, data: DispatchMove | SendOutIn, work: Callable[[Dispatch, datetime], object]
) -> Made:
    returning = locked(visible_return(request.actor, number))
    found = dispatches_of_case(returning.case_id)
    if not found:
        raise NotFound(_("Nothing is to be sent on this case."))
    dispatch = locked(found[-1])
    check_version(dispatch, data.version)
    work(dispatch, timezone.now())
    return _shown(request, returning)


def _shown(request: KeyRequest, returning: Return) -> Made:
    return Made(200, file_of(return_by_id(returning.pk), request.actor))
