"""What a buyer can still send back of his orders, until when, and what he would get for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.promises import promised_by
from aftercare.returns.models import RepairRequest, Return, ReturnPolicy
from aftercare.returns.queries.detail import asked_and_undecided, policies_of
from aftercare.returns.queries.policies import all_classes_of, terms_of
from aftercare.returns.queries.promises import widest
from aftercare.returns.queries.repairs import open_repairs_of
from aftercare.returns.rules.amounts import asked_amount
from aftercare.returns.rules.asked import Finding, Piece
from aftercare.returns.rules.deciding import barred, open_window
from aftercare.returns.rules.guarantees import Guarantee, Held, guarantees, may_ask_repair
from aftercare.returns.rules.window import Window


@dataclass(frozen=True)
class OfferedLine:
    """Goods of an order: `left` pieces can still be asked back; `worth_minor` is what all of them would give.

    `waiting_minor` is asked for in requests that nobody has decided on. `barred` is why they need not be taken back
    unless they have a fault. `guarantees` are repair, exchange and return for it; none before it was sent. `repair` is
    one that the buyer has asked for, and that is not done.
    """

    line: OrderLine
    left: int
    worth_minor: int
    waiting_minor: int
    barred: Finding | None = None
    guarantees: Sequence[Guarantee] = ()
    repair: RepairRequest | None = None

    @property
    def with_buyer(self) -> int:
        """Pieces that he has."""
        return self.line.goods_out - self.line.goods_back


@dataclass(frozen=True)
class Offer:
    """An order as its buyer sees it: its goods, whether it was shipped, and the window for sending back."""

    order: Order
    window: Window
    lines: Sequence[OfferedLine]

    @property
    def left(self) -> int:
        """Pieces that can still be asked back, if the window is open."""
        return sum(line.left for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Whether a request could be accepted now."""
        return self.is_sendable and self.window.is_open and self.left > 0

    @property
    def is_unsent(self) -> bool:
        """Whether it was paid and not sent, so that money goes back and no goods have to come."""
        return self.order.shipped_at is None and self.order.paid_at is not None

    @property
    def may_repair(self) -> bool:
        """Whether a repair of something can be asked for."""
        return bool(self.repairable)

    @property
    def repairable(self) -> Sequence[OfferedLine]:
        """Goods that the buyer has, whose guarantee is not over, and that are not in a repair that he asked for."""
        return [
            one
            for one in self.lines
            if any(map(may_ask_repair, one.guarantees)) and one.with_buyer and one.repair is None
        ]

    @property
    def repairs(self) -> Sequence[RepairRequest]:
        """Repairs that he asked for and that are not done."""
        return [one.repair for one in self.lines if one.repair]

    @property
    def is_sendable(self) -> bool:
        """Whether something can be asked back at all: what was sent, or what was paid and not sent yet."""
        return self.order.shipped_at is not None or self.is_unsent


def offers_of(orders: Sequence[Order], *, at: datetime) -> list[Offer]:
    """The offers for several orders, in their order, in a number of queries that does not grow with them."""
    policies = policies_of(order.merchant_id for order in orders)
    lines: dict[int, list[OfferedLine]] = {order.pk: [] for order in orders}
    goods = list(OrderLine.objects.filter(order__in=orders, is_freight=False).order_by("position"))
    unsent = {order.pk for order in orders if order.shipped_at is None}
    waiting = asked_and_undecided(line.pk for line in goods)
    promises = promised_by({order.merchant_id for order in orders})
    repairs = open_repairs_of(order.pk for order in orders)
    kept_sold = _barred([order for order in orders if order.pk not in unsent], goods, policies)
    for line in goods:
        offered = _offered(line, waiting.get(line.pk, 0), is_unsent=line.order_id in unsent)
        lines[line.order_id].append(replace(offered, barred=kept_sold.get(line.pk), repair=repairs.get(line.pk)))
    on = timezone.localdate(at)
    offers = []
    for o in orders:
        window, seller = _window(o, policies[o.merchant_id], at), promises[o.merchant_id]
        each = [_guaranteed(one, o, policies[o.merchant_id], widest(window, o, [one.line.sku], seller, on=on), on)
                for one in lines[o.pk]]  # fmt: skip
        offers.append(Offer(o, widest(window, o, [one.line.sku for one in each], seller, on=on), each))
    return offers


