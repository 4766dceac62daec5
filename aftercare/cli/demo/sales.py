"""What was ordered in the demo company's last sixty days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from aftercare.cli.demo.buyers import Person
from aftercare.cli.demo.company import Market
from aftercare.cli.demo.merchants import Product
from aftercare.customers.commands import Buyer
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.intake import take_order
from aftercare.orders.models import Order
from aftercare.orders.terms import NewLine, NewOrder

_FREIGHT = {"GBP": 495, "EUR": 590, "CNY": 1200}


@dataclass(frozen=True)
class Sale:
    """An order with what the demo knows about it."""

    order: Order
    market: Market
    person: Person
    products: tuple[Product, ...]


class Till:
    """Rings up orders, each with a number of its own."""

    def __init__(self, rng: Random, now: datetime, *, first: int = 26_400_118) -> None:
        self._rng = rng
        self._now = now
        self._numbers = count(first)

    def sell(
        self, market: Market, person: Person, *, signed_at: datetime, pieces: tuple[int, ...] = (),
        signed: bool = True, is_business: bool = False, only: Product | None = None,
    ) -> Sale:  # fmt: skip
        """An order that reached its buyer at `signed_at`; one still on its way then has not arrived yet."""
        rng = self._rng
        chosen = [only] if only else rng.sample(market.seller.products, len(pieces) or rng.choice((1, 1, 2, 2, 3)))
        lines = tuple(
            self._line(product, pieces[n] if pieces else rng.choice((1, 1, 1, 2, 3)))
            for n, product in enumerate(chosen)
        )
        goods = sum(line.quantity * line.unit_price_minor - line.discount_minor for line in lines)
        ordered_at = signed_at - timedelta(days=rng.randint(2, 5), minutes=rng.randint(0, 700))
        shipped_at = ordered_at + timedelta(hours=rng.randint(6, 30))
        new = NewOrder(
            number=f"{ordered_at:%y}{next(self._numbers)}",
            buyer=_buyer(person),
            ordered_at=ordered_at,
            currency=market.seller.currency,
            lines=lines,
            discount_minor=goods // 100 * rng.choice((5, 8, 10)) if rng.random() < 0.3 else 0,
            freight_minor=_FREIGHT[market.seller.currency] if rng.random() < 0.6 else 0,
            paid_at=ordered_at + timedelta(minutes=rng.randint(1, 20)),
            shipped_at=shipped_at if shipped_at < self._now else None,
            signed_at=signed_at if signed and signed_at < self._now else None,
            recipient=person.name,
            phone=person.phone,
            address=person.address,
            is_business=is_business,
        )
        told_at = max(time for time in (ordered_at, new.shipped_at, new.signed_at) if time)
        shop = rng.choice(market.shops)
        taken = take_order(shop, new, region=market.seller.country, by=SYSTEM, at=told_at)
        return Sale(taken.order, market, person, tuple(chosen))

    def sell_unsent(self, market: Market, person: Person, *, paid_days_ago: int) -> Sale:
        """An order that was paid so many days ago and lies there still."""
        product = self._rng.choice(market.seller.products)
        at = self._now - timedelta(days=paid_days_ago)
        new = NewOrder(
            number=f"{at:%y}{next(self._numbers)}",
            buyer=_buyer(person),
            ordered_at=at,
            currency=market.seller.currency,
            lines=(NewLine(product.sku, product.name, 1, product.price_minor),),
            paid_at=at,
            recipient=person.name,
            phone=person.phone,
            address=person.address,
        )
        taken = take_order(market.shops[0], new, region=market.seller.country, by=SYSTEM, at=at)
        return Sale(taken.order, market, person, (product,))

    def _line(self, product: Product, quantity: int) -> NewLine:
        whole = product.price_minor * quantity
        discount = whole // 100 * self._rng.choice((10, 15, 20)) if self._rng.random() < 0.25 else 0
        return NewLine(product.sku, product.name, quantity, product.price_minor, discount)


def _buyer(person: Person) -> Buyer:
    return Buyer(
        account=person.account,
        name=person.name,
        phone=person.phone,
        email=person.email,
        country=person.country,
        level=person.level,
        language=person.language,
    )
