"""The freight of several returns that are approved one after the other as they were asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from aftercare.cases.terms import Kind
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import locked_extras
from aftercare.returns.terms import Extra, State


class FreightAhead:
    """What each would give back of its order's freight, by the rules of a first review; freight goes back once.

    Asked in three queries for all of them, and then in the order in which they will be approved.
    """

    def __init__(self, returns: Iterable[Return], policies: Mapping[int, ReturnPolicy]) -> None:
        several = list(returns)
        orders = {returning.order_id for returning in several}
        self._policies = policies
        self._left: defaultdict[int, int] = defaultdict(int)
        self._still_to_send: set[int] = set()
        self._waiting: defaultdict[int, set[int]] = defaultdict(set)
        for line in OrderLine.objects.filter(order__in=orders):
            self._read(line)
        goods = ReturnLine.objects.filter(returning__in=several, order_line__is_gift=False)
        self._with_goods = set(goods.values_list("returning", flat=True))
        waiting = Return.objects.filter(order__in=orders, kind=Kind.REFUND_ONLY, state=State.SUBMITTED)
        for order, pk in waiting.values_list("order", "pk"):
            self._waiting[order].add(pk)

    def of(self, returning: Return) -> int:
        """The freight that goes with this one if it is the next, in minor units."""
        return self._left[returning.order_id] if self._goes_back(returning) else 0

    def take(self, returning: Return) -> None:
        """It is approved: those after it find so much less, and one request less that waits."""
        self._left[returning.order_id] -= self.of(returning)
        self._waiting[returning.order_id].discard(returning.pk)

    def _read(self, line: OrderLine) -> None:
        if line.is_freight:
            self._left[line.order_id] += line.paid_minor - line.granted_minor
        elif not line.is_gift and line.goods_called_off < line.quantity:
            self._still_to_send.add(line.order_id)

    def _goes_back(self, returning: Return) -> bool:
        if returning.kind == Kind.REFUND_ONLY:
            others = self._waiting[returning.order_id] - {returning.pk}
            return returning.order_id not in self._still_to_send and not others
        if returning.kind != Kind.RETURN_REFUND or returning.pk not in self._with_goods:
            return False
        terms = terms_of(self._policies[returning.merchant_id], returning.order.shop_id)
        return locked_extras(terms).get(Extra.FREIGHT) is True
