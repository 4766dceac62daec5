"""A promise that is switched off is taken back: its clocks end unjudged, and nobody is told or owed any more."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from aftercare.clocks.commands.following import void_all
from aftercare.clocks.models import Clock
from aftercare.clocks.queries.running import OPEN
from aftercare.kernel.actor import Actor

WHY = "switched_off"
_BATCH = 500


def end_switched_off(*, followed: Callable[[set[str]], object], by: Actor, at: datetime) -> int:
    """End the open clocks of all promises that are off, a batch per transaction; returns how many.

    `followed` is told whose due times changed, after each batch. What somebody else holds is left for the next time.
    """
    ended, last = 0, 0
    while batch := _batch(last, by=by, at=at):
        followed({clock.stream for clock in batch})
        ended, last = ended + len(batch), batch[-1].pk
    return ended


@transaction.atomic
def _batch(last: int, *, by: Actor, at: datetime) -> list[Clock]:
    rows = Clock.objects.filter(OPEN, policy__is_active=False, pk__gt=last).select_related("policy", "version")
    rows = rows.defer("version__body").order_by("pk")
    clocks = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:_BATCH])
    void_all(clocks, why=WHY, by=by, at=at)
    return clocks
