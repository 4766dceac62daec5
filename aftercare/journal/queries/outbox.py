"""Reading the journal as an outbox, without skipping what commits late."""

from django.db.models import BigIntegerField, Func, QuerySet

from aftercare.journal.models import Cursor, Entry
from aftercare.rows.keyset import beyond


class OldestRunning(Func):
    """The oldest transaction that may still write here; everything before it is settled.

    The server counts transactions of all its databases together. Those that are known to run in another database can
    write nothing here, so a long report or backup over there holds up nobody; one that is not known to is waited for.
    """

    template = """(
        SELECT coalesce(min(running.xid), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
        FROM (SELECT pg_snapshot_xip(pg_current_snapshot())::text::bigint AS xid) AS running
        WHERE NOT EXISTS (
            SELECT FROM pg_locks AS held JOIN pg_stat_activity AS other USING (pid)
            WHERE other.datname <> current_database()
                AND held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock'
                AND held.transactionid::text::bigint = running.xid & 4294967295
        )
    )"""
    output_field = BigIntegerField()
    arity = 0


def unread(cursor: Cursor) -> QuerySet[Entry]:
    """Entries that the consumer has not read, in reading order.

    Ids are handed out before the commit, so a reader that remembers the highest id it saw would skip an entry whose
    transaction commits later. Here the order is (transaction, id) and only settled transactions are shown: none of
    them can gain an entry any more.
    """
    return _past(cursor).filter(transaction__lt=OldestRunning()).order_by("transaction", "id")


def has_more(name: str) -> bool:
    """Whether entries wait for this consumer, be it that they cannot be read yet since an older transaction runs."""
    cursor = Cursor.objects.filter(name=name).first() or Cursor(name=name)
    return _past(cursor).exists()


def _past(cursor: Cursor) -> QuerySet[Entry]:
    """What comes after the cursor."""
    return Entry.objects.filter(beyond({"transaction": cursor.transaction, "id": cursor.entry}, upwards=True))
