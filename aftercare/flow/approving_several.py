"""What approving several returns as they were asked for will promise, and which of them will not go through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercare.cases.queries.referrals import asked_on_cases, granted_on_cases
from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.org.queries.authority import limit_of
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.compensating import promised_on_orders
from aftercare.returns.queries.freight_ahead import FreightAhead


@dataclass(frozen=True)
class Ahead:
    """What one return will promise with its freight, in minor units, and what stands against it."""

    total_minor: int
    waits_for_decision: bool = False
    is_shipped: bool = False
    is_above_limit: bool = False

    @property
    def goes_through(self) -> bool:
        """Whether nothing stands against it."""
        return not (self.waits_for_decision or self.is_shipped or self.is_above_limit)


class Approving:
    """Foretells the approvals of one actor, one after the other in the order of the returns, in a constant number of
    queries; the doors themselves check again.
    """

    def __init__(self, by: Actor, returns: Sequence[Return], policies: Mapping[int, ReturnPolicy]) -> None:
        cases = [returning.case_id for returning in returns]
        self._freight = FreightAhead(returns, policies)
        self._asked, self._granted = asked_on_cases(cases), granted_on_cases(cases)
        self._limits = {code: limit_of(by, code) for code in {returning.currency for returning in returns}}
        split = {returning.order_id for returning in returns if returning.kind == Kind.COMPENSATION}
        self._promised = promised_on_orders(split)

    def next(self, returning: Return) -> Ahead:
        """What this one will promise, once those before it are approved."""
        if returning.case_id in self._asked:
            return Ahead(0, waits_for_decision=True)
        if returning.kind == Kind.REFUND_ONLY and returning.order.shipped_at:
            return Ahead(0, is_shipped=True)
        total = returning.total_minor + self._freight.of(returning)
        if self._is_above(returning, total):
            return Ahead(total, is_above_limit=True)
        self._freight.take(returning)
        if returning.kind == Kind.COMPENSATION:
            self._promised[returning.order_id] = self._promised.get(returning.order_id, 0) + total
        return Ahead(total)

    def _is_above(self, returning: Return, total: int) -> bool:
        limit = self._limits[returning.currency]
        if limit is None or self._granted.get((returning.case_id, returning.currency), -1) >= total:
            return False
        before = self._promised.get(returning.order_id, 0) if returning.kind == Kind.COMPENSATION else 0
        return before + total > limit
