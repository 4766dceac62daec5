"""One address per move of a return; each answers the return as it is afterwards."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.articles import replacement_of
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.money import minor
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.return_view import file_of
from aftercare.api.v1.returns import Number, visible_return
from aftercare.api.v1.shapes import Amount, Count, Flag, Line, LineRef, Sku, Told, Version
from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow import deciding, return_goods, settlement
from aftercare.kernel.errors import DomainError
from aftercare.moves.commands import check_version, locked
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands import sending
from aftercare.returns.commands.evidence import take_photos
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.commands.settling import is_ahead
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import RIGHT_FOR, lines_of, return_by_id
from aftercare.returns.terms import Counted, Grade, Method, Replacement

router = Router(tags=["moves"])
Work = Callable[[Return, datetime], object]


_ADDRESS = "Id of a return address; needed when goods are to come back."
_WHY_MORE = "Why more than the key may promise is promised: it then goes up for a decision instead of being refused."
_ADVANCE = "Send the new goods of an exchange before the old ones are back. Left out: as the merchant's policy says."
_SPAN = "Like 09:00-13:00; needed where the carrier comes at certain times only."
_FREIGHT = "Freight to give back. Left out: all of it when a whole order is called off before shipping, else none."


class UnknownAddress(DomainError):
    """No such return address, or not for this key."""

    code = "unknown_address"


class Move(Told):
    """`version` is the one you have seen; when the return changed since, the move is refused (409, `stale`)."""

    version: Version | None = None


class AmountIn(LineRef):
    """What goes back for one line, in the return's currency."""

    amount: Amount


class ReplacementIn(LineRef):
    """What is given for one line of an exchange instead; `price` per piece, left out: the article's."""

    replacement: Sku
    price: Amount | None = None


class ApproveIn(Move):
    """The decision. Lines not named keep what was asked; below that needs the buyer's consent in words."""

    address: Annotated[int | None, Field(strict=True, ge=1, le=2**62, description=_ADDRESS)] = None
    amounts: Annotated[list[AmountIn], Field(max_length=200)] = []
    freight: Annotated[Amount | None, Field(description=_FREIGHT)] = None
    gives_back_coupon: Flag = False
    gives_back_coins: Flag = False
    consent: Annotated[Line, Field(max_length=300)] = ""
    replacements: Annotated[list[ReplacementIn], Field(max_length=200)] = []
    is_advance: Annotated[bool | None, Field(strict=True, description=_ADVANCE)] = None
    deliver_on: date | None = None
    why_more: Annotated[Line, Field(max_length=1000, description=_WHY_MORE)] = ""


class ApproveAgainIn(Move):
    """The second decision, after finance sent it back: amounts stay or go down. Freight stays unless named."""

    amounts: Annotated[list[AmountIn], Field(max_length=200)] = []
    freight: Amount | None = None
    consent: Annotated[Line, Field(max_length=300)] = ""


class ReasonIn(Move):
    """Why, in words that the other side reads."""

    reason: Annotated[Line, Field(min_length=1, max_length=1000)]


class PickupIn(Move):
    """The day on which a courier shall come, and the time of day where the carrier offers several."""

    day: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]
    span: Annotated[Line, Field(max_length=11, description=_SPAN)] = ""


class ParcelIn(Move):
    """The parcel on its way."""

    carrier: Annotated[Line, Field(min_length=1, max_length=60)]
    tracking_number: Annotated[Line, Field(min_length=4, max_length=80, examples=["DP123456789GB"])]


class ShipIn(ParcelIn):
    """The parcel, and how it travels."""

    method: Method = Method.OWN


class ReceiveIn(Move):
    """A parcel at the dock, with photos of it if there are any."""

    photos: Annotated[list[UUID], Field(max_length=20)] = []


class CountIn(LineRef):
    """What came of one line. `accepted` pieces are paid for; `damaged` of them are scrapped instead of stocked."""

    counted: Count
    accepted: Count
    damaged: Count = 0
    grade: Grade


class InspectIn(Move):
    """Every line of the return, counted once."""

    lines: Annotated[list[CountIn], Field(min_length=1, max_length=200)]


class RefuseIn(InspectIn):
    """Every line counted, nothing accepted, and why."""

    reason: Annotated[Line, Field(min_length=1, max_length=1000)]


