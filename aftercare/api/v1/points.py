"""Prepaid labels, and the counters of service points: goods handed in or given back, new goods fetched."""

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.move_bodies import Move, ParcelIn
from aftercare.api.v1.moves import needs
from aftercare.api.v1.returns import Number, visible_return
from aftercare.api.v1.shapes import Code, Line, Pieces, Told
from aftercare.flow.hand_in import give_goods_back, hand_goods_over, hand_in_goods
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.moves.commands import check_version, locked
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_of, points_visible_to
from aftercare.org.rights import Right
from aftercare.parcels.commands import telling
from aftercare.parcels.commands.handins import Handed, send_on
from aftercare.parcels.models import HandIn
from aftercare.parcels.queries.handins import handed_in
from aftercare.returns.commands.fetching import WrongCode, arrive, choose_point
from aftercare.returns.commands.labelling import make_label
from aftercare.returns.models import Fetch
from aftercare.returns.queries.fetching import coming_to, fetch_of, fetched_with
from aftercare.returns.queries.sending import to_hand_in
from aftercare.returns.terms import FetchState

router = Router(tags=["service points"])
_AT_COUNTER = Key(Right.POINTS_WORK)
Receipt = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{1,15}$", examples=["HI-2611-000007"])]
_NUMBER = "The return's number, as it stands on its slip."


class UnknownPoint(DomainError):
    """No such service point, or not for this key."""

    code = "unknown_point"


class NotYourCounter(DomainError):
    """The service point is there, and this key does not work at it."""

    code = "not_your_counter"


class NothingThere(NotFound):
    """No goods at the counter, or on their way to it, go by this number."""

    code = "nothing_there"
    status = 422


class PointOut(BaseModel):
    """A shop or service point; `merchant` is empty where it serves all.

    `is_yours`: this key may take goods over at its counter. A key that is bound to merchants may not where all are
    served, since the counter knows the others' goods.
    """

    code: str
    name: str
    merchant: str
    city: str
    street: str
    phone: str
    hours: str
    takes_returns: bool
    hands_out: bool
    is_yours: bool


class Points(BaseModel):
    """The service points in use, by city and name."""

    items: list[PointOut]


class LabelOut(BaseModel):
    """The prepaid label of a return: the number under which the carrier takes the parcel at the company's cost."""

    number: str
    carrier: str
    tracking_number: str
    made_at: datetime


class ChooseIn(Move):
    """Where the buyer fetches the new goods; null: they are sent to him after all."""

    point: Code | None = None


class FetchOut(BaseModel):
    """New goods of an exchange at a service point. `state` is `none` where they are sent to the buyer."""

    number: str
    point: str
    state: FetchState | str = Field(examples=["waiting"])
    waits_since: datetime | None
    handed_at: datetime | None


class HandInIn(Told):
    """Goods on a counter: for which return, how many pieces, and what can be seen of them."""

    point: Code
    number: Annotated[Line, Field(min_length=4, max_length=24, description=_NUMBER, examples=["RT-2611-000418"])]
    pieces: Pieces
    condition: Annotated[Line, Field(max_length=300)] = ""


class HandInOut(BaseModel):
    """The receipt of goods that were handed in."""

    number: str
    return_number: str
    point: str
    state: str
    pieces: int
    condition: str
    taken_at: datetime
    sent_on_at: datetime | None
    back_at: datetime | None
    back_reason: str


class BackIn(Told):
    """Why the goods are given back."""

    reason: Annotated[Line, Field(min_length=1, max_length=300)]


class ArrivalIn(Told):
    """New goods that have come to the counter."""

    number: Annotated[Line, Field(min_length=4, max_length=24, description=_NUMBER, examples=["EX-2611-000418"])]


class HandOverIn(Told):
    """The code that the buyer shows."""

    code: Annotated[Line, Field(min_length=4, max_length=20, examples=["ACD7-EFG4"])]


@router.get(
    "/service-points",
    auth=Key(Right.RETURNS_NOTE, Right.RETURNS_SHIP, Right.POINTS_WORK),
    response=Points,
    summary="List service points",
)
def listing(request: KeyRequest) -> Points:
    """Where goods are handed in or fetched, of the merchants that this key may see."""
    actor = request.actor
    mine = set(points_of(actor).values_list("pk", flat=True)) if actor.may(Right.POINTS_WORK) else set()
    return Points(items=[_point(one, is_yours=one.pk in mine) for one in points_visible_to(actor)])


