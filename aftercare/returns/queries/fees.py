"""What a service fee would be, told before anybody asks: for these pieces and this reason, by policy and law."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.orders.models import Order
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import Promised
from aftercare.orders.terms import PromiseKind
from aftercare.returns.queries.detail import policy_of
from aftercare.returns.queries.gifts import gifts_due
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.queries.rest import rest_of
from aftercare.returns.rules.asked import Finding, Terms, Wish
from aftercare.returns.rules.charging import find_fee, find_gifts
from aftercare.returns.rules.laws import law_of
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.terms import FeeKind


def foreseen_fee(
    order: Order, worths: Mapping[str, int], pieces: Mapping[int, int], reason: Reason | None, *, at: datetime
) -> Finding | None:
    """What the request would find about a fee; `worths` by SKU in minor units, `pieces` by order line. None where
    nothing is to be told.
    """
    terms = terms_of(policy_of(order.merchant_id), order.shop_id)
    if not terms.fees or reason is None or order.shipped_at is None or not any(worths.values()):
        return None
    signed = timezone.localdate(order.signed_at) if order.signed_at else None
    cause = Cause(reason.cause) if reason.cause else None
    wish = Wish(asked_on=timezone.localdate(at), signed_on=signed, cause=cause)
    wish = with_rest(with_payer(wish, order, worths, reason), terms, order, pieces)
    found = find_fee(terms, wish)
    return found if found.rule != "policy:fee" else None


def foreseen_gifts(
    order: Order, worths: Mapping[str, int], pieces: Mapping[int, int], reason: Reason | None, *, at: datetime
) -> list[Finding]:
    """What the request would find about gifts that came with the goods."""
    terms = terms_of(policy_of(order.merchant_id), order.shop_id)
    law = law_of(terms.law)
    if law is None or not law.gifts_back or reason is None or order.shipped_at is None or not pieces:
        return []
    signed = timezone.localdate(order.signed_at) if order.signed_at else None
    cause = Cause(reason.cause) if reason.cause else None
    wish = Wish(asked_on=timezone.localdate(at), signed_on=signed, cause=cause, for_money=True)
    wish = with_payer(wish, order, worths, reason)
    return find_gifts(terms, replace(wish, gifts=gifts_due(order.pk, pieces)))


def with_payer(wish: Wish, order: Order, worths: Mapping[str, int], reason: Reason) -> Wish:
    """The wish with who would owe a fee, and whether the seller has promised him all of his money [RET-68]."""
    customer, bought_on = order.customer, timezone.localdate(order.ordered_at)
    promises = promised_by([order.merchant_id])[order.merchant_id]
    payer = Claimant(customer.marks, customer.level, sum(worths.values()), order.currency)
    wish = replace(wish, payer=payer, reason=reason.code, is_delivery_wrong=bool(reason.fault))
    return with_promises(wish, promises, worths, bought_on=bought_on)


def with_rest(wish: Wish, terms: Terms, order: Order, pieces: Mapping[int, int]) -> Wish:
    """The wish with the earlier return whose rest all of it is, where a rule takes so much for each request."""
    takes_each_time = any(one.kind == FeeKind.FIXED for one in terms.fees)
    return replace(wish, rest_of=rest_of(order.pk, pieces)) if takes_each_time else wish


def with_promises(wish: Wish, promises: Sequence[Promised], worths: Mapping[str, int], *, bought_on: date) -> Wish:
    """The wish with the articles that the seller has promised to pay back whole; `worths` by SKU in minor units."""
    kept = [one for one in promises if one.kind == PromiseKind.FULL_REFUND]
    promised = [sku for sku in worths if any(one.holds_for(sku, bought_on) for one in kept)]
    whole = sum(worths[sku] for sku in promised)
    return replace(wish, is_promised_whole=bool(promised), promised=tuple(promised), promised_minor=whole)


def by_sku(worths: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What several lines are worth, added up by SKU."""
    found: Counter[str] = Counter()
    for sku, minor in worths:
        found[sku] += minor
    return dict(found)