class PayIn(Move):
    """How and under which reference the money was sent; with `order` it paid the buyer's new order of that number."""

    method: Literal[PayMethod.ORIGINAL, PayMethod.BANK, PayMethod.CASH, PayMethod.OTHER, PayMethod.ORDER]
    reference: Annotated[Line, Field(min_length=1, max_length=80)]


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
            address=_address(request, data.address) if data.address else None,
            amounts=_amounts(returning, data.amounts),
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
            amounts=_amounts(returning, data.amounts),
            freight_minor=_freight(returning, data.freight),
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
        return return_goods.inspect_goods(returning, _counts(returning, data.lines), by=request.actor, at=at)

    return moved(request, number, "inspect", data, work)


@router.post("/refuse", auth=needs("refuse"), response=ReturnOut, summary="Refuse the goods")
@once
def refuse(request: KeyRequest, number: Number, data: RefuseIn) -> Made:
    """Nothing of what came can be accepted; the case ends and nothing is paid."""

    def work(returning: Return, at: datetime) -> object:
        counts = _counts(returning, data.lines)
        return return_goods.refuse_goods(returning, counts, data.reason, by=request.actor, at=at)

    return moved(request, number, "refuse", data, work)


@router.post("/approve-refund", auth=needs("start_refund"), response=ReturnOut, summary="Approve the refund")
@once
def approve_refund(request: KeyRequest, number: Number, data: Move) -> Made:
    """Finance agrees to the amount; the cashier may pay."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.approve_refund(_refund(returning), by=request.actor, at=at)

    return moved(request, number, "start_refund", data, work)


@router.post("/send-back", auth=needs("send_back"), response=ReturnOut, summary="Send the refund back")
@once
def send_back(request: KeyRequest, number: Number, data: ReasonIn) -> Made:
    """Finance does not agree; operations reads why and reviews again."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.send_refund_back(_refund(returning), data.reason, by=request.actor, at=at)

    return moved(request, number, "send_back", data, work)


@router.post("/pay", auth=needs("complete"), response=ReturnOut, summary="Record the payout")
@once
def pay(request: KeyRequest, number: Number, data: PayIn) -> Made:
    """The money was sent; the return is complete and the case closed."""

    def work(returning: Return, at: datetime) -> object:
        return settlement.pay_refund(_refund(returning), Sent(data.method, data.reference), by=request.actor, at=at)

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


def _address(request: KeyRequest, pk: int) -> ReturnAddress:
    found = addresses_visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise UnknownAddress(_("There is no return address %(id)d."), field="address", id=pk)
    return found


def replacements(returning: Return, told: Sequence[ReplacementIn]) -> dict[int, Replacement]:
    """What is given for which line of an exchange."""
    lines = list(lines_of(returning)) if told else []
    found: dict[int, Replacement] = {}
    for index, ref in enumerate(told):
        article = replacement_of(returning.order, ref.replacement, field=f"replacements[{index}].replacement")
        if article and ref.price is not None:
            price = minor(ref.price, returning.currency, field=f"replacements[{index}].price")
            article = Replacement(article.sku, article.name, price)
        if article:
            found[line_meant(ref, lines, field=f"replacements[{index}]").pk] = article
    return found


def _amounts(returning: Return, told: Sequence[AmountIn]) -> dict[int, int]:
    if not told:
        return {}
    lines = list(lines_of(returning))
    return {
        line_meant(ref, lines, field=f"amounts[{index}]").pk: minor(
            ref.amount, returning.currency, field=f"amounts[{index}].amount"
        )
        for index, ref in enumerate(told)
    }


def _freight(returning: Return, told: str | None) -> int:
    return returning.freight_minor if told is None else minor(told, returning.currency, field="freight")


def _counts(returning: Return, told: Sequence[CountIn]) -> list[Counted]:
    lines = list(lines_of(returning))
    return [
        Counted(
            line_id=line_meant(ref, lines, field=f"lines[{index}]").pk,
            counted=ref.counted,
            accepted=ref.accepted,
            damaged=ref.damaged,
            grade=ref.grade,
        )
        for index, ref in enumerate(told)
    ]


def _refund(returning: Return) -> Refund:
    """The refund of a return that has reached finance; the lifecycle has checked that it has."""
    refund = refund_of_case(returning.case_id)
    assert refund
    return refund
