"""Moves of a courier who is booked to fetch the goods; each answers the return as it is afterwards."""

from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import Field

from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.move_bodies import Move, PickupIn
from aftercare.api.v1.moves import moved, needs
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.returns import Number
from aftercare.api.v1.shapes import Line
from aftercare.returns.commands import sending
from aftercare.returns.models import Return

router = Router(tags=["moves"])


class MissedIn(Move):
    """What is known of why the courier did not come; the timeline keeps it."""

    remark: Annotated[Line, Field(max_length=300)] = ""


@router.post("/change-pickup", auth=needs("change_pickup"), response=ReturnOut, summary="Change a pick-up")
@once
def change_pickup(request: KeyRequest, number: Number, data: PickupIn) -> Made:
    """The courier comes on another day or in another span; the confirmation number stays."""

    def work(returning: Return, at: datetime) -> object:
        return sending.change_pickup(returning, data.day, data.span, by=request.actor, at=at)

    return moved(request, number, "change_pickup", data, work)


@router.post("/call-off-pickup", auth=needs("call_off_pickup"), response=ReturnOut, summary="Call a pick-up off")
@once
def call_off_pickup(request: KeyRequest, number: Number, data: Move) -> Made:
    """No courier comes; another one may be booked, or the buyer sends the parcel himself."""

    def work(returning: Return, at: datetime) -> object:
        return sending.call_off_pickup(returning, by=request.actor, at=at)

    return moved(request, number, "call_off_pickup", data, work)


@router.post("/miss-pickup", auth=needs("miss_pickup"), response=ReturnOut, summary="Tell that no courier came")
@once
def miss_pickup(request: KeyRequest, number: Number, data: MissedIn) -> Made:
    """On the day of the pick-up or later; another courier may be booked, or the buyer sends the parcel himself."""

    def work(returning: Return, at: datetime) -> object:
        return sending.miss_pickup(returning, data.remark, by=request.actor, at=at)

    return moved(request, number, "miss_pickup", data, work)
