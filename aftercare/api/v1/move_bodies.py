"""What a machine tells with a move of a return."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from aftercare.api.v1.shapes import Amount, Count, Flag, Line, LineRef, Sku, Told, Version
from aftercare.billing.terms import PayMethod
from aftercare.returns.terms import Grade, Method

_ADDRESS = "Id of a return address; needed when goods are to come back."
_WHY_MORE = "Why more than the key may promise is promised: it then goes up for a decision instead of being refused."
_ADVANCE = "Send the new goods of an exchange before the old ones are back. Left out: as the merchant's policy says."
_OTHER_WAY = "How the buyer agreed to another way than he paid, where a law asks for it (422, `other_way`)."
_SPAN = "Like 09:00-13:00; needed where the carrier comes at certain times only."
_FREIGHT = (
    "Freight to give back. Left out: all that is left of it when a whole order is called off before shipping, or where "
    "policy or law give it back whole, in which case less is refused (422, `freight_locked`); else none."
)
_FREIGHT_AGAIN = (
    "Left out: as promised. Less is refused where policy or law give it back whole (422, `freight_locked`)."
)


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
    freight: Annotated[Amount | None, Field(description=_FREIGHT_AGAIN)] = None
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
    consent: Annotated[Line, Field(max_length=300, description=_OTHER_WAY)] = ""
