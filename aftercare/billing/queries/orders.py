"""Payout orders and the gateways that carry them out."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from aftercare.billing.models import Gateway, PayoutAttempt, PayoutOrder
from aftercare.billing.queries.refunds import visible_to as refunds_visible_to
from aftercare.billing.rules.paying import Tried
from aftercare.billing.terms import LIVE, Connection, OrderState
from aftercare.kernel.actor import Actor
from aftercare.kernel.sealing import unseal


def visible_to(actor: Actor) -> QuerySet[PayoutOrder]:
    """Payout orders of the refunds that an actor sees, newest first."""
    refunds = refunds_visible_to(actor).order_by()
    found = PayoutOrder.objects.select_related("refund", "refund__merchant").order_by("-opened_at", "-pk")
    return found.filter(refund__in=refunds.values("pk"))


def gateway_for(merchant_id: int) -> Gateway | None:
    """The gateway that pays a merchant's refunds: its own, else the one for all; None when people pay."""
    rows = {row.merchant_id: row for row in Gateway.objects.filter(merchant=merchant_id)}
    found = rows.get(merchant_id) or Gateway.objects.filter(merchant=None).first()
    return found if found and found.pays else None


def gateways_by_merchant() -> dict[int | None, Gateway]:
    """All that was set, by merchant id; None is what holds for the others."""
    return {row.merchant_id: row for row in Gateway.objects.all()}


def connection_of(gateway: Gateway) -> Connection:
    """How the gateway is asked; raises NotOurs when its secret was sealed in another home."""
    return Connection(
        gateway.url,
        unseal(gateway.sealed_secret, settings.SEALING_KEY),
        gateway.timeout_seconds,
        may_be_private=settings.GATEWAY_MAY_BE_PRIVATE,
    )


def gateways_to_ask(*, at: datetime) -> list[int]:
    """Ids of the gateways that have something due."""
    due = PayoutOrder.objects.filter(next_look_at__lte=at)
    return sorted(set(due.values_list("gateway", flat=True).order_by()))


def open_orders_of(gateway: Gateway) -> int:
    """How many payments it may still make, or that nobody has cleared with it."""
    unfinished = [str(state) for state in LIVE if state != OrderState.PAID]
    return PayoutOrder.objects.filter(gateway=gateway, state__in=unfinished).count()


def live_orders(refund_ids: Iterable[int]) -> dict[int, PayoutOrder]:
    """The order that each of several refunds has with a gateway, by refund id, in one query."""
    rows = PayoutOrder.objects.filter(refund__in=list(refund_ids), state__in=[str(s) for s in LIVE])
    return {row.refund_id: row for row in rows}


def orders_of(refund_id: int) -> QuerySet[PayoutOrder]:
    """Everything that was tried with gateways for a refund, last first, with the attempts."""
    return (
        PayoutOrder.objects.filter(refund=refund_id)
        .select_related("gateway")
        .prefetch_related("attempts")
        .order_by("-pk")
    )


def tried_so_far(order: PayoutOrder, *, until: int | None = None) -> list[Tried]:
    """The attempts of an order, first first; with `until` those up to this attempt."""
    rows = PayoutAttempt.objects.filter(order=order).order_by("pk")
    rows = rows if until is None else rows.filter(pk__lte=until)
    return [Tried(*row) for row in rows.values_list("asking", "outcome", "at")]
