"""Orders and returns that are made through the commands, so that they have their journal."""

from datetime import datetime, timedelta

from django.conf import settings

from aftercare.catalog.models import Reason
from aftercare.cli.imports.returns import PEOPLE
from aftercare.customers.commands import Buyer
from aftercare.flow.taking_over import Booked, Credited, take_over_return
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.commands.intake import Taken
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import lines_of
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.models import ReturnAddress
from benchmarks.scenery import Scenery, shop_of

_BATCH = 500
SKU = "GD-00042"


def fresh_orders(scenery: Scenery, count: int, *, at: datetime) -> list[Order]:
    """Orders of the first shop, shipped and signed for, that nothing was asked back of."""
    shop, prefix = shop_of(scenery), f"F{int(at.timestamp())}"
    news = [_new_order(f"{prefix}-{n}", n, at=at) for n in range(count)]
    taken = [
        answer
        for start in range(0, count, _BATCH)
        for answer in take_orders(shop, news[start : start + _BATCH], region=settings.PHONE_REGION, by=SYSTEM, at=at)
    ]
    return [answer.order for answer in taken if isinstance(answer, Taken)]


def completed_returns(scenery: Scenery, count: int, *, at: datetime) -> None:
    """Returns that went all the way, with every entry in the journal."""
    reason = Reason.objects.get(pk=scenery.reasons[0])
    address = ReturnAddress.objects.get(pk=scenery.addresses[0])
    for order in fresh_orders(scenery, count, at=at):
        line = lines_of(order).get(sku=SKU)
        credited = [Credited(line.pk, 1, line.unit_price_minor)]
        booked = Booked(f"N-{order.number}", f"N{order.pk}", credited, reason, address, "Demo Post", ignore_window=True)
        take_over_return(order, booked, by=PEOPLE, at=at)


def _new_order(number: str, n: int, *, at: datetime) -> NewOrder:
    return NewOrder(
        number=number,
        buyer=Buyer(account=f"fresh-{n % 5000}", name=f"Buyer {n % 5000}", phone=f"+999{n:010d}"),
        ordered_at=at - timedelta(days=9),
        currency="EUR",
        lines=(NewLine(SKU, "graphite lamp 42", 3, 6990), NewLine("GD-00043", "travel case 43", 1, 1290)),
        freight_minor=490,
        paid_at=at - timedelta(days=9),
        shipped_at=at - timedelta(days=8),
        signed_at=at - timedelta(days=5),
        recipient=f"Buyer {n % 5000}",
        phone=f"+999{n:010d}",
        address="Example Road 1",
    )
