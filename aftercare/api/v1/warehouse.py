"""For a warehouse system: what is awaited, what came, and every movement of the after-sales stock. [RET-65]"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.lines import line_meant, position_of
from aftercare.api.v1.move_bodies import CountIn
from aftercare.api.v1.paging import BadCursor
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.return_view import file_of
from aftercare.api.v1.shapes import Line, Told
from aftercare.flow.return_goods import refuse_goods, take_in_goods
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.moves.commands import locked
from aftercare.org.rights import Right
from aftercare.parcels.models import Parcel
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.queries.detail import lines_of, return_by_id
from aftercare.returns.queries.docking import scan
from aftercare.returns.queries.several import lines_of_each
from aftercare.returns.queries.warehouse import awaited, movements, parcels_coming
from aftercare.returns.terms import Counted, Grade, State, StockKind

router = Router(tags=["warehouse"])


class UnknownParcel(NotFound):
    """No awaited return goes by this number."""

    code = "unknown_parcel"
    status = 422


class AmbiguousParcel(DomainError):
    """Several awaited returns go by this number."""

    code = "ambiguous_parcel"


class ParcelOut(BaseModel):
    """A parcel on its way to the dock; `status` is the carrier's latest word, empty before the first."""

    carrier: str
    tracking_number: str
    status: str
    arrived_at: datetime | None


class AwaitedLine(BaseModel):
    """What should come of one line of the order."""

    position: int
    sku: str
    name: str
    quantity: int


class AwaitedOut(BaseModel):
    """A return whose goods may come; `dock` is the id of the return address they go to."""

    number: str
    merchant: str
    order_number: str
    state: State
    dock: int | None
    goods_due_on: date | None
    parcels: list[ParcelOut]
    lines: list[AwaitedLine]
    version: int


class AwaitedPage(BaseModel):
    """Some of what is awaited; `next` is the address of what follows."""

    items: list[AwaitedOut]
    next: str | None


class MovementOut(BaseModel):
    """Pieces that came into the after-sales stock or left it, for the shelf or for scrap."""

    id: int
    kind: StockKind
    number: str
    merchant: str
    sku: str
    name: str
    quantity: int
    is_scrap: bool
    at: datetime
    operator: str


class MovementPage(BaseModel):
    """Some movements. `cursor` is the place after the last one: keep it, and ask again from there, at any time."""

    items: list[MovementOut]
    cursor: str
    has_more: bool


class ReceiptIn(Told):
    """What came. `number` is the return's, a parcel's or a slip's; lines that are not named count as not come."""

    number: Annotated[Line, Field(min_length=4, max_length=60, examples=["RT-2603-000001", "DP123456789GB"])]
    lines: Annotated[list[CountIn], Field(min_length=1, max_length=200)]
    reason: Annotated[Line, Field(max_length=1000, description="Needed when nothing is accepted.")] = ""


