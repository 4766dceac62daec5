"""The rows of the refund list, made ready before the template sees them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aftercare.billing.models import PayoutOrder, Refund, RefundLine
from aftercare.billing.queries.orders import live_orders
from aftercare.billing.queries.refunds import lines_of
from aftercare.billing.terms import RefundState
from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.detail import blocked_by, policies_of, returns_of_cases
from aftercare.web.kit.parts import Text
from aftercare.web.money_words import ORDER_STATE
from aftercare.web.words import PLAYED, Word


@dataclass(frozen=True)
class Row:
    """One refund of the list. `locked` says why the reader may not approve or pay it himself."""

    refund: Refund
    lines: Sequence[RefundLine]
    returning: Return
    locked: Text = ""
    order: PayoutOrder | None = None

    @property
    def order_word(self) -> Word | None:
        """How it stands with the payout gateway."""
        return ORDER_STATE[self.order.state] if self.order else None


@dataclass(frozen=True)
class Sum:
    """Money of one currency together, in minor units."""

    currency: str
    minor: int


def rows_of(refunds: Sequence[Refund], actor: Actor, action: str) -> list[Row]:
    """The rows of these refunds, in five queries however many they are; `action` is what the reader would do next."""
    lines = lines_of([refund.pk for refund in refunds])
    returns = returns_of_cases(refund.case_id for refund in refunds)
    policies = policies_of(refund.merchant_id for refund in refunds)
    waiting = [refund.pk for refund in refunds if refund.state == RefundState.AT_GATEWAY]
    orders = live_orders(waiting) if waiting else {}
    return [
        Row(
            refund,
            lines[refund.pk],
            returns[refund.case_id],
            why_locked(actor, returns[refund.case_id], policies[refund.merchant_id], action),
            orders.get(refund.pk),
        )
        for refund in refunds
    ]


def why_locked(actor: Actor, returning: Return, policy: ReturnPolicy, action: str) -> Text:
    """The sentence about the reader's own part in the return that keeps him from the action; empty when none does."""
    played = blocked_by(actor, returning, action) if policy.separate_people else None
    return PLAYED[played] if played else ""


def sums(refunds: Iterable[Refund]) -> list[Sum]:
    """The totals per currency."""
    found: Counter[str] = Counter()
    for refund in refunds:
        found[refund.currency] += refund.total_minor
    return [Sum(currency, minor) for currency, minor in sorted(found.items())]


def one_currency(rows: Sequence[Row]) -> str:
    """The currency that all rows share, for the column's head; empty when they differ."""
    found = {row.refund.currency for row in rows}
    return found.pop() if len(found) == 1 else ""
