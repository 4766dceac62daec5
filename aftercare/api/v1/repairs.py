"""Repairs that buyers ask for: by the same command as on their page; whoever works on tasks takes them."""

from datetime import datetime
from operator import attrgetter
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.duties import TaskOut, task_out
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.return_requests import order_meant
from aftercare.api.v1.shapes import Code, Line, LineRef, OrderNumber, Pieces, Told
from aftercare.kernel.errors import NotFound
from aftercare.orders.queries.finding import known_lines_of
from aftercare.org.rights import Right
from aftercare.returns.commands.evidence import take_photos
from aftercare.returns.commands.repairing import RepairWish, ask_repair
from aftercare.returns.models import RepairRequest
from aftercare.returns.queries.repairs import still_asked, visible_to

router = Router(tags=["repairs"])
SEES_REPAIRS = Key(Right.RETURNS_SEE, Right.DUTIES_MANAGE)


class RepairIn(Told):
    """Which goods of an order shall be repaired, and what is wrong with them, in the buyer's words."""

    shop: Code
    order_number: OrderNumber
    line: LineRef
    quantity: Pieces = 1
    remark: Annotated[Line, Field(min_length=1, max_length=1000)]
    photos: Annotated[list[UUID], Field(max_length=20)] = []


class RepairOut(BaseModel):
    """A repair that was asked for, and the task that came of it.

    `rule` is how the guarantee stood then: `merchant_guarantee`, `guarantee_not_set` or `not_received_yet`. Nothing is
    promised with the request; the task's `agreed_at` is what was agreed with the buyer, null until that is done.
    """

    task: TaskOut
    shop: str
    order_number: str
    position: int
    sku: str
    name: str
    quantity: int
    remark: str
    rule: str
    asked_at: datetime
    photos: list[UUID]


class RepairPage(BaseModel):
    """Some of the repairs; `next` is the address of those that follow."""

    items: list[RepairOut]
    next: str | None


class RepairFilters(BaseModel):
    """What to list: those that are not done with, unless all are asked for."""

    order_number: OrderNumber | None = None
    everything: bool = False
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.post("", auth=Key(Right.RETURNS_OPEN), response={201: RepairOut}, summary="Ask for a repair")
@once
def create(request: KeyRequest, data: RepairIn) -> Made:
    """Opens a task, once for each line of an order until it is done with. Refused when the guarantee is over."""
    order = order_meant(request.actor, data.shop, data.order_number)
    line = line_meant(data.line, known_lines_of(order), field="line")
    photos = take_photos(data.photos, by=request.actor) if data.photos else ()
    wish = RepairWish(line.pk, data.quantity, data.remark, photos)
    asked = ask_repair(order, wish, by=request.actor, at=timezone.now())
    return Made(201, _out(asked))


@router.get("", auth=SEES_REPAIRS, response=RepairPage, summary="List repairs")
def listing(request: KeyRequest, filters: Query[RepairFilters]) -> RepairPage:
    """The latest first. Follow `next` until it is null."""
    rows = visible_to(request.actor)
    rows = rows if filters.everything else still_asked(rows)
    if filters.order_number:
        rows = rows.filter(line__order__number=filters.order_number)
    page, following = page_of(request, after(rows, filters.cursor, "asked_at"), filters.limit, "asked_at")
    return RepairPage(items=[_out(one) for one in page], next=following)


@router.get("/{pk}", auth=SEES_REPAIRS, response=RepairOut, summary="Show a repair")
def show(request: KeyRequest, pk: Annotated[int, Path(ge=1, le=2**62)]) -> RepairOut:
    """How it stands, by its task's `id`."""
    found = visible_to(request.actor).filter(task=pk).first()
    if found is None:
        raise NotFound(_("There is no such repair, or this key may not see it."))
    return _out(found)


def _out(asked: RepairRequest) -> RepairOut:
    line, order = asked.line, asked.line.order
    return RepairOut(
        task=task_out(asked.task),
        shop=order.shop.code,
        order_number=order.number,
        position=line.position,
        sku=line.sku,
        name=line.name,
        quantity=asked.quantity,
        remark=asked.remark,
        rule=asked.rule,
        asked_at=asked.asked_at,
        photos=[photo.file_id for photo in sorted(asked.photos.all(), key=attrgetter("pk"))],
    )
