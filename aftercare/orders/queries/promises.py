"""What sellers promised in writing."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.orders.models import SellerPromise
from aftercare.orders.rules.promises import Promised
from aftercare.orders.terms import PromiseKind


def promises_of(merchant_id: int) -> QuerySet[SellerPromise]:
    """Everything a merchant promised, the latest first."""
    return SellerPromise.objects.filter(merchant=merchant_id).order_by("-begins_on", "-pk")


def promised_by(merchant_ids: Iterable[int]) -> dict[int, list[Promised]]:
    """What each of several merchants promised, as rules read it, in one query."""
    found: dict[int, list[Promised]] = {pk: [] for pk in merchant_ids}
    for one in SellerPromise.objects.filter(merchant__in=list(found)).order_by("pk"):
        found[one.merchant_id].append(promised(one))
    return found


def promised(one: SellerPromise) -> Promised:
    """A promise as plain values."""
    return Promised(one.pk, PromiseKind(one.kind), one.sku, one.days, one.begins_on, one.ends_on, one.words)
