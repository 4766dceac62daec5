"""Other systems that are told what happens, and what they were told."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.cases.models import Case
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import from_minor
from aftercare.notifications.models import Delivery, DeliveryAttempt, Endpoint
from aftercare.notifications.queries.facts import Cause
from aftercare.notifications.rules.outside import PUBLIC, TOLD, TRY_OUT
from aftercare.notifications.terms import DeliveryState
from aftercare.org.rights import Right


def endpoints_visible_to(actor: Actor) -> QuerySet[Endpoint]:
    """Endpoints for who manages them, by name; who is confined to merchants sees theirs alone."""
    found = Endpoint.objects.select_related("merchant").order_by("name", "pk")
    if not actor.may(Right.WEBHOOKS_MANAGE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """What the endpoints that he sees were told, newest first."""
    found = Delivery.objects.select_related("endpoint", "case").order_by("-made_at", "-pk")
    return found.filter(endpoint__in=endpoints_visible_to(actor).order_by().values("pk"))


def attempts_of(delivery: Delivery) -> QuerySet[DeliveryAttempt]:
    """The tries, first first."""
    return DeliveryAttempt.objects.filter(delivery=delivery).order_by("pk")


def due_of(endpoint_id: int, *, at: datetime) -> QuerySet[Delivery]:
    """What an endpoint is to be told now: of each case only the earliest that it has not taken yet."""
    waiting = Delivery.objects.filter(endpoint=endpoint_id, state=DeliveryState.WAITING)
    earlier = waiting.filter(case=OuterRef("case"), entry__lt=OuterRef("entry"))
    free = waiting.filter(due_at__lte=at).filter(Q(busy_until=None) | Q(busy_until__lte=at))
    return free.filter(~Exists(earlier)).order_by("due_at", "pk")


def endpoints_to_ask(*, at: datetime) -> list[int]:
    """Endpoints that have something due and do not rest."""
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=at)
    ids = set(due.values_list("endpoint", flat=True).order_by())
    awake = Endpoint.objects.filter(pk__in=ids, is_enabled=True).filter(Q(rests_until=None) | Q(rests_until__lte=at))
    return sorted(awake.values_list("pk", flat=True))


def payload_of(event: str, cause: Cause, version: int) -> str:
    """The body as it goes out: what happened, as it was then, and nothing about persons."""
    told = {name: cause.told[name] for name in TOLD if cause.told.get(name) not in (None, "")}
    data = {**_case(cause.case), **_order(cause), **_money(cause, told)}
    body = {"type": event, "timestamp": cause.at.isoformat(), "version": version, "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def try_out_payload(endpoint: Endpoint, at: datetime) -> str:
    """What “Try” sends."""
    body = {"type": TRY_OUT, "timestamp": at.isoformat(), "version": endpoint.version, "data": {"name": endpoint.name}}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def public_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Those that other systems may hear of."""
    return [entry for entry in entries if entry.kind in PUBLIC]


def _case(case: Case | None) -> dict[str, object]:
    if case is None:
        return {}
    return {"number": case.number, "kind": case.kind, "channel": case.channel, "merchant": case.merchant.code}


def _order(cause: Cause) -> dict[str, object]:
    returning = cause.returning
    if returning is None:
        return {}
    found: dict[str, object] = {"order_number": returning.order_number}
    return found | ({"shop_reference": returning.shop_reference} if returning.shop_reference else {})


def _money(cause: Cause, told: Mapping[str, object]) -> dict[str, object]:
    """Amounts as decimal text beside their currency, like everywhere in the API."""
    if cause.returning is None:
        return dict(told)
    currency = cause.returning.currency
    found: dict[str, object] = {"currency": currency} if any(name.endswith("_minor") for name in told) else {}
    for name, value in told.items():
        if name.endswith("_minor") and isinstance(value, int):
            found[name.removesuffix("_minor")] = str(from_minor(value, currency))
        else:
            found[name] = value
    return found
