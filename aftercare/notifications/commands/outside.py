"""Telling other systems: making deliveries, giving the worker the next one, writing down what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.sealing import unseal
from aftercare.moves.commands import move
from aftercare.notifications.lifecycle import DELIVERY
from aftercare.notifications.models import Delivery, DeliveryAttempt, Endpoint
from aftercare.notifications.queries.facts import Cause, causes_of
from aftercare.notifications.queries.outside import due_of, payload_of, public_entries
from aftercare.notifications.rules.outside import (
    GONE,
    PUBLIC,
    RESTS_AFTER,
    has_taken,
    is_hopeless,
    is_wanted,
    pause_after,
    rest_after,
)
from aftercare.notifications.terms import Answer, DeliveryState, Told
from aftercare.rows.whole import whole

_MARGIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Claim:
    """A delivery that one worker shall make now; without `told` it was kept here."""

    delivery_id: int
    attempt_id: int = 0
    told: Told | None = None


def tell_outside(entries: Sequence[Entry], *, at: datetime) -> set[int]:
    """Make the deliveries that these entries call for; returns the endpoints that have something new."""
    endpoints = list(Endpoint.objects.filter(is_enabled=True))
    mine = [entry for entry in public_entries(entries) if at - entry.at <= _fresh()] if endpoints else []
    rows = [
        _delivery(endpoint, entry, cause, at)
        for entry, cause in zip(mine, causes_of(mine), strict=True)
        for endpoint in endpoints
        if _concerns(endpoint, PUBLIC[entry.kind], cause)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.endpoint_id for row in rows}


@whole()
def claim_next(endpoint_id: int, *, stays_here: bool, at: datetime) -> Claim | None:
    """The next delivery of an endpoint, for this worker alone; of one case never a later one before an earlier.

    The try is written down before it leaves. None: nothing is due, or the endpoint rests or is switched off.
    """
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)
    if not endpoint.is_enabled or (endpoint.rests_until and endpoint.rests_until > at):
        return None
    delivery = due_of(endpoint_id, at=at).select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if delivery is None:
        return None
    if stays_here:
        move(delivery, "hold", DELIVERY, by=SYSTEM, at=at, busy_until=None)
        return Claim(delivery.pk)
    attempt = DeliveryAttempt.objects.create(delivery=delivery, at=at)
    busy = at + timedelta(seconds=3 * endpoint.timeout_seconds) + _MARGIN
    Delivery.objects.filter(pk=delivery.pk).update(busy_until=busy, tries=F("tries") + 1)
    return Claim(delivery.pk, attempt.pk, _told(endpoint, delivery, at))


@whole()
def note_answer(claim: Claim, answer: Answer, *, at: datetime) -> Delivery:
    """Write down what came of a try, and what follows for the delivery and for its endpoint."""
    DeliveryAttempt.objects.filter(pk=claim.attempt_id).update(
        ended_at=at, http_status=answer.status, sentence=answer.sentence[:500]
    )
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=claim.delivery_id)
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=delivery.endpoint_id)
    _learn(endpoint, answer, at=at)
    if delivery.state != DeliveryState.WAITING:
        return delivery
    ends: dict[str, Any] = {"http_status": answer.status, "said": answer.sentence[:500], "busy_until": None}
    if has_taken(answer.status):
        return move(delivery, "deliver", DELIVERY, by=SYSTEM, at=at, delivered_at=at, **ends)
    pause = pause_after(delivery.tries)
    if pause is None or answer.is_blocked:
        return move(delivery, "fail", DELIVERY, by=SYSTEM, at=at, **ends)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=at + pause, **ends)
    return delivery


def switch_off(endpoint: Endpoint, because: str, *, at: datetime) -> None:
    """Tell an endpoint nothing any more, until somebody looks after it."""
    endpoint.is_enabled, endpoint.off_because = False, because
    endpoint.save(update_fields=["is_enabled", "off_because"])
    after = {"what": endpoint.name, "reason": because, "address": f"/settings/webhooks/{endpoint.pk}/"}
    record(Fact("notifications.endpoint.switch_off", endpoint.label, SYSTEM, at, after=after))


def _learn(endpoint: Endpoint, answer: Answer, *, at: datetime) -> None:
    """The circuit breaker: after some failures in a row it rests, then one delivery tries whether it is back."""
    if has_taken(answer.status):
        if endpoint.misses:
            Endpoint.objects.filter(pk=endpoint.pk).update(misses=0, missing_since=None, rests_until=None)
        return
    if not endpoint.is_enabled:
        return
    endpoint.misses += 1
    endpoint.missing_since = endpoint.missing_since or at
    rest = rest_after(endpoint.misses)
    endpoint.rests_until = at + rest if rest else None
    endpoint.save(update_fields=["misses", "missing_since", "rests_until"])
    if answer.status == GONE:
        switch_off(endpoint, "410 Gone", at=at)
    elif endpoint.misses >= RESTS_AFTER and is_hopeless(endpoint.missing_since, at):
        switch_off(endpoint, answer.sentence or f"HTTP {answer.status}", at=at)


def _delivery(endpoint: Endpoint, entry: Entry, cause: Cause, at: datetime) -> Delivery:
    event = PUBLIC[entry.kind]
    return Delivery(
        endpoint=endpoint,
        entry=entry.pk,
        webhook_id=f"msg_{entry.hash[:24]}_{endpoint.pk}",
        event=event,
        case=cause.case,
        payload=payload_of(event, cause, endpoint.version),
        made_at=at,
        due_at=at,
        state=DeliveryState.WAITING,
        state_since=at,
    )


def _concerns(endpoint: Endpoint, event: str, cause: Cause) -> bool:
    is_mine = endpoint.merchant_id is None or (cause.case and cause.case.merchant_id == endpoint.merchant_id)
    return bool(is_mine) and is_wanted(event, endpoint.events)


def _told(endpoint: Endpoint, delivery: Delivery, at: datetime) -> Told:
    secrets = [unseal(endpoint.sealed_secret, settings.SEALING_KEY)]
    if endpoint.sealed_old_secret and endpoint.old_until and endpoint.old_until > at:
        secrets.append(unseal(endpoint.sealed_old_secret, settings.SEALING_KEY))
    return Told(
        endpoint.url,
        secrets,
        delivery.webhook_id,
        delivery.payload,
        at,
        endpoint.timeout_seconds,
        settings.GATEWAY_MAY_BE_PRIVATE,
    )


def _fresh() -> timedelta:
    return timedelta(days=settings.MESSAGES_FRESH_DAYS)
