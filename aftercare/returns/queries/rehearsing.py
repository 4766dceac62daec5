"""The returns on which a change of policy is rehearsed: all of the last 90 days, or a random sample of them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.catalog.terms import Cause
from aftercare.kernel.actor import ActorKind
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import Promised, promise_for_all
from aftercare.orders.terms import PromiseKind
from aftercare.org.models import Shop
from aftercare.returns.models import Deduction, GoodsRule, Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.fees import by_sku, with_promises
from aftercare.returns.queries.policies import PARTS, terms_of
from aftercare.returns.queries.rehearsing_gifts import gifts_change, gifts_cost, with_gifts, without_gifts
from aftercare.returns.rules.asked import Piece, Terms, Wish
from aftercare.returns.rules.charging import FEE_BEFORE
from aftercare.returns.rules.duties import APART, clash
from aftercare.returns.rules.rehearsing import Change, Past, rehearse
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.rules.window import SECOND_PARCEL
from aftercare.returns.terms import Answer, Duty, GoodsClass, State

DAYS = 90
MOST = 10_000
"""So many returns are looked at one by one; of more, a sample is."""
DRAWS = 10_000
"""Ids that are drawn for a sample: each return of the table has the same chance, whoever its merchant is."""
_CHUNK = 2_000
_LOOKED = (
    "window_days", "goods_due_days", "refund_trigger", "trust_rules", "fee_rules", "law", "shop_laws", "coupon_back",
    "coins_back", "freight_back", "freight_of_faults", "freight_of_minds", "separate_people",
)  # fmt: skip
"""Parts of the policy by which a past return can be decided anew."""


@dataclass(frozen=True)
class Rehearsal:
    """What a change would have made of the last 90 days. With a sample, counts and money times `scale` estimate all.

    `parts` are the parts of the policy that are changed and by which past returns were decided anew; `unlooked` are
    those that are changed and tell nothing about them.
    """

    looked: int
    scale: float
    changes: list[Change]
    unlooked: Sequence[str] = ()
    parts: Sequence[str] = ()

    @property
    def is_sample(self) -> bool:
        """Whether not every return was looked at."""
        return self.scale > 1


def rehearse_policy(
    before: ReturnPolicy, after: ReturnPolicy, *, otherwise: Combinable | None = None, at: datetime
) -> Rehearsal:
    """Decide anew, under the policy as it is and as it would be, on what was asked for lately. Writes nothing.

    `otherwise` tells of a return whether its money was sent in another way than it was paid, without a consent; who
    pays is not known here.
    """
    shops = list(Shop.objects.filter(merchant=before.merchant_id).values_list("pk", flat=True))
    was, now = ({pk: _terms(policy, pk) for pk in shops} for policy in (before, after))
    rows, scale = _rows(before.merchant_id, since=at - timedelta(days=DAYS))
    beside = with_gifts() if gifts_change(before, after) else without_gifts()
    rows = rows.annotate(paid_otherwise=otherwise or Value(False), **beside)
    looked, changes = rehearse(_pasts(rows, before.merchant_id, was), was, now)
    return Rehearsal(looked, scale, changes, *_parts(before, after))


def _parts(before: ReturnPolicy, after: ReturnPolicy) -> tuple[list[str], list[str]]:
    """What is changed and tells nothing, and what was looked at. Who was kept apart would have been so in any case:
    nobody knows which steps one person would have taken, had he been allowed to.
    """
    changed = [part for part in PARTS if getattr(before, part) != getattr(after, part)]
    is_freed = before.separate_people and not after.separate_people
    looked = [part for part in changed if part in _LOOKED and not (part == "separate_people" and is_freed)]
    return [part for part in changed if part not in looked], looked


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
    "reason__fault",
    "customer__marks",
    "customer__level",
    "asked_minor",
    "amount_minor",
    "currency",
    "decided",
    "reviewed_at",
    "shipped_at",
    "return_address",
    "reason__code",
    "applied_by",
    "reviewed_by",
    "reviewed_before",
    "received_by",
    "inspected_by",
    "refund_approved_by",
    "paid_by",
    "shop_reference",
    "paid_otherwise",
    "gifts",
    "goods_stay",
    "is_followed",
    "gifts_taken",
)
_LINES = ArraySubquery(
    ReturnLine.objects.filter(returning=OuterRef("pk"))
    .order_by("pk")
    .values(json=JSONObject(sku="sku", asked="asked_minor", confirmed="order_line__no_return_confirmed"))
)


_BY_HAND = Exists(Deduction.objects.filter(returning=OuterRef("pk"), answer=Answer.AGREED, rule=""))


@dataclass(frozen=True)
class _Seller:
    """What holds for all returns of one merchant: the classes of its articles, and what it promised in writing."""

    classes: Mapping[str, GoodsClass]
    promises: Sequence[Promised]


def _pasts(rows: QuerySet[Return], merchant_id: int, shops: Mapping[int, Terms]) -> Iterator[Past]:
    """One at a time, so that a million take no more memory than a thousand."""
    classes = dict(GoodsRule.objects.filter(merchant=merchant_id).values_list("sku", "goods_class"))
    seller = _Seller({sku: GoodsClass(of) for sku, of in classes.items()}, promised_by([merchant_id])[merchant_id])
    told = rows.order_by().annotate(bought=_LINES, by_hand=_BY_HAND).values(*_NAMES, "bought", "by_hand")
    for row in told.iterator(chunk_size=_CHUNK):
        if row["order__shop"] in shops:
            yield _past(row, seller)


def _past(row: Mapping[str, Any], seller: _Seller) -> Past:
    signed, skus = row["order__signed_at"], [line["sku"] for line in row["bought"]]
    bought_on, kind = timezone.localdate(row["ordered_at"]), PromiseKind.UNCONDITIONAL_RETURN
    claimant = Claimant(row["customer__marks"], row["customer__level"], row["asked_minor"], row["currency"])
    is_for_money = row["kind"] == Kind.RETURN_REFUND
    wish = Wish(
        asked_on=_asked_on(row),
        signed_on=timezone.localdate(signed) if signed else None,
        claimant=claimant,
        payer=claimant if is_for_money else None,
        for_money=is_for_money,
        is_taken_over=bool(row["shop_reference"]),
        reason=row["reason__code"],
        is_delivery_wrong=bool(row["reason__fault"]),
        cause=Cause(row["reason__cause"]) if row["reason__cause"] else None,
        pieces=_pieces(row, seller),
        is_first=any(one["rule"] == "policy:first_return" for one in row["decided"].get("findings") or ()),
        rest_of=_rest_of(row),
    )
    worths = by_sku((line["sku"], line["asked"]) for line in row["bought"])
    wish = with_promises(wish, seller.promises, worths, bought_on=bought_on)
    return Past(
        row["number"],
        wish,
        row["amount_minor"],
        row["currency"],
        row["order__shop"],
        promised=promise_for_all(seller.promises, kind, skus=skus, bought_on=bought_on) if seller.promises else None,
        is_swap=row["kind"] == Kind.EXCHANGE,
        has_deduction=row["by_hand"],
        by_one=_is_by_one(row),
        gifts_minor=gifts_cost(row) if is_for_money else 0,
        paid_otherwise=row["paid_otherwise"],
        **_days(row),
    )


def _asked_on(row: Mapping[str, Any]) -> date:
    """The day as of which it was decided; goods of a second parcel were asked for with the first."""
    told = (row["decided"].get("inputs") or {}).get("asked_on")
    return date.fromisoformat(told) if told else timezone.localdate(row["applied_at"])


def _rest_of(row: Mapping[str, Any]) -> str:
    """A mark, where it was the rest of an earlier return: so much for each request is counted with that one alone."""
    rules = [one["rule"] for one in row["decided"].get("findings") or ()]
    return next((rule for rule in rules if rule in (FEE_BEFORE, f"policy:{SECOND_PARCEL}")), "")


def _is_by_one(row: Mapping[str, Any]) -> bool:
    """Whether one person took two steps that are for two; what the system did by itself is nobody's step."""
    done = {
        Duty.REQUEST: [row["applied_by"]],
        Duty.REVIEW: [row["reviewed_by"], *row["reviewed_before"]],
        Duty.RECEIVE: [row["received_by"], row["inspected_by"]],
        Duty.APPROVE: [row["refund_approved_by"]],
        Duty.PAY: [row["paid_by"]],
    }
    people = {duty: {one for one in who if not one.startswith(ActorKind.SYSTEM)} for duty, who in done.items()}
    return any(clash(duty, person, people) for duty in APART for person in people[duty])


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
