"""Returns that stand still: the buyer is to be reminded of the goods, the dock of those that lie uncounted."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.journal.commands.recording import record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import unseen
from aftercare.returns.terms import State
from aftercare.rows.whole import whole

CHUNK = 200


@whole()
def remind_of_goods(merchant_id: int, days: int, *, by: Actor, at: datetime) -> int:
    """Write down that the buyers are reminded whose goods are due within `days`; each once, a chunk at a time.

    Rows that another worker has in hand are left to it. Returns how many, 0 when nothing is left.
    """
    latest = timezone.localdate(at) + timedelta(days=days)
    rows = Return.objects.filter(
        merchant=merchant_id, state=str(State.APPROVED), reminded_at=None, goods_due_on__lte=latest
    )
    found = _locked(rows.order_by("goods_due_on", "pk"))
    record_all(
        Fact("returns.return.remind", row.label, by, at, stream=row.stream, after={"goods_due_on": row.goods_due_on})
        for row in found
    )
    return Return.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=at)


@whole()
def ask_for_unseen(merchant_id: int, days: int, *, by: Actor, at: datetime) -> int:
    """Write down which buyers are asked for parcels that nobody has seen, `days` after these were due; each once, a
    chunk at a time. Returns how many, 0 when nothing is left.
    """
    since = at - timedelta(days=days)
    found = _locked(unseen(merchant_id, since, timezone.localdate(since)))
    record_all(
        Fact("returns.return.unseen", row.label, by, at, stream=row.stream, after={"unseen_at": at}) for row in found
    )
    return Return.objects.filter(pk__in=[row.pk for row in found]).update(unseen_at=at)


@whole()
def tell_uncounted(merchant_id: int, hours: int, *, by: Actor, at: datetime) -> int:
    """Write down which goods have lain at the dock for `hours` without being counted; each once, a chunk at a time."""
    rows = Return.objects.filter(
        merchant=merchant_id,
        state=str(State.RECEIVED),
        uncounted_at=None,
        received_at__lte=at - timedelta(hours=hours),
    )
    found = _locked(rows.order_by("received_at", "pk"))
    record_all(
        Fact("returns.return.uncounted", row.label, by, at, stream=row.stream, after={"received_at": row.received_at})
        for row in found
    )
    return Return.objects.filter(pk__in=[row.pk for row in found]).update(uncounted_at=at)


def _locked(rows: QuerySet[Return]) -> list[Return]:
    return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:CHUNK])
