"""The returns on which a change of policy is rehearsed: all of the last 90 days, or a random sample of them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, Min, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.catalog.terms import Cause
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import Promised, promise_for_all
from aftercare.orders.terms import PromiseKind
from aftercare.org.models import Shop
from aftercare.returns.models import GoodsRule, Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import Piece, Terms, Wish
from aftercare.returns.rules.rehearsing import Change, Past, rehearse
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.terms import GoodsClass, State

DAYS = 90
MOST = 10_000
"""So many returns are looked at one by one; of more, a sample is."""
DRAWS = 10_000
"""Ids that are drawn for a sample: each return of the table has the same chance, whoever its merchant is."""
_CHUNK = 2_000
_UNLOOKED = ("separate_people",)
"""Who may take which step: nobody knows who else would have taken it."""


@dataclass(frozen=True)
class Rehearsal:
    """What a change would have made of the last 90 days. With a sample, counts and money times `scale` estimate all.

    `unlooked` are parts of the policy that are changed and that no past return can be decided by anew.
    """

    looked: int
    scale: float
    changes: list[Change]
    unlooked: Sequence[str] = ()

    @property
    def is_sample(self) -> bool:
        """Whether not every return was looked at."""
        return self.scale > 1


def rehearse_policy(before: ReturnPolicy, after: ReturnPolicy, *, at: datetime) -> Rehearsal:
    """Decide anew, under the policy as it is and as it would be, on what was asked for lately. Writes nothing."""
    shops = list(Shop.objects.filter(merchant=before.merchant_id).values_list("pk", flat=True))
    was, now = ({pk: _terms(policy, pk) for pk in shops} for policy in (before, after))
    rows, scale = _rows(before.merchant_id, since=at - timedelta(days=DAYS))
    looked, changes = rehearse(_pasts(rows, before.merchant_id, was), was, now)
    unlooked = [part for part in _UNLOOKED if getattr(before, part) != getattr(after, part)]
    return Rehearsal(looked, scale, changes, unlooked)


def _terms(policy: ReturnPolicy, shop_id: int) -> Terms:
    """First returns that the company paid for are paid for by it under any policy."""
    return replace(terms_of(policy, shop_id), first_return_free=True)


def _rows(merchant_id: int, *, since: datetime) -> tuple[QuerySet[Return], float]:
    """The returns, and for how many of the whole each of them stands."""
    kinds = [str(kind) for kind in (Kind.RETURN_REFUND, Kind.EXCHANGE)]
    rows = Return.objects.filter(merchant=merchant_id, kind__in=kinds, applied_at__gte=since)
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
    "kind",
    "state",
    "applied_at",
    "ordered_at",
    "order__signed_at",
    "order__shop",
    "reason__cause",
    "customer__marks",
    "customer__level",
    "asked_minor",
    "amount_minor",
    "currency",
    "decided",
    "reviewed_at",
    "shipped_at",
    "return_address",
)
_LINES = ArraySubquery(
    ReturnLine.objects.filter(returning=OuterRef("pk"))
    .order_by("pk")
    .values(json=JSONObject(sku="sku", confirmed="order_line__no_return_confirmed"))
)


@dataclass(frozen=True)
class _Seller:
    """What holds for all returns of one merchant: the classes of its articles, and what it promised in writing."""

    classes: Mapping[str, GoodsClass]
    promises: Sequence[Promised]


def _pasts(rows: QuerySet[Return], merchant_id: int, shops: Mapping[int, Terms]) -> Iterator[Past]:
    """One at a time, so that a million take no more memory than a thousand."""
    classes = dict(GoodsRule.objects.filter(merchant=merchant_id).values_list("sku", "goods_class"))
    seller = _Seller({sku: GoodsClass(of) for sku, of in classes.items()}, promised_by([merchant_id])[merchant_id])
    told = rows.order_by().annotate(bought=_LINES).values(*_NAMES, "bought")
    for row in told.iterator(chunk_size=_CHUNK):
        if row["order__shop"] in shops:
            yield _past(row, seller)


def _past(row: Mapping[str, Any], seller: _Seller) -> Past:
    signed, skus = row["order__signed_at"], [line["sku"] for line in row["bought"]]
    bought_on, kind = timezone.localdate(row["ordered_at"]), PromiseKind.UNCONDITIONAL_RETURN
    wish = Wish(
        asked_on=timezone.localdate(row["applied_at"]),
        signed_on=timezone.localdate(signed) if signed else None,
        claimant=Claimant(row["customer__marks"], row["customer__level"], row["asked_minor"], row["currency"]),
        cause=Cause(row["reason__cause"]) if row["reason__cause"] else None,
        pieces=_pieces(row, seller),
        is_first=any(one["rule"] == "policy:first_return" for one in row["decided"].get("findings") or ()),
    )
    return Past(
        row["number"],
        wish,
        row["amount_minor"],
        row["currency"],
        row["order__shop"],
        promised=promise_for_all(seller.promises, kind, skus=skus, bought_on=bought_on) if seller.promises else None,
        is_swap=row["kind"] == Kind.EXCHANGE,
        **_days(row),
    )


def _days(row: Mapping[str, Any]) -> dict[str, Any]:
    """From when goods were waited for, and when they went; goods are waited for once there is an address for them."""
    reviewed, sent = row["reviewed_at"], row["shipped_at"]
    return {
        "approved_on": timezone.localdate(reviewed) if reviewed and row["return_address"] else None,
        "sent_on": timezone.localdate(sent) if sent else None,
        "has_lapsed": row["state"] == State.LAPSED,
    }


def _pieces(row: Mapping[str, Any], seller: _Seller) -> list[Piece]:
    """The goods by the class that they had; a return that was under no law kept none, and is seen by today's."""
    kept = (row["decided"].get("inputs") or {}).get("pieces") or []
    if kept:
        return [Piece(sku, GoodsClass(of) if of else None, confirmed) for sku, of, confirmed in kept]
    return [Piece(line["sku"], seller.classes.get(line["sku"]), line["confirmed"]) for line in row["bought"]]
