"""What a buyer came for before, by kind, and what he got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare.returns.terms import State
from aftercare.rows.asking import ask


@dataclass(frozen=True)
class Before:
    """So many earlier cases of a kind, and what was paid back on the complete ones, in a currency's minor units."""

    kind: str
    currency: str
    count: int
    paid_minor: int


def cases_before(customer_id: int, *, before: datetime, except_return: int) -> Sequence[Before]:
    """A buyer's other cases opened until a time, by kind and currency, the most frequent first."""
    return [Before(*row) for row in ask(_BEFORE, customer_id, before.isoformat(), except_return, State.COMPLETED)]


_BEFORE = """
SELECT kind, currency, count(*),
  coalesce(sum(amount_minor + freight_minor + gifts_back_minor) FILTER (WHERE state = $4), 0)::bigint
FROM returns_return WHERE customer_id = $1 AND applied_at <= $2 AND id <> $3
GROUP BY kind, currency ORDER BY count(*) DESC, kind, currency
"""
