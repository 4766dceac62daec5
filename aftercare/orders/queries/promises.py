"""What sellers promised in writing."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.orders.models import SellerPromise
from aftercare.orders.rules.promises import Promised
from aftercare.orders.terms import PromiseKind
from aftercare.rows.asking import Ahead, Prepared


def promises_of(merchant_id: int) -> QuerySet[SellerPromise]:
    """Everything a merchant promised, the latest first."""
    return SellerPromise.objects.filter(merchant=merchant_id).order_by("-begins_on", "-pk")


def promised_by(merchant_ids: Iterable[int]) -> dict[int, list[Promised]]:
    """What each of several merchants promised, as rules read it, in one query."""
    found: dict[int, list[Promised]] = {pk: [] for pk in merchant_ids}
    for one in _PROMISES(sorted(found)) if found else ():
        found[one.merchant_id].append(promised(one))
    return found


def promises_ahead(merchant_id: int) -> Ahead:
    """What `promised_by` asks for one merchant, to be asked in one trip with other questions."""
    return _PROMISES.ahead([merchant_id])


_PROMISES = Prepared[SellerPromise](
    lambda merchants: SellerPromise.objects.filter(merchant__in=merchants).order_by("pk"), is_setting=True
)


def promised(one: SellerPromise) -> Promised:
    """A promise as plain values."""
    return Promised(one.pk, PromiseKind(one.kind), one.sku, one.days, one.begins_on, one.ends_on, one.words)