class Pages(BaseModel):
    """Where to go on, and how far."""

    cursor: Annotated[str, Field(max_length=100)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


@router.get("/awaited", auth=Key(Right.GOODS_SEE), response=AwaitedPage, summary="List goods that are awaited")
def listing(request: KeyRequest, pages: Query[Pages]) -> AwaitedPage:
    """Returns whose goods may come or wait to be counted, oldest first."""
    (after,) = _place(pages.cursor, 1)
    rows = list(awaited(request.actor, after=after)[: pages.limit + 1])
    page, is_last = rows[: pages.limit], len(rows) <= pages.limit
    lines, parcels = lines_of_each(page), parcels_coming(row.case_id for row in page)
    items = [_awaited(row, lines[row.pk], parcels) for row in page]
    return AwaitedPage(items=items, next=None if is_last else _next(request, _cursor(page[-1].pk)))


@router.get("/movements", auth=Key(Right.GOODS_SEE), response=MovementPage, summary="Follow the stock's movements")
def feed(request: KeyRequest, pages: Query[Pages]) -> MovementPage:
    """Every stock record once, in an order that never changes; none is skipped that is committed late."""
    transaction, after = _place(pages.cursor, 2)
    rows = list(movements(request.actor, transaction=transaction, after=after)[: pages.limit + 1])
    page = rows[: pages.limit]
    cursor = _cursor(page[-1].transaction, page[-1].pk) if page else pages.cursor
    return MovementPage(items=[_movement(row) for row in page], cursor=cursor, has_more=len(rows) > pages.limit)


@router.post("/receipts", auth=Key(Right.GOODS_RECEIVE), response=ReturnOut, summary="Tell what came")
@once
def receive(request: KeyRequest, data: ReceiptIn) -> Made:
    """Receives, counts and takes into stock in one go; with nothing accepted the goods are refused with the reason."""
    returning = locked(_meant(request, data.number))
    lifecycle_of(returning.kind).target("receive" if returning.state != State.RECEIVED else "inspect", returning.state)
    counts, at = _counts(returning, data.lines), timezone.now()
    if any(count.accepted for count in counts):
        take_in_goods(returning, counts, by=request.actor, at=at)
    else:
        refuse_goods(returning, counts, data.reason, by=request.actor, at=at)
    return Made(200, file_of(return_by_id(returning.pk), request.actor))


def _meant(request: KeyRequest, number: str) -> Return:
    found = scan(request.actor, number)
    if not found.to_receive and found.others:
        return found.others[0]  # its state then says why nothing can be received
    if not found.to_receive:
        raise UnknownParcel(_("No awaited return goes by %(number)s."), field="number", number=number)
    if len(found.to_receive) > 1:
        raise AmbiguousParcel(_("Several awaited returns go by %(number)s."), field="number", number=number)
    return found.to_receive[0]


def _counts(returning: Return, told: Sequence[CountIn]) -> list[Counted]:
    lines = lines_of(returning)
    named = {line_meant(ref, lines, field=f"lines[{index}]").pk: ref for index, ref in enumerate(told)}
    return [_count(line, named.get(line.pk)) for line in lines]


def _count(line: ReturnLine, ref: CountIn | None) -> Counted:
    if ref is None:
        return Counted(line.pk, 0, 0, 0, Grade.MISSING)
    return Counted(line.pk, ref.counted, ref.accepted, ref.damaged, ref.grade)


def _awaited(row: Return, lines: Sequence[ReturnLine], parcels: Mapping[int, Sequence[Parcel]]) -> AwaitedOut:
    return AwaitedOut(
        number=row.number,
        merchant=row.merchant.code,
        order_number=row.order_number,
        state=State(row.state),
        dock=row.return_address_id,
        goods_due_on=row.goods_due_on,
        parcels=[
            ParcelOut(
                carrier=parcel.carrier_name,
                tracking_number=parcel.tracking_number,
                status=parcel.status,
                arrived_at=parcel.arrived_at,
            )
            for parcel in parcels.get(row.case_id, ())
        ],
        lines=[
            AwaitedLine(position=position_of(line), sku=line.sku, name=line.name, quantity=line.quantity)
            for line in lines
        ],
        version=row.version,
    )


def _movement(row: StockRecord) -> MovementOut:
    return MovementOut(
        id=row.pk,
        kind=StockKind(row.kind),
        number=row.case_number,
        merchant=row.merchant.code,
        sku=row.sku,
        name=row.name,
        quantity=row.quantity,
        is_scrap=row.is_scrap,
        at=row.at,
        operator=row.operator,
    )


def _cursor(*places: int) -> str:
    return urlsafe_b64encode(".".join(map(str, places)).encode()).decode().rstrip("=")


def _place(cursor: str, parts: int) -> tuple[int, ...]:
    if not cursor:
        return (0,) * parts
    refusal = BadCursor(_("This cursor is not one of ours. Start again from the first page."), field="cursor")
    try:
        found = tuple(int(part) for part in urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("."))
    except (ValueError, binascii.Error) as bad:
        raise refusal from bad
    if len(found) != parts or not all(0 <= part < 2**63 for part in found):
        raise refusal
    return found


def _next(request: KeyRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
