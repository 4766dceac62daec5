"""Parcels without a word from their carrier, and how long is too long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record, record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.parcels.models import Parcel, WatchTimes
from aftercare.rows.whole import whole

CHUNK = 200


@dataclass(frozen=True)
class Times:
    """When somebody is told; None is: not set, nobody is. Parcels that nobody has seen always end."""

    remind_days: int | None = None
    quiet_days: int | None = None
    uncounted_hours: int | None = None
    pays_first_freight: bool = False
    unseen_days: int = 14


@whole()
def set_watch(merchant: Merchant, times: Times, *, by: Actor, at: datetime) -> WatchTimes:
    """Decide when a merchant's returns that stand still are told of."""
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    row, _made = WatchTimes.objects.select_for_update(no_key=True).get_or_create(merchant=merchant)
    before = _told(row)
    row.remind_days, row.quiet_days, row.uncounted_hours = times.remind_days, times.quiet_days, times.uncounted_hours
    row.pays_first_freight, row.unseen_days = times.pays_first_freight, times.unseen_days
    row.save()
    record(Fact("parcels.watch.set", f"parcels.watchtimes:{merchant.pk}", by, at, before=before, after=_told(row)))
    return row


@whole()
def tell_quiet(merchant_id: int, days: int, *, by: Actor, at: datetime) -> int:
    """Write down which parcels have had no news for `days`; each once until there is news, a chunk at a time.

    Rows that another worker has in hand are left to it. Returns how many, 0 when nothing is left.
    """
    rows = Parcel.objects.filter(
        merchant=merchant_id, is_over=False, quiet_at=None, news_at__lte=at - timedelta(days=days)
    )
    rows = rows.order_by("news_at", "pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = list(rows[:CHUNK])
    record_all(
        Fact(
            "parcels.parcel.quiet",
            row.label,
            by,
            at,
            stream=row.stream,
            after={"tracking_number": row.tracking_number, "since": row.news_at},
        )
        for row in found
    )
    return Parcel.objects.filter(pk__in=[row.pk for row in found]).update(quiet_at=at)


def _told(row: WatchTimes) -> dict[str, object]:
    return {name: getattr(row, name) for name in _TOLD}


_TOLD = ("remind_days", "quiet_days", "uncounted_hours", "unseen_days", "pays_first_freight")
