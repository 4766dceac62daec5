"""The returns on which a change of policy is rehearsed: all of the last 90 days, or a random sample of them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.catalog.terms import Cause
from aftercare.org.models import Shop
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import Piece, Terms, Wish
from aftercare.returns.rules.rehearsing import Change, Past, rehearse
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.terms import GoodsClass

DAYS = 90
MOST = 10_000
"""So many returns are looked at one by one; of more, a sample is."""
DRAWS = 10_000
"""Ids that are drawn for a sample: each return of the table has the same chance, whoever its merchant is."""
_CHUNK = 2_000


@dataclass(frozen=True)
class Rehearsal:
    """What a change would have made of the last 90 days. With a sample, counts and money times `scale` estimate all."""

    looked: int
    scale: float
    changes: list[Change]

    @property
    def is_sample(self) -> bool:
        """Whether not every return was looked at."""
        return self.scale > 1


def rehearse_policy(before: ReturnPolicy, after: ReturnPolicy, *, at: datetime) -> Rehearsal:
    """Decide anew, under the policy as it is and as it would be, on what was asked for lately. Writes nothing."""
    shops = list(Shop.objects.filter(merchant=before.merchant_id).values_list("pk", flat=True))
    was, now = ({pk: terms_of(policy, pk) for pk in shops} for policy in (before, after))
    rows, scale = _rows(before.merchant_id, since=at - timedelta(days=DAYS))
    looked, changes = rehearse(_pasts(rows, was), was, now)
    return Rehearsal(looked, scale, changes)


def _rows(merchant_id: int, *, since: datetime) -> tuple[QuerySet[Return], float]:
    """The returns, and for how many of the whole each of them stands."""
    rows = Return.objects.filter(merchant=merchant_id, kind=str(Kind.RETURN_REFUND), applied_at__gte=since)
    if rows[: MOST + 1].count() <= MOST:
        return rows, 1.0
    ends = Return.objects.aggregate(low=Min("pk"), high=Max("pk"))
    low, span = ends["low"], ends["high"] - ends["low"] + 1
    if span <= DRAWS:
        return rows, 1.0
    drawn = random.Random(span).sample(range(low, low + span), DRAWS)
    return rows.filter(pk__in=drawn), span / DRAWS


_NAMES = (
    "number",
    "applied_at",
    "order__signed_at",
    "order__shop",
    "reason__cause",
    "customer__marks",
    "customer__level",
    "asked_minor",
    "amount_minor",
    "currency",
    "decided",
)


def _pasts(rows: QuerySet[Return], shops: Mapping[int, Terms]) -> Iterator[Past]:
    """One at a time, so that a million take no more memory than a thousand."""
    for row in rows.order_by().values(*_NAMES).iterator(chunk_size=_CHUNK):
        if row["order__shop"] in shops:
            yield _past(row)


def _past(row: Mapping[str, Any]) -> Past:
    signed = row["order__signed_at"]
    pieces = (row["decided"].get("inputs") or {}).get("pieces") or []
    wish = Wish(
        asked_on=timezone.localdate(row["applied_at"]),
        signed_on=timezone.localdate(signed) if signed else None,
        claimant=Claimant(row["customer__marks"], row["customer__level"], row["asked_minor"], row["currency"]),
        cause=Cause(row["reason__cause"]) if row["reason__cause"] else None,
        pieces=[Piece(sku, GoodsClass(of) if of else None, confirmed) for sku, of, confirmed in pieces],
    )
    return Past(row["number"], wish, row["amount_minor"], row["currency"], row["order__shop"])
