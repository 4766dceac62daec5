"""Deciding who pays a merchant's refunds."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_noop as _

from aftercare.billing.models import Gateway
from aftercare.billing.queries.orders import open_orders_of
from aftercare.billing.terms import GatewayKind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.kernel.sealing import seal
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.rows.whole import whole
from aftercare.wire.addresses import fault_of_address, is_same_place

SHORTEST_SECRET = 24


class BadGatewayAddress(DomainError):
    """The gateway must not stand there."""

    code = "bad_gateway_address"


class SecretMissing(DomainError):
    """A gateway is asked with signed questions only."""

    code = "secret_missing"


class StillPaying(Conflict):
    """The gateway has payments that are not finished."""

    code = "still_paying"


@dataclass(frozen=True)
class GatewayChoice:
    """What was decided; an empty `secret` keeps the one that is there."""

    kind: GatewayKind
    url: str = ""
    secret: str = ""
    timeout_seconds: int = 10
    is_enabled: bool = True


@whole()
def set_gateway(merchant: Merchant | None, choice: GatewayChoice, *, by: Actor, at: datetime) -> Gateway:
    """Decide how a merchant's refunds are paid from now on, or with None those of all that decided nothing.

    Payments that are under way stay where they are. The journal tells that a secret was changed, never which. While the
    cashier pays, the address stays the one for which the kept secret was entered.
    """
    if not by.may(Right.GATEWAYS_MANAGE) or (by.merchants is not None and not (merchant and by.serves(merchant.pk))):
        raise NotAllowed(_("You do not have the right to do this."))
    gateway = Gateway.objects.select_for_update(no_key=True).filter(merchant=merchant).first()
    gateway = gateway or Gateway(merchant=merchant)
    before = _told(gateway) if gateway.pk else {}
    _check(gateway, choice)
    gateway.kind, gateway.is_enabled = choice.kind, choice.is_enabled
    if choice.kind != GatewayKind.CASHIER:
        gateway.url = choice.url.strip()
    gateway.timeout_seconds = choice.timeout_seconds
    if choice.secret:
        gateway.sealed_secret = seal(choice.secret.strip(), settings.SEALING_KEY)
    gateway.save()
    after = {**_told(gateway), "secret_changed": bool(choice.secret)}
    record(Fact("billing.gateway.set", f"billing.gateway:{gateway.pk}", by, at, before=before, after=after))
    return gateway


def _check(gateway: Gateway, choice: GatewayChoice) -> None:
    if choice.kind == GatewayKind.CASHIER:
        waiting = open_orders_of(gateway) if gateway.pk else 0
        if waiting and gateway.kind != GatewayKind.CASHIER:
            sentence = _("%(count)d payments are still with the gateway. Switch it off instead, and take them back.")
            raise StillPaying(sentence, field="kind", count=waiting)
        return
    fault = fault_of_address(choice.url.strip(), may_be_private=settings.GATEWAY_MAY_BE_PRIVATE)
    if fault:
        raise BadGatewayAddress(fault, field="url")
    if not choice.secret and not gateway.sealed_secret:
        raise SecretMissing(_("Enter the secret that questions to the gateway are signed with."), field="secret")
    if not choice.secret and not is_same_place(gateway.url, choice.url):
        sentence = _("The secret that is kept was entered for another address. Enter it again for this one.")
        raise SecretMissing(sentence, field="secret")
    if choice.secret and len(choice.secret.strip()) < SHORTEST_SECRET:
        sentence = _("The secret is too short: at least %(count)d characters.")
        raise SecretMissing(sentence, field="secret", count=SHORTEST_SECRET)


def _told(gateway: Gateway) -> dict[str, object]:
    return {
        "merchant": gateway.merchant_id,
        "kind": gateway.kind,
        "url": gateway.url,
        "timeout_seconds": gateway.timeout_seconds,
        "is_enabled": gateway.is_enabled,
    }
