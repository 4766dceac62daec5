"""Webhooks: other systems set up, by themselves, what they are told; and what they took."""

from datetime import datetime, timedelta
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once, once_sealed
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.shapes import Code, Flag, Line, Told
from aftercare.kernel.errors import NotFound
from aftercare.notifications.commands.endpoints import (
    EndpointChoice,
    add_endpoint,
    edit_endpoint,
    remove_endpoint,
    replay,
    replay_failed,
    try_out,
    turn_secret,
)
from aftercare.notifications.models import Delivery, Endpoint
from aftercare.notifications.queries.outside import deliveries_visible_to, endpoints_visible_to
from aftercare.notifications.terms import DeliveryState
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right

router = Router(tags=["webhooks"])
MANAGE = Key(Right.WEBHOOKS_MANAGE)
_REPLAYED_BACK_TO = timedelta(days=30)
Id = Annotated[int, Field(ge=1, lt=2**63)]


class EndpointIn(Told):
    """Where events are posted, and which. No `events`: all of them; `return.*`: all of returns."""

    name: Annotated[Line, Field(min_length=1, max_length=80, examples=["ERP"])]
    url: Annotated[Line, Field(max_length=500, examples=["https://erp.example/aftercare"])]
    merchant: Code | None = None
    events: Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=60)] = []
    version: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    timeout_seconds: Annotated[int, Field(strict=True, ge=1, le=30)] = 10
    is_enabled: Flag = True


class EndpointOut(BaseModel):
    """An endpoint. `misses` are failures in a row; while it rests its deliveries wait, and none is lost."""

    id: int
    name: str
    url: str
    merchant: str | None
    events: list[str]
    version: int
    timeout_seconds: int
    is_enabled: bool
    off_because: str
    misses: int
    rests_until: datetime | None


class EndpointList(BaseModel):
    """All endpoints that the key may see."""

    items: list[EndpointOut]


class EndpointMade(EndpointOut):
    """An endpoint with its secret, which is told this once."""

    secret: str


class EndpointChanged(EndpointOut):
    """An endpoint as it is now. Events for another server are signed with a new secret, which is told this once."""

    secret: str | None


class SecretOut(BaseModel):
    """The new secret; the old one signs beside it until then."""

    secret: str
    old_until: datetime | None


class DeliveryOut(BaseModel):
    """One event for one endpoint. `webhook_id` is the same on every try, so the receiver can tell a repetition."""

    id: int
    endpoint: int
    webhook_id: str
    event: str
    number: str | None
    state: DeliveryState
    tries: int
    made_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    http_status: int | None
    said: str


class DeliveryPage(BaseModel):
    """Some of the deliveries; `next` is the address of those that follow."""

    items: list[DeliveryOut]
    next: str | None


class DeliveryFilters(BaseModel):
    """What to list; all filters that are given must hold."""

    endpoint: Id | None = None
    state: DeliveryState | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Replayed(BaseModel):
    """How many deliveries are made again."""

    count: int


@router.get("", auth=MANAGE, response=EndpointList, summary="List webhooks")
def listing(request: KeyRequest) -> EndpointList:
    """By name; a merchant's key sees the merchant's own."""
    return EndpointList(items=[_out(each) for each in endpoints_visible_to(request.actor)])


@router.post("", auth=MANAGE, response={201: EndpointMade}, summary="Add a webhook")
@once_sealed
def create(request: KeyRequest, data: EndpointIn) -> Made:
    """The secret stands in this answer and nowhere else."""
    merchant = _merchant(request, data.merchant)
    made, secret = add_endpoint(_choice(data), merchant=merchant, by=request.actor, at=timezone.now())
    return Made(201, EndpointMade(**_out(made).model_dump(), secret=secret))


@router.get("/deliveries", auth=MANAGE, response=DeliveryPage, summary="List deliveries")
def deliveries(request: KeyRequest, filters: Query[DeliveryFilters]) -> DeliveryPage:
    """Newest first."""
    found = deliveries_visible_to(request.actor)
    if filters.endpoint:
        found = found.filter(endpoint=filters.endpoint)
    if filters.state:
        found = found.filter(state=str(filters.state))
    page, following = page_of(request, after(found, filters.cursor, "made_at"), filters.limit, "made_at")
    return DeliveryPage(items=[_told(row) for row in page], next=following)


