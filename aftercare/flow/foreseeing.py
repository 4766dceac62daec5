"""What requests will ask the database, asked beforehand: for one request in one trip, for many with one question each.

Nothing is decided here. Each answer is given to the first who asks; whoever asks again asks the database, so requests
about the same goods see each other.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aftercare.clocks.commands.following import beginning_ahead
from aftercare.flow.opening import numbers_for
from aftercare.orders.commands.account import foretell_locked, lines_ahead, lock_lines
from aftercare.orders.commands.locking import foretell_locks, order_lock_ahead
from aftercare.orders.models import Order
from aftercare.parcels.queries.freight import first_freight_ahead
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.queries.detail import foretell_undecided, policy_ahead, undecided_ahead
from aftercare.returns.queries.duplicates import foretell_similar, similar_ahead
from aftercare.returns.terms import WITHOUT_GOODS, State
from aftercare.rows.asking import Ahead, ask_ahead
from aftercare.rows.commands import draw, drawing, keep_drawn


@dataclass(frozen=True)
class Foreseen:
    """A request as far as it is known: for which order, of which kind, about which of its lines."""

    order: Order
    kind: str
    lines: tuple[int, ...]


def foresee(one: Foreseen) -> None:
    """Lock and read what a request of a machine needs, in one trip."""
    lines, merchant = list(one.lines), one.order.merchant_id
    questions = [
        order_lock_ahead(one.order.pk),
        similar_ahead(one.order.customer_id, lines),
        policy_ahead(merchant),
        lines_ahead(lines),
        undecided_ahead(lines),
        beginning_ahead(lifecycle_of(one.kind), State.SUBMITTED),
        _numbers([one]),
    ]
    questions += [] if one.kind in WITHOUT_GOODS else [first_freight_ahead(merchant)]
    ask_ahead(*questions)


def foresee_all(several: Sequence[Foreseen]) -> None:
    """The same for many requests; orders and lines are locked in one order, so that two batches do not wait in a
    circle. Requests that share a line with another one read for themselves, when the other has been taken in.
    """
    foretell_locks(one.order.pk for one in several)
    locked = lock_lines(sorted({pk for one in several for pk in one.lines}))
    counts = Counter(pk for one in several for pk in set(one.lines))
    alone = [one for one in several if all(counts[pk] == 1 for pk in one.lines)]
    lines = [list(one.lines) for one in alone]
    foretell_locked(locked, lines)
    foretell_similar((one.order.customer_id, one.lines) for one in alone)
    foretell_undecided(lines)
    draw(_counts(several))


def _numbers(several: Sequence[Foreseen]) -> Ahead:
    counts = _counts(several)
    return Ahead(*drawing(counts), lambda found: keep_drawn(counts, found[0]))


def _counts(several: Sequence[Foreseen]) -> dict[str, int]:
    return numbers_for(len(several), lines=sum(len(one.lines) for one in several))
