"""What the journal asks of the database server: nobody rewrites it, and its transaction numbers are the server's."""

from django.db import connection
from psycopg import sql

from aftercare.journal.models import Cursor, Entry
from aftercare.rows.whole import whole

_ENTRIES = sql.Identifier(Entry._meta.db_table)
_CURSORS = sql.Identifier(Cursor._meta.db_table)


@whole()
def protect_entries(*roles: str) -> None:
    """Leave the roles no way to change or remove an entry. The table's owner can forbid it even to himself."""
    for role in dict.fromkeys(roles):
        _run("REVOKE UPDATE, DELETE, TRUNCATE ON {entries} FROM {role}", role=sql.Identifier(role))


@whole()
def fit_to_server() -> bool:
    """Put a journal that came from another server into this one's past; tells whether that was needed.

    A restored entry carries the number of a transaction of the old server. While this server counts lower numbers,
    such an entry looks as if it were still being written, and a reader that has read it would skip everything new.
    So all numbers, and every reader's place, move down by the highest; the order stays. To be done before the
    application writes.
    """
    highest, next_one = _row(
        "SELECT coalesce(max(transaction), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM {entries}"
    )
    if highest < next_one:
        return False
    _run("GRANT UPDATE ON {entries} TO CURRENT_USER")
    for table in (_ENTRIES, _CURSORS):
        _run("UPDATE {table} SET transaction = transaction - {highest}", table=table, highest=sql.Literal(highest))
    _run("REVOKE UPDATE ON {entries} FROM CURRENT_USER")
    return True


def _run(statement: str, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(entries=_ENTRIES, **parts))


def _row(statement: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(entries=_ENTRIES))
        first, second = cursor.fetchone()
    return int(first), int(second)
