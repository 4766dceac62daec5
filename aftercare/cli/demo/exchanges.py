"""Exchanges in the demo company, one in every state there is, of orders that came to their buyers lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.commands import NewArticle, add_reason, tell_articles
from aftercare.catalog.models import Reason
from aftercare.cli.demo.company import Company, Market
from aftercare.cli.demo.merchants import CARRIERS
from aftercare.flow import dispatching, exchange, return_goods
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import lines_of as lines_of_order
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands import sending
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.dispatching import Packed
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import lines_of_dispatch
from aftercare.returns.terms import Counted, Grade, Replacement, State, Wanted

_WHY = {
    "en": "Another colour or size",
    "zh-hans": "换颜色或尺寸",
    "zh-hant": "換顏色或尺寸",
    "es": "Otro color o talla",
}
_WAY = ("ask", "approve", "ship", "count", "pick", "send", "confirm")
ENDS: tuple[State, ...] = (
    State.SUBMITTED, State.APPROVED, State.IN_TRANSIT, State.INSPECTED, State.PICKING, State.SHIPPED, State.COMPLETED,
    State.GOODS_OWED,
)  # fmt: skip
"""How far each exchange comes."""
_DEPTH = {
    State.SUBMITTED: 1, State.APPROVED: 2, State.IN_TRANSIT: 3, State.INSPECTED: 4, State.PICKING: 5,
    State.SHIPPED: 6, State.COMPLETED: 7,
}  # fmt: skip


@dataclass
class _Swap:
    """One exchange under way; every act is some hours after the one before."""

    company: Company
    market: Market
    order: Order
    reason: Reason
    at: datetime
    new: Replacement | None = None

    def tick(self) -> datetime:
        self.at += timedelta(hours=5)
        return self.at

    @property
    def buyer(self) -> Actor:
        customer = self.order.customer
        rights = frozenset({str(Right.OWN_CASES)})
        return Actor(ActorKind.BUYER, customer.pk, customer.name, rights, customer=customer.pk)

    def ask(self) -> Return:
        line = next(line for line in lines_of_order(self.order) if not line.is_freight)
        application = Application(wanted=[Wanted(line.pk, 1, self.new)], reason=self.reason)
        return exchange.apply_for_exchange(
            self.order, application, channel=Channel.PORTAL, by=self.buyer, at=self.tick()
        )

    def approve(self, returning: Return, *, is_advance: bool = False) -> Return:
        by = self.company.actor(Role.MANAGER if is_advance else Role.OPERATIONS_REVIEWER)
        decision = Decision(address=self.market.addresses[0], is_advance=is_advance)
        return exchange.approve(returning, decision, by=by, at=self.tick())

    def ship(self, returning: Return) -> Return:
        return sending.ship(returning, Parcel(*self.label()), by=self.buyer, at=self.tick())

    def count(self, returning: Return) -> Return:
        counts = [Counted(line.pk, line.quantity, line.quantity, 0, Grade.OPENED) for line in lines_of(returning)]
        return return_goods.take_in_goods(returning, counts, by=self.company.actor(Role.DOCK), at=self.tick())

    def pick(self, returning: Return) -> Return:
        dispatching.pick(self.dispatch(returning), by=self.company.actor(Role.DOCK), at=self.tick())
        return returning

    def send(self, returning: Return) -> Return:
        dispatch = self.dispatch(returning)
        scanned = {line.sku: line.quantity for line in lines_of_dispatch(dispatch)}
        packed = Packed(*self.label(), scanned)
        dispatching.send_out(dispatch, packed, by=self.company.actor(Role.DOCK), at=self.tick())
        return returning

    def confirm(self, returning: Return) -> Return:
        dispatching.confirm(self.dispatch(returning), by=self.buyer, at=self.tick())
        return returning

    def dispatch(self, returning: Return) -> Dispatch:
        return Dispatch.objects.filter(case=returning.case_id).latest("pk")

    def label(self) -> tuple[str, str]:
        carrier, shape = CARRIERS[self.market.seller.country]
        return carrier, shape.format(50_000_000 + self.order.pk * 100 + self.at.hour)


def exchange_some(company: Company, now: datetime) -> int:
    """Tell an exchange for each of ENDS; returns how many."""
    boss = company.actor(Role.ADMINISTRATOR)
    reason = add_reason(Kind.EXCHANGE, _WHY, by=boss, at=now - timedelta(days=60))
    for market in company.markets:
        _tell_articles(market, boss, now - timedelta(days=60))
    for end, (market, order) in zip(ENDS, _orders(company, now), strict=False):
        began_at = max(order.signed_at or now, now - timedelta(days=3)) + timedelta(hours=1)
        swap = _Swap(company, market, order, reason, began_at)
        _tell(swap, end)
    return Return.objects.filter(kind=Kind.EXCHANGE).count()


def _tell(swap: _Swap, end: State) -> None:
    returning = swap.ask()
    if end == State.GOODS_OWED:
        returning = swap.approve(returning, is_advance=True)
        swap.send(swap.pick(returning))
        counts = [Counted(line.pk, line.quantity, 0, 0, Grade.WRONG) for line in lines_of(returning)]
        dock = swap.company.actor(Role.DOCK)
        returning = Return.objects.get(pk=returning.pk)
        return_goods.refuse_goods(returning, counts, "The parcel held other goods.", by=dock, at=swap.tick())
        return
    for act in _WAY[1 : _DEPTH[end]]:
        returning = Return.objects.get(pk=getattr(swap, act)(returning).pk)


def _tell_articles(market: Market, boss: Actor, at: datetime) -> None:
    told = [
        NewArticle(product.sku, product.name, product.price_minor, market.seller.currency, market.seller.code)
        for product in market.seller.products
    ]
    tell_articles(market.merchant, told, by=boss, at=at)


def _orders(company: Company, now: datetime) -> list[tuple[Market, Order]]:
    """Orders that reached their buyers in the last days and that nobody has asked anything about."""
    markets = {market.merchant.pk: market for market in company.markets}
    asked = Return.objects.values("order")
    lately = Order.objects.filter(signed_at__gt=now - timedelta(days=6), signed_at__lt=now - timedelta(days=2))
    found = lately.exclude(pk__in=asked).select_related("customer").order_by("-signed_at", "pk")
    return [(markets[order.merchant_id], order) for order in found]
