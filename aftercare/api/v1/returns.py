"""Returns: asking for one, listing, looking closely."""

from typing import Annotated, Literal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.return_requests import ReturnIn, fulfil, wish_of
from aftercare.api.v1.return_shapes import Clocks, ReturnOut, ReturnPage, Timeline
from aftercare.api.v1.return_view import clock_of, file_of, happening_of, row_of
from aftercare.api.v1.shapes import Code, Moment, OrderNumber, Told
from aftercare.cases.commands.notes import reveal_contact
from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reason_ahead
from aftercare.clocks.queries.running import clocks_of
from aftercare.flow.foreseeing import foresee
from aftercare.journal.queries.history import history_of_case
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotFound
from aftercare.orders.queries.finding import order_ahead
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_file
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import Shown, State
from aftercare.rows.asking import ask_ahead

router = Router(tags=["returns"])
SEES_RETURNS = Key(Right.RETURNS_SEE, Right.REFUNDS_SEE, Right.GOODS_SEE)
Number = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{1,15}$", examples=["RT-2611-000418"])]


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
    # The busiest write, in few trips, whatever the number of lines (tests/api/test_statements.py).
    ask_ahead(order_ahead(request.actor, data.shop, data.order_number), reason_ahead(data.kind, data.reason))
    wish = wish_of(request.actor, data)
    foresee(wish.foreseen)
    returning = fulfil(wish, by=request.actor, at=timezone.now())
    returning.merchant, returning.customer = wish.order.merchant, wish.order.customer
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
