"""Moving a consumer's cursor."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aftercare.journal.models import Cursor, Entry
from aftercare.journal.queries.outbox import unread
from aftercare.rows.whole import whole

BATCH = 500


@whole()
def read_batch(name: str, consume: Callable[[Sequence[Entry]], None], *, at: datetime, limit: int = BATCH) -> int:
    """Give the next entries to `consume` and move the cursor in the same transaction; returns how many were read.

    Two readers of one name wait for each other at the cursor's row. When `consume` fails the cursor stays.
    """
    Cursor.objects.get_or_create(name=name)
    cursor = Cursor.objects.select_for_update().get(name=name)
    entries = list(unread(cursor)[:limit])
    if not entries:
        return 0
    consume(entries)
    cursor.transaction, cursor.entry, cursor.moved_at = entries[-1].transaction, entries[-1].pk, at
    cursor.save()
    return len(entries)
