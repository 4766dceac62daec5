"""What a machine asks back: read from its request, found in the books, and asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field

from aftercare.api.v1.articles import replacement_of
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.money import minor
from aftercare.api.v1.shapes import Amount, Code, Flag, Line, LineRef, OrderNumber, Pieces, Sku, Told
from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reason_of_code
from aftercare.flow.foreseeing import Foreseen
from aftercare.flow.requests import apply
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import known_lines_of, order_of_shop
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.evidence import take_photos
from aftercare.returns.commands.fees import FeeConsent
from aftercare.returns.models import Return
from aftercare.returns.terms import ConsentWay, Wanted

DESPITE = "Why this is another matter, when a case about the same is open (409, `looks_like_another`)."


class UnknownOrder(DomainError):
    """The shop has told no such order."""

    code = "unknown_order"


class UnknownReason(DomainError):
    """No reason has this code."""

    code = "unknown_reason"


class WantedIn(LineRef):
    """Pieces of one order line that shall come back; in an exchange what for (left out: the same again)."""

    quantity: Pieces
    replacement: Annotated[Sku | None, Field(description="An article of the merchant, see `/articles`.")] = None


class FeeConsentIn(Told):
    """The buyer's word on the merchant's service fee: the amount that he was shown, how he agreed, and in which words.

    Left out, or with a lower amount than the fee (409, `fee_changed`), none is taken.
    """

    amount: Amount
    way: Literal[ConsentWay.PHONE, ConsentWay.CHAT, ConsentWay.EMAIL, ConsentWay.IN_PERSON]
    words: Annotated[Line, Field(min_length=1, max_length=300)]


class ReturnIn(Told):
    """What shall come back, and why. A late request says in `window_override` why it is accepted all the same.

    Kind `refund_only` is for what was paid and not sent yet; it may be approved by itself. Kind `exchange` is for other
    goods or the same again; `is_doa` tells that they were defective when unpacked, `deliver_on` when to deliver.
    """

    shop: Code
    order_number: OrderNumber
    kind: Literal[Kind.RETURN_REFUND, Kind.REFUND_ONLY, Kind.EXCHANGE] = Kind.RETURN_REFUND
    lines: Annotated[list[WantedIn], Field(min_length=1, max_length=200)]
    reason: Code
    remark: Annotated[Line, Field(max_length=1000)] = ""
    not_received: Flag = False
    photos: Annotated[list[UUID], Field(max_length=20)] = []
    window_override: Annotated[Line, Field(max_length=300)] = ""
    despite: Annotated[Line, Field(max_length=300, description=DESPITE)] = ""
    is_doa: Flag = False
    deliver_on: date | None = None
    fee_consent: FeeConsentIn | None = None


@dataclass(frozen=True)
class Wish:
    """A request whose order, lines and reason were found."""

    data: ReturnIn
    order: Order
    application: Application

    @property
    def foreseen(self) -> Foreseen:
        """What it will ask about."""
        return Foreseen(self.order, self.data.kind, tuple(want.line_id for want in self.application.wanted))


def wish_of(actor: Actor, data: ReturnIn) -> Wish:
    """The request with what it names; raises a refusal when there is no such order, line, article or reason."""
    order = order_meant(actor, data.shop, data.order_number)
    application = Application(
        wanted=_wanted(order, data.lines),
        reason=_reason(data.kind, data.reason),
        remark=data.remark,
        not_received=data.not_received,
        window_override=data.window_override,
        is_doa=data.is_doa,
        deliver_on=data.deliver_on,
        fee_consent=_consent(data.fee_consent, order.currency),
    )
    return Wish(data, order, application)


def fulfil(wish: Wish, *, by: Actor, at: datetime) -> Return:
    """Open the case; raises a refusal when the rules say no."""
    data = wish.data
    photos = take_photos(data.photos, by=by) if data.photos else ()
    application = replace(wish.application, photos=photos)
    return apply(data.kind, wish.order, application, channel=Channel.API, despite=data.despite, by=by, at=at)


def order_meant(actor: Actor, shop: str, number: str) -> Order:
    """The order that a shop knows by this number; raises UnknownOrder when there is none that the actor may see."""
    found = order_of_shop(actor, shop, number)
    if found is None:
        sentence = _("The shop “%(shop)s” has no order %(number)s.")
        raise UnknownOrder(sentence, field="order_number", shop=shop, number=number)
    return found


def _consent(told: FeeConsentIn | None, currency: str) -> FeeConsent | None:
    if told is None:
        return None
    return FeeConsent(minor(told.amount, currency, field="fee_consent.amount"), told.way, told.words)


def _wanted(order: Order, refs: Sequence[WantedIn]) -> list[Wanted]:
    lines = known_lines_of(order)
    return [
        Wanted(
            line_meant(ref, lines, field=f"lines[{index}]").pk,
            ref.quantity,
            replacement_of(order, ref.replacement, field=f"lines[{index}].replacement"),
        )
        for index, ref in enumerate(refs)
    ]


def _reason(kind: Kind, code: str) -> Reason:
    found = reason_of_code(kind, code)
    if found is None:
        raise UnknownReason(_("There is no reason “%(code)s”."), field="reason", code=code)
    return found
