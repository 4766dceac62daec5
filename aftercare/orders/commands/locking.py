"""Orders locked by those who look at what was asked about them before: of two at the same moment the second waits."""

from collections.abc import Iterable

from aftercare.orders.models import Order
from aftercare.rows.asking import Ahead, Prepared

_LOCKED = Prepared[Order](
    lambda ids: Order.objects.select_for_update(no_key=True).filter(pk__in=ids).only("pk").order_by("pk")
)


def lock_order(pk: int) -> None:
    """Lock an order until the transaction ends."""
    _LOCKED([pk])


def order_lock_ahead(pk: int) -> Ahead:
    """The same, to be asked in one trip with other questions."""
    return _LOCKED.ahead([pk])


def foretell_locks(ids: Iterable[int]) -> None:
    """Lock several orders, in one order, so that each can be locked again without another trip."""
    wanted = sorted(set(ids))
    rows = Order.objects.select_for_update(no_key=True).filter(pk__in=wanted).only("pk").order_by("pk")
    for row in rows:
        _LOCKED.foretell([row], [row.pk])
