"""A merchant whose refunds a gateway pays, and a worker that works it off at any hour."""

from datetime import datetime, timedelta

from aftercare.billing.commands.gateways import GatewayChoice, set_gateway
from aftercare.billing.gateways.registry import connect
from aftercare.billing.models import Gateway, PayoutAttempt, PayoutOrder, Refund
from aftercare.billing.queries.orders import connection_of
from aftercare.billing.terms import Asking, GatewayKind
from aftercare.flow.paying_out import work_off_next
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import to_pay
from tests.gateways.bank import SECRET, Bank

ADMINISTRATOR = actor(Role.ADMINISTRATOR)
LATER = MONDAY + timedelta(days=2, hours=2)


def with_gateway(bank: Bank, *, timeout: int = 1, code: str = "kestrel") -> tuple[Scene, Gateway]:
    """A merchant whose refunds this bank pays."""
    place = scene(code)
    choice = GatewayChoice(GatewayKind.HTTP, bank.url, SECRET, timeout)
    return place, set_gateway(place.merchant, choice, by=ADMINISTRATOR, at=MONDAY)


def ordered(bank: Bank, *, timeout: int = 1) -> tuple[Refund, PayoutOrder]:
    """A refund that finance has approved and that the bank shall pay."""
    place, _gateway = with_gateway(bank, timeout=timeout)
    refund = to_pay(place, order(place), 1)
    return refund, PayoutOrder.objects.get(refund=refund)


def work(gateway: Gateway, at: datetime, *, most: int = 20) -> int:
    """What the worker does at that hour; how many questions it asked."""
    other_end = connect(gateway.kind, connection_of(gateway))
    asked = 0
    while asked < most:
        reply = work_off_next(
            gateway,
            lambda claim: (other_end.pay if claim.asking == Asking.PAY else other_end.ask)(claim.told),
            clock=lambda: at,
        )
        if reply is None:
            return asked
        asked += 1
    return asked


def attempts(payout_order: PayoutOrder) -> list[tuple[str, str, int | None]]:
    """What was asked, and what came of it."""
    rows = PayoutAttempt.objects.filter(order=payout_order).order_by("pk")
    return list(rows.values_list("asking", "outcome", "http_status"))
