"""Taking away the right to rewrite the journal."""

from django.db import connection
from psycopg import sql

_NAMES = sql.SQL(", ").join(sql.Identifier(word) for word in ("journal_entry",))


def seal(role: str) -> None:
    """Let `role` read and append journal entries, and nothing else; run by the table's owner after each migration.

    On an ordinary server the application may own its tables: then it takes the rights from itself. An owner could
    give them back to himself, so the hash chains stay the last word.
    """
    who = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(_NAMES, who))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {} TO {}").format(_NAMES, who))
