"""Looks at the news of a site: what nobody looked at on its day is missed, and stays so."""

from datetime import datetime

from aftercare.duties.commands.coming_back import come_back_unless_owed
from aftercare.duties.lifecycle import WATCH
from aftercare.duties.queries.tasks import looks_left
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import IllegalMove
from aftercare.moves.commands import move
from aftercare.rows.whole import apart


def miss_looks(*, by: Actor, at: datetime) -> int:
    """Close what was to be looked at on a day that is over; how many. One who looks at this moment is in time."""
    missed = 0
    for task in list(looks_left(at)):
        try:
            with apart():
                come_back_unless_owed(move(task, "miss", WATCH, by=by, at=at, done_at=at), at=at)
        except IllegalMove:
            continue
        missed += 1
    return missed