@router.post("/deliveries/{delivery_id}/replay", auth=MANAGE, response=DeliveryOut, summary="Deliver again")
@once
def replay_delivery(request: KeyRequest, delivery_id: Id) -> Made:
    """Under the same `webhook-id`."""
    found = deliveries_visible_to(request.actor).filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(_("There is no such delivery, or this key may not see it."))
    replay(found, by=request.actor, at=timezone.now())
    return Made(200, _told(deliveries_visible_to(request.actor).get(pk=delivery_id)))


@router.get("/{endpoint_id}", auth=MANAGE, response=EndpointOut, summary="Read a webhook")
def detail(request: KeyRequest, endpoint_id: Id) -> EndpointOut:
    """How it is set up and how it does."""
    return _out(_found(request, endpoint_id))


@router.post("/{endpoint_id}/change", auth=MANAGE, response=EndpointChanged, summary="Change a webhook")
@once_sealed
def change(request: KeyRequest, endpoint_id: Id, data: EndpointIn) -> Made:
    """Everything but the merchant; one that was switched off by itself is switched on again with a clean slate."""
    made, new = edit_endpoint(_found(request, endpoint_id), _choice(data), by=request.actor, at=timezone.now())
    return Made(200, EndpointChanged(**_out(made).model_dump(), secret=new or None))


@router.post("/{endpoint_id}/remove", auth=MANAGE, response=EndpointOut, summary="Remove a webhook")
@once
def remove(request: KeyRequest, endpoint_id: Id) -> Made:
    """With the record of what it was told."""
    found = _found(request, endpoint_id)
    body = _out(found)
    remove_endpoint(found, by=request.actor, at=timezone.now())
    return Made(200, body)


@router.post("/{endpoint_id}/secret", auth=MANAGE, response=SecretOut, summary="Make a new secret")
@once_sealed
def secret(request: KeyRequest, endpoint_id: Id) -> Made:
    """For a day the old one signs beside it."""
    new = turn_secret(_found(request, endpoint_id), by=request.actor, at=timezone.now())
    return Made(200, SecretOut(secret=new, old_until=_found(request, endpoint_id).old_until))


@router.post("/{endpoint_id}/try", auth=MANAGE, response={201: DeliveryOut}, summary="Try a webhook")
@once
def try_endpoint(request: KeyRequest, endpoint_id: Id) -> Made:
    """Sends an event `endpoint.tried` that says nothing but that the way is open."""
    return Made(201, _told(try_out(_found(request, endpoint_id), by=request.actor, at=timezone.now())))


@router.post("/{endpoint_id}/replay", auth=MANAGE, response=Replayed, summary="Deliver again what failed")
@once
def replay_all(request: KeyRequest, endpoint_id: Id) -> Made:
    """What did not arrive in the last thirty days, a thousand at most."""
    at = timezone.now()
    count = replay_failed(_found(request, endpoint_id), since=at - _REPLAYED_BACK_TO, by=request.actor, at=at)
    return Made(200, Replayed(count=count))


def _found(request: KeyRequest, endpoint_id: int) -> Endpoint:
    found = endpoints_visible_to(request.actor).filter(pk=endpoint_id).first()
    if found is None:
        raise NotFound(_("There is no such webhook, or this key may not see it."))
    return found


def _merchant(request: KeyRequest, code: str | None) -> Merchant | None:
    if code is None:
        return None
    found = merchants_visible_to(request.actor).filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no merchant %(code)s, or this key may not see it."), field="merchant", code=code)
    return found


def _choice(data: EndpointIn) -> EndpointChoice:
    return EndpointChoice(data.name, data.url, tuple(data.events), data.version, data.timeout_seconds, data.is_enabled)


def _out(row: Endpoint) -> EndpointOut:
    return EndpointOut(
        id=row.pk,
        name=row.name,
        url=row.url,
        merchant=row.merchant.code if row.merchant else None,
        events=row.events,
        version=row.version,
        timeout_seconds=row.timeout_seconds,
        is_enabled=row.is_enabled,
        off_because=row.off_because,
        misses=row.misses,
        rests_until=row.rests_until,
    )


def _told(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=row.pk,
        endpoint=row.endpoint_id,
        webhook_id=row.webhook_id,
        event=row.event,
        number=row.case.number if row.case else None,
        state=DeliveryState(row.state),
        tries=row.tries,
        made_at=row.made_at,
        due_at=row.due_at,
        delivered_at=row.delivered_at,
        http_status=row.http_status,
        said=row.said,
    )
