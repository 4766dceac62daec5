"""The promise of a refund follows the money where that goes ahead of the goods."""

from datetime import datetime

from aftercare.billing.lifecycle import REFUND
from aftercare.billing.models import Refund
from aftercare.clocks.commands.following import Passed, lead
from aftercare.clocks.terms import Metric
from aftercare.kernel.actor import Actor
from aftercare.returns.commands.due import follow_clocks
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return


def follow_money(returning: Return, refund: Refund, *, by: Actor, at: datetime) -> None:
    """From its asking the refund leads: it waits for no goods, and its payout keeps the promise."""
    if returning.refund_ahead_at is None:
        return
    lead(returning.stream, Metric.REFUND_DONE, Passed(REFUND, "", refund.state), by=by, at=at)
    follow_clocks([returning.stream])


def follow_goods(returning: Return, *, by: Actor, at: datetime) -> None:
    """Finance wants the goods first: the promise waits with the return again."""
    passed = Passed(lifecycle_of(returning.kind), "", returning.state)
    lead(returning.stream, Metric.REFUND_DONE, passed, is_own=True, by=by, at=at)
    follow_clocks([returning.stream])
