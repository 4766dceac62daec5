"""A promise that is switched off is taken back: its clocks end unjudged, and nobody is told or owed any more."""

from collections.abc import Callable
from datetime import datetime

from aftercare.clocks.commands.following import void_all
from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.queries.running import OPEN
from aftercare.kernel.actor import Actor
from aftercare.rows.whole import whole

WHY = "switched_off"
_BATCH = 500


def end_switched_off(*, followed: Callable[[set[str]], object], by: Actor, at: datetime) -> int:
    """End the open clocks of all promises that are off, a batch per transaction; returns how many.

    `followed` is told whose due times changed, after each batch. What somebody else holds is left for the next time.
    """
    # One after the other: joined to the policies, every open clock there is was looked at to find that none is theirs.
    ended = 0
    for policy in Policy.objects.filter(is_active=False).order_by("pk").values_list("pk", flat=True):
        last = 0
        while batch := _batch(policy, last, by=by, at=at):
            followed({clock.stream for clock in batch})
            ended, last = ended + len(batch), batch[-1].pk
    return ended


@whole()
def _batch(policy: int, last: int, *, by: Actor, at: datetime) -> list[Clock]:
    rows = Clock.objects.filter(OPEN, policy=policy, policy__is_active=False, pk__gt=last)
    rows = rows.select_related("policy", "version")
    rows = rows.defer("version__body").order_by("pk")
    clocks = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:_BATCH])
    void_all(clocks, why=WHY, by=by, at=at)
    return clocks