@router.post("/returns/{number}/label", auth=needs("ship"), response=LabelOut, summary="Make a prepaid label")
@once
def label(request: KeyRequest, number: Number, data: Move) -> Made:
    """Where the seller pays the way back; asked for again, the same label."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    made = make_label(returning, by=request.actor, at=timezone.now())
    told = LabelOut(
        number=number, carrier=made.carrier.name, tracking_number=made.tracking_number, made_at=made.made_at
    )
    return Made(200, told)


@router.post(
    "/returns/{number}/fetch-point",
    auth=Key(Right.RETURNS_NOTE),
    response=FetchOut,
    summary="Choose where new goods are fetched",
)
@once
def choose(request: KeyRequest, number: Number, data: ChooseIn) -> Made:
    """For the buyer of an exchange, until the new goods have left. He alone reads the code to show."""
    returning = locked(visible_return(request.actor, number))
    check_version(returning, data.version)
    point = _visible_point(request.actor, data.point) if data.point else None
    choose_point(returning, point, by=request.actor, at=timezone.now())
    found = fetch_of(returning.case_id)
    empty = FetchOut(number=number, point="", state="none", waits_since=None, handed_at=None)
    return Made(200, _fetch(found) if found else empty)


@router.post("/service-points/hand-ins", auth=_AT_COUNTER, response={201: HandInOut}, summary="Take goods over")
@once
def take(request: KeyRequest, data: HandInIn) -> Made:
    """Goods of an approved return, with a receipt; they are on their way from now on."""
    point = points_of(request.actor).filter(code=data.point).first()
    if point is None:
        _visible_point(request.actor, data.point)
        raise NotYourCounter(_("This key takes nothing over at “%(code)s”."), field="point", code=data.point)
    returning = to_hand_in(data.number)
    if returning is None:
        sentence = _("No return whose goods may be handed in goes by %(number)s.")
        raise NothingThere(sentence, field="number", number=data.number)
    handed = Handed(data.pieces, data.condition)
    return Made(201, _receipt(hand_in_goods(returning, point, handed, by=request.actor, at=timezone.now())))


@router.post(
    "/service-points/hand-ins/{receipt}/give-back", auth=_AT_COUNTER, response=HandInOut, summary="Give goods back"
)
@once
def give_back(request: KeyRequest, receipt: Receipt, data: BackIn) -> Made:
    """The buyer takes his goods home again, and the return waits for them as before; not once money is on its way."""
    row = give_goods_back(_lying(request.actor, receipt), data.reason, by=request.actor, at=timezone.now())
    return Made(200, _receipt(row))


@router.post(
    "/service-points/hand-ins/{receipt}/send-on", auth=_AT_COUNTER, response=HandInOut, summary="Send goods on"
)
@once
def send(request: KeyRequest, receipt: Receipt, data: ParcelIn) -> Made:
    """They travel to the dock in a parcel of their own."""
    parcel = telling.Told(data.carrier, data.tracking_number)
    return Made(200, _receipt(send_on(_lying(request.actor, receipt), parcel, by=request.actor, at=timezone.now())))


@router.post("/service-points/arrivals", auth=_AT_COUNTER, response=FetchOut, summary="Tell that new goods have come")
@once
def come(request: KeyRequest, data: ArrivalIn) -> Made:
    """The buyer is told, and has a code to show."""
    row = coming_to(request.actor).filter(case__number=data.number.upper()).first()
    if row is None:
        sentence = _("No goods for %(number)s are on their way to this key's service points.")
        raise NothingThere(sentence, field="number", number=data.number)
    return Made(200, _fetch(arrive(row, by=request.actor, at=timezone.now())))


@router.post("/service-points/hand-overs", auth=_AT_COUNTER, response=FetchOut, summary="Hand new goods over")
@once
def hand_over(request: KeyRequest, data: HandOverIn) -> Made:
    """Who shows the code gets the goods, which ends the exchange."""
    row = fetched_with(request.actor, data.code)
    if row is None:
        raise WrongCode(_("No goods wait at this key's service points for this code."), field="code")
    return Made(200, _fetch(hand_goods_over(row, data.code, by=request.actor, at=timezone.now())))


def _visible_point(actor: Actor, code: str) -> ServicePoint:
    found = points_visible_to(actor).filter(code=code).first()
    if found is None:
        raise UnknownPoint(_("There is no service point “%(code)s” for this key."), field="point", code=code)
    return found


def _lying(actor: Actor, receipt: str) -> HandIn:
    """The receipt; its state then says whether the goods still lie there."""
    found = handed_in(actor).filter(number=receipt).first()
    if found is None:
        raise NotFound(_("There is no receipt %(number)s at this key's service points."), number=receipt)
    return found


def _point(one: ServicePoint, *, is_yours: bool) -> PointOut:
    same = ("code", "name", "city", "street", "phone", "hours", "takes_returns", "hands_out")
    plain = {name: getattr(one, name) for name in same}
    return PointOut(merchant=one.merchant.code if one.merchant else "", is_yours=is_yours, **plain)


def _receipt(row: HandIn) -> HandInOut:
    same = ("number", "state", "pieces", "condition", "taken_at", "sent_on_at", "back_at", "back_reason")
    plain = {name: getattr(row, name) for name in same}
    return HandInOut(return_number=row.case.number, point=row.point.code, **plain)


def _fetch(row: Fetch) -> FetchOut:
    same = {name: getattr(row, name) for name in ("state", "waits_since", "handed_at")}
    return FetchOut(number=row.case.number, point=row.point.code, **same)
