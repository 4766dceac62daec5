"""Returns: asking for one, listing, looking closely."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.articles import replacement_of
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.return_shapes import Clocks, ReturnOut, ReturnPage, Timeline
from aftercare.api.v1.return_view import clock_of, file_of, happening_of, row_of
from aftercare.api.v1.shapes import Code, Flag, Line, LineRef, Moment, OrderNumber, Pieces, Sku, Told
from aftercare.cases.commands.notes import reveal_contact
from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reason_of_code
from aftercare.clocks.queries.running import clocks_of
from aftercare.flow.requests import apply
from aftercare.journal.queries.history import history_of_case
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import known_lines_of, order_of_shop
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.evidence import take_photos
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_file
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import Shown, State, Wanted

router = Router(tags=["returns"])
SEES_RETURNS = Key(Right.RETURNS_SEE, Right.REFUNDS_SEE, Right.GOODS_SEE)
Number = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{1,15}$", examples=["RT-2611-000418"])]


_DESPITE = "Why this is another matter, when a case about the same is open (409, `looks_like_another`)."


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
    despite: Annotated[Line, Field(max_length=300, description=_DESPITE)] = ""
    is_doa: Flag = False
    deliver_on: date | None = None


class Filters(BaseModel):
    """What to list. Times are inclusive; all filters that are given must hold."""

    state: State | None = None
    shown: Shown | None = None
    kind: Kind | None = None
    order_number: OrderNumber | None = None
    merchant: Code | None = None
    applied_from: Moment | None = None
    applied_to: Moment | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class RevealIn(Told):
    """Which part of the contact to see."""

    part: Literal["contact", "phone", "address"]


class Revealed(BaseModel):
    """The part in full."""

    part: str
    value: str


@router.post("", auth=Key(Right.RETURNS_OPEN), response={201: ReturnOut}, summary="Ask for a return")
@once
def create(request: KeyRequest, data: ReturnIn) -> Made:
    """Opens a case. Amounts are worked out here: what was really paid for the pieces, never more than is left."""
    # The busiest write: 16 statements, whatever the number of lines (tests/api/test_statements.py).
    order = _order(request.actor, data)
    application = Application(
        wanted=_wanted(order, data.lines),
        reason=_reason(data.kind, data.reason),
        remark=data.remark,
        not_received=data.not_received,
        photos=take_photos(data.photos, by=request.actor) if data.photos else (),
        window_override=data.window_override,
        is_doa=data.is_doa,
        deliver_on=data.deliver_on,
    )
    at = timezone.now()
    returning = apply(data.kind, order, application, channel=Channel.API, despite=data.despite, by=request.actor, at=at)
    returning.merchant, returning.customer = order.merchant, order.customer
    return Made(201, file_of(returning, request.actor, has_photos=bool(data.photos)))


@router.get("", auth=SEES_RETURNS, response=ReturnPage, summary="List returns")
def listing(request: KeyRequest, filters: Query[Filters]) -> ReturnPage:
    """Newest application first. Follow `next` until it is null; rows that come in meanwhile do not shift the pages."""
    rows = _filtered(visible_to(request.actor), filters).select_related("merchant")
    page, following = page_of(request, rows, filters.limit, "applied_at")
    return ReturnPage(items=[row_of(row) for row in page], next=following)


@router.get("/{number}", auth=SEES_RETURNS, response=ReturnOut, summary="Show a return")
def show(request: KeyRequest, number: Number) -> ReturnOut:
    """With lines, amounts, ceilings, and the moves that are open to this key now."""
    return file_of(visible_return(request.actor, number), request.actor)


@router.get("/{number}/clocks", auth=SEES_RETURNS, response=Clocks, summary="What is promised about a return")
def clocks(request: KeyRequest, number: Number) -> Clocks:
    """Each promised time with its tape: when it ran, waited and stopped, and whose the minutes were."""
    returning = visible_return(request.actor, number)
    return Clocks(items=[clock_of(clock) for clock in clocks_of(returning.stream)])


@router.get("/{number}/timeline", auth=SEES_RETURNS, response=Timeline, summary="What happened to a return")
def timeline(request: KeyRequest, number: Number) -> Timeline:
    """Every step, first first: when, what, by whom."""
    returning = visible_return(request.actor, number)
    return Timeline(items=[happening_of(entry) for entry in history_of_case(returning.case_id)])


@router.post("/{number}/reveal", auth=Key(Right.CONTACTS_REVEAL), response=Revealed, summary="See a contact in full")
@once
def reveal(request: KeyRequest, number: Number, data: RevealIn) -> Made:
    """Contacts are masked. Seeing one in full is possible, and stands in the timeline."""
    returning = visible_return(request.actor, number)
    value = reveal_contact(returning.case, data.part, by=request.actor, at=timezone.now())
    return Made(200, Revealed(part=data.part, value=value))


def visible_return(actor: Actor, number: str) -> Return:
    """The return with this number; raises NotFound when there is none that the actor may see."""
    found = return_file(actor, number)
    if found is None:
        raise NotFound(_("There is no return %(number)s, or this key may not see it."), number=number)
    return found


def _order(actor: Actor, data: ReturnIn) -> Order:
    found = order_of_shop(actor, data.shop, data.order_number)
    if found is None:
        sentence = _("The shop “%(shop)s” has no order %(number)s.")
        raise UnknownOrder(sentence, field="order_number", shop=data.shop, number=data.order_number)
    return found


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


def _filtered(rows: QuerySet[Return], filters: Filters) -> QuerySet[Return]:
    same = {"state", "shown", "kind", "order_number"}
    rows = rows.filter(**filters.model_dump(mode="json", include=same, exclude_none=True))
    if filters.merchant:
        rows = rows.filter(merchant__code=filters.merchant)
    if filters.applied_from:
        rows = rows.filter(applied_at__gte=filters.applied_from)
    if filters.applied_to:
        rows = rows.filter(applied_at__lte=filters.applied_to)
    return after(rows, filters.cursor, "applied_at")
