"""A merchant with a shop, a return address, reasons and orders."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.customers.commands import Buyer
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.intake import take_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.finding import known_lines_of
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.commands.merchants import add_merchant, add_shop, save_return_address
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.returns.models import ReturnPolicy
from tests.factories.people import MONDAY

_numbers = count(1)
BOUGHT = MONDAY - timedelta(days=5)
HEADPHONES = NewLine(sku="KA-K2-GR", name="K2 headphones, graphite", quantity=3, unit_price_minor=69900)
CASE = NewLine(sku="KA-K2-TC", name="Travel case K2", quantity=2, unit_price_minor=12900)


@dataclass(frozen=True)
class Scene:
    """A merchant that can take goods back."""

    merchant: Merchant
    shop: Shop
    address: ReturnAddress
    reason: Reason


def scene(
    code: str = "kestrel", *, window_days: int | None = 7, goods_due_days: int | None = 7, separate_people: bool = True
) -> Scene:
    """A merchant with everything a return needs."""
    merchant = add_merchant(code, code.title(), by=SYSTEM, at=MONDAY)
    shop = add_shop(merchant, code=f"{code}-web", name=f"{code.title()} web", by=SYSTEM, at=MONDAY)
    address = ReturnAddress(
        merchant=merchant,
        name="East returns hall",
        contact="Dock team",
        phone="+44 20 7946 0018",
        country="GB",
        city="Demo City",
        street="88 Example Road",
        offers_pickup=True,
    )
    save_return_address(address, by=SYSTEM, at=MONDAY)
    ReturnPolicy.objects.create(
        merchant=merchant, window_days=window_days, goods_due_days=goods_due_days, separate_people=separate_people
    )
    reason = Reason.objects.filter(kind="return_refund").first() or add_reason(
        "return_refund", {"en": "Changed my mind", "zh-hans": "不想要了"}, by=SYSTEM, at=MONDAY
    )
    return Scene(merchant, shop, address, reason)


def order(
    place: Scene,
    *,
    lines: tuple[NewLine, ...] = (HEADPHONES, CASE),
    discount_minor: int = 0,
    freight_minor: int = 1200,
    account: str = "lin.demo",
    shipped: bool = True,
    signed: bool = True,
    number: str = "",
    ordered_at: datetime = BOUGHT - timedelta(days=2),
) -> Order:
    """A paid order, shipped and signed for five days before MONDAY unless told otherwise."""
    new = NewOrder(
        number=number or f"88{next(_numbers):06d}",
        buyer=Buyer(account=account, name="Lin Demo", phone="+447700900142", level="gold"),
        ordered_at=ordered_at,
        currency="GBP",
        lines=lines,
        discount_minor=discount_minor,
        freight_minor=freight_minor,
        paid_at=BOUGHT - timedelta(days=2),
        shipped_at=BOUGHT - timedelta(days=1) if shipped else None,
        signed_at=BOUGHT if signed else None,
        recipient="Lin Demo",
        phone="+447700900142",
        address="7 Osmanthus Lane, Demo City",
    )
    return take_order(place.shop, new, region="GB", by=SYSTEM, at=max(MONDAY, ordered_at)).order


def goods(bought: Order) -> list[OrderLine]:
    """The order's goods, without its freight."""
    return [line for line in known_lines_of(bought) if not line.is_freight]
