"""Changes of calendars and policies: rehearsed and applied beside the web, resumed when a worker died."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.clocks.commands import changing
from aftercare.clocks.queries.changes import unfinished_changes, waiting_changes
from aftercare.flow.promises import TIMEKEEPER, follow_clocks
from aftercare.journal.models import Entry


def work_change(change_id: int, *, at: datetime) -> None:
    """Do what its state asks for."""
    changing.rehearse(change_id, at=at)
    changing.apply(change_id, followed=follow_clocks, at=at)


def queue_unfinished(*, at: datetime) -> int:
    """Begin what waits for its day, and queue what is not finished; returns how many."""
    for change in waiting_changes(at):
        changing.begin_waiting(change.pk, by=TIMEKEEPER, at=at)
    ids = list(unfinished_changes().values_list("pk", flat=True))
    for pk in ids:
        changing.queue_change(pk)
    return len(ids)


def follow_talk(entries: Sequence[Entry]) -> None:
    """Words started or stopped a clock: the lists' due times follow."""
    follow_clocks({entry.stream for entry in entries})
