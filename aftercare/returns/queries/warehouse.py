"""What a warehouse system asks: which goods are awaited, and how the stock moved."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.journal.queries.outbox import OldestRunning
from aftercare.kernel.actor import Actor
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import Direction
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.queries.detail import stock_records_visible_to
from aftercare.returns.queries.docking import TO_RECEIVE, at_the_dock
from aftercare.rows.keyset import beyond


def awaited(actor: Actor, *, after: int) -> QuerySet[Return]:
    """Returns whose goods may still come or be counted, by id from `after` on."""
    states = [str(state) for state in TO_RECEIVE]
    return at_the_dock(actor).filter(state__in=states, pk__gt=after).order_by("pk")


def parcels_coming(case_ids: Iterable[int]) -> dict[int, list[Parcel]]:
    """The parcels of several cases on their way to us, by case id."""
    found: dict[int, list[Parcel]] = defaultdict(list)
    rows = Parcel.objects.filter(case__in=list(case_ids), direction=Direction.BACK).order_by("told_at", "pk")
    for parcel in rows:
        found[parcel.case_id].append(parcel)
    return found


def movements(actor: Actor, *, transaction: int, after: int) -> QuerySet[StockRecord]:
    """Stock records past a place, in reading order. Only settled transactions are shown, so that a reader who goes on
    from the last one he saw never skips one that commits late.
    """
    settled = stock_records_visible_to(actor).filter(beyond({"transaction": transaction, "pk": after}, upwards=True))
    return settled.filter(transaction__lt=OldestRunning()).order_by("transaction", "pk")
