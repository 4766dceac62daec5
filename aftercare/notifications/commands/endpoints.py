"""Setting up which other systems are told what."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.sealing import seal
from aftercare.moves.commands import move
from aftercare.notifications.lifecycle import DELIVERY
from aftercare.notifications.models import Delivery, Endpoint
from aftercare.notifications.queries.outside import try_out_payload
from aftercare.notifications.rules.outside import NAMES, TRY_OUT, VERSIONS
from aftercare.notifications.terms import DeliveryState
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.rows.whole import whole
from aftercare.wire.addresses import fault_of_address, is_same_place

OLD_SECRET_HOLDS = timedelta(hours=24)
MOST_REPLAYED = 1000


class BadEndpoint(DomainError):
    """An endpoint that cannot be told anything."""

    code = "bad_endpoint"


@dataclass(frozen=True)
class EndpointChoice:
    """What was decided about an endpoint; no `events` means all of them."""

    name: str
    url: str
    events: tuple[str, ...] = ()
    version: int = 1
    timeout_seconds: int = 10
    is_enabled: bool = True


@whole()
def add_endpoint(choice: EndpointChoice, *, merchant: Merchant | None, by: Actor, at: datetime) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is shown this once."""
    _check_right(by, merchant.pk if merchant else None)
    _check(choice)
    secret = _new_secret()
    endpoint = Endpoint(merchant=merchant, made_at=at, made_by=by.key, sealed_secret=seal(secret, settings.SEALING_KEY))
    _write(endpoint, choice)
    record(Fact("notifications.endpoint.add", endpoint.label, by, at, after=_facts(endpoint)))
    return endpoint, secret


@whole()
def edit_endpoint(endpoint: Endpoint, choice: EndpointChoice, *, by: Actor, at: datetime) -> tuple[Endpoint, str]:
    """Change an endpoint; one that is switched on again begins with a clean slate.

    Events for another server are signed with a new secret, which is shown this once: the one before knows the old.
    """
    endpoint = _locked(endpoint, by)
    _check(choice)
    secret = "" if is_same_place(endpoint.url, choice.url) else _new_secret()
    before = _facts(endpoint)
    if choice.is_enabled and not endpoint.is_enabled:
        endpoint.misses, endpoint.missing_since, endpoint.rests_until, endpoint.off_because = 0, None, None, ""
    if secret:
        endpoint.sealed_secret, endpoint.sealed_old_secret = seal(secret, settings.SEALING_KEY), ""
        endpoint.old_until = None
    _write(endpoint, choice)
    after = {**_facts(endpoint), "secret_changed": bool(secret)}
    record(Fact("notifications.endpoint.edit", endpoint.label, by, at, before=before, after=after))
    return endpoint, secret


@whole()
def turn_secret(endpoint: Endpoint, *, by: Actor, at: datetime) -> str:
    """A new secret, shown this once; for a day the old one signs beside it, so that nothing is missed meanwhile."""
    endpoint = _locked(endpoint, by)
    secret = _new_secret()
    endpoint.sealed_old_secret, endpoint.old_until = endpoint.sealed_secret, at + OLD_SECRET_HOLDS
    endpoint.sealed_secret = seal(secret, settings.SEALING_KEY)
    endpoint.save(update_fields=["sealed_secret", "sealed_old_secret", "old_until"])
    record(Fact("notifications.endpoint.turn_secret", endpoint.label, by, at))
    return secret


@whole()
def remove_endpoint(endpoint: Endpoint, *, by: Actor, at: datetime) -> None:
    """Tell it nothing any more, and forget what it was told."""
    endpoint = _locked(endpoint, by)
    record(Fact("notifications.endpoint.remove", endpoint.label, by, at, before=_facts(endpoint)))
    endpoint.delete()


@whole()
def replay(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Tell an event once more, under the same id."""
    _check_right(by, delivery.endpoint.merchant_id)
    return move(delivery, "replay", DELIVERY, by=by, at=at, due_at=at, busy_until=None, tries=0)


@whole()
def replay_failed(endpoint: Endpoint, *, since: datetime, by: Actor, at: datetime) -> int:
    """Tell everything again that did not arrive since a time, a thousand at most at once; returns how many."""
    endpoint = _locked(endpoint, by)
    missed = [str(DeliveryState.FAILED), str(DeliveryState.HELD)]
    rows = Delivery.objects.filter(endpoint=endpoint, state__in=missed, made_at__gte=since).order_by("entry")
    chosen = list(rows.select_related("endpoint")[:MOST_REPLAYED])
    for delivery in chosen:
        replay(delivery, by=by, at=at)
    return len(chosen)


@whole()
def try_out(endpoint: Endpoint, *, by: Actor, at: datetime) -> Delivery:
    """Send an event that says nothing but that the way is open."""
    endpoint = _locked(endpoint, by)
    mark = -int(at.timestamp() * 1_000_000)
    return Delivery.objects.create(
        endpoint=endpoint,
        entry=mark,
        webhook_id=f"msg_try_{-mark}_{endpoint.pk}",
        event=TRY_OUT,
        payload=try_out_payload(endpoint, at),
        made_at=at,
        due_at=at,
        state=DeliveryState.WAITING,
        state_since=at,
    )


def _locked(endpoint: Endpoint, by: Actor) -> Endpoint:
    _check_right(by, endpoint.merchant_id)
    return Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)


def _check_right(by: Actor, merchant_id: int | None) -> None:
    is_confined = by.merchants is not None and (merchant_id is None or not by.serves(merchant_id))
    if not by.may(Right.WEBHOOKS_MANAGE) or is_confined:
        raise NotAllowed(_("You do not have the right to do this."))


def _check(choice: EndpointChoice) -> None:
    if not choice.name.strip():
        raise BadEndpoint(_("Give it a name."), field="name")
    fault = fault_of_address(choice.url.strip(), may_be_private=settings.GATEWAY_MAY_BE_PRIVATE)
    if fault:
        raise BadEndpoint(fault, field="url")
    families = {f"{name.partition('.')[0]}.*" for name in NAMES}
    unknown = [event for event in choice.events if event not in NAMES | families]
    if unknown:
        raise BadEndpoint(_("There is no event “%(event)s”."), field="events", event=unknown[0])
    if choice.version not in VERSIONS:
        raise BadEndpoint(_("There is no such version of the payload."), field="version")


def _write(endpoint: Endpoint, choice: EndpointChoice) -> None:
    endpoint.name, endpoint.url = choice.name.strip()[:80], choice.url.strip()
    endpoint.events, endpoint.version = sorted(set(choice.events)), choice.version
    endpoint.timeout_seconds, endpoint.is_enabled = choice.timeout_seconds, choice.is_enabled
    endpoint.save()


def _facts(endpoint: Endpoint) -> dict[str, object]:
    names = "name url events version timeout_seconds is_enabled"
    return {"merchant": endpoint.merchant_id, **{name: getattr(endpoint, name) for name in names.split()}}


def _new_secret() -> str:
    """32 random bytes, in the form that Standard Webhooks asks for."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
