"""Reading the journal while other workers of the suite write to their databases on the same server."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from aftercare.journal.commands.reading import BATCH, read_batch
from aftercare.journal.models import Entry
from aftercare.journal.queries.outbox import OldestRunning, has_more
from tests.factories.people import MONDAY

_TRIES = 100


def read_next(
    name: str, consume: Callable[[Sequence[Entry]], None], *, at: datetime = MONDAY, limit: int = BATCH
) -> int:
    """As `read_batch`, asked again for a second while something waits.

    A transaction of another database that ends between the reader's two looks at the server counts as running, so a
    single try may rightly be given nothing.
    """
    for _try in range(_TRIES):
        if read := read_batch(name, consume, at=at, limit=limit):
            return read
        if not has_more(name):
            return 0
        time.sleep(0.01)
    return 0


def read_all_told(name: str, consume: Callable[[Sequence[Entry]], None]) -> int:
    """As `read_next`, once nothing that was told can be hidden by what ends elsewhere: all comes at once."""
    for _try in range(_TRIES):
        if not Entry.objects.filter(transaction__gte=OldestRunning()).exists():
            break
        time.sleep(0.01)
    return read_next(name, consume)