def worth_of(lines: Iterable[OfferedLine], pieces: Mapping[int, int]) -> int:
    """What so many pieces of each line (by its order line's id) would be asked back for, in minor units."""
    chosen = [(offered, pieces[offered.line.pk]) for offered in lines if pieces.get(offered.line.pk)]
    return sum(_worth(offered.line, count, offered.waiting_minor) for offered, count in chosen)


def worths_of(lines: Iterable[OfferedLine], pieces: Mapping[int, int]) -> dict[str, int]:
    """The same by SKU."""
    found: dict[str, int] = {}
    for offered in lines:
        if pieces.get(offered.line.pk):
            sku = offered.line.sku
            found[sku] = found.get(sku, 0) + worth_of([offered], pieces)
    return found


def returns_of_orders(orders: Iterable[Order]) -> dict[int, list[Return]]:
    """The returns of several orders by order id, newest first, in one query."""
    found: dict[int, list[Return]] = {order.pk: [] for order in orders}
    for returning in Return.objects.filter(order__in=list(found)).order_by("-applied_at", "-pk"):
        found[returning.order_id].append(returning)
    return found


def _offered(line: OrderLine, waiting_minor: int, *, is_unsent: bool) -> OfferedLine:
    left = max(0, line.goods_out - line.goods_asked)
    if is_unsent:
        left = max(0, line.quantity - line.goods_called_off)
    return OfferedLine(line, left, _worth(line, left, waiting_minor), waiting_minor)


def _guaranteed(offered: OfferedLine, order: Order, policy: ReturnPolicy, window: Window, on: date) -> OfferedLine:
    """The article with its three guarantees; `window` is its own, as a promise for it has widened that."""
    if order.shipped_at is None:
        return offered
    signed_on = timezone.localdate(order.signed_at) if order.signed_at else None
    held = Held(offered.left, offered.with_buyer, offered.barred is not None, signed_on, policy.repair_months)
    return replace(offered, guarantees=guarantees(held, window, on=on))


def _barred(
    sent: Sequence[Order], goods: Iterable[OrderLine], policies: Mapping[int, ReturnPolicy]
) -> dict[int, Finding | None]:
    """By line, what a law lets the seller keep sold; asked only where the seller is under one."""
    terms = {order.pk: terms_of(policies[order.merchant_id], order.shop_id) for order in sent}
    merchants = {order.pk: order.merchant_id for order in sent if terms[order.pk].law}
    under = [line for line in goods if line.order_id in merchants]
    classes = all_classes_of((merchants[line.order_id], line.sku) for line in under)
    pieces = {
        line: Piece(line.sku, classes.get((merchants[line.order_id], line.sku)), line.no_return_confirmed)
        for line in under
    }
    return {line.pk: barred(terms[line.order_id], piece) for line, piece in pieces.items()}


def _worth(line: OrderLine, count: int, waiting_minor: int) -> int:
    return asked_amount(
        paid=line.paid_minor,
        quantity=line.quantity,
        asked_before=line.goods_asked + line.goods_called_off,
        granted=line.granted_minor + waiting_minor,
        count=count,
    )


def _window(order: Order, policy: ReturnPolicy, at: datetime) -> Window:
    if order.shipped_at is None:
        return Window(True, None, "not_shipped")
    signed_on = timezone.localdate(order.signed_at) if order.signed_at else None
    return open_window(terms_of(policy, order.shop_id), signed_on=signed_on, asked_on=timezone.localdate(at))
