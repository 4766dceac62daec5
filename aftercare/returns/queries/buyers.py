"""What a buyer came for before, by kind, and what he got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from aftercare.returns.models import Return
from aftercare.returns.terms import State


@dataclass(frozen=True)
class Before:
    """So many earlier cases of a kind, and what was paid back on the complete ones, in a currency's minor units."""

    kind: str
    currency: str
    count: int
    paid_minor: int


def cases_before(customer_id: int, *, before: datetime, except_return: int) -> Sequence[Before]:
    """A buyer's other cases opened until a time, by kind and currency, the most frequent first."""
    found = Return.objects.filter(customer=customer_id, applied_at__lte=before).exclude(pk=except_return)
    paid = Sum(F("amount_minor") + F("freight_minor"), filter=Q(state=str(State.COMPLETED)), default=0)
    rows = found.values("kind", "currency").annotate(n=Count("pk"), paid=paid).order_by("-n", "kind", "currency")
    return [Before(row["kind"], row["currency"], row["n"], row["paid"]) for row in rows]
