"""The due times that lists show, brought in line with the clocks after these changed without a move."""

from collections.abc import Iterable

from django.db import connection, models

_FOLLOW = """
UPDATE {table} AS row SET due_at = now_due.due_at FROM (
    SELECT told.id, (
        SELECT min(clock.due_at) FROM clocks_clock AS clock
        WHERE clock.stream = %s || told.{column} AND clock.stopped_at IS NULL
    ) AS due_at
    FROM {table} AS told WHERE told.{column} = ANY(%s) ORDER BY told.id FOR NO KEY UPDATE
) AS now_due WHERE row.id = now_due.id AND row.due_at IS DISTINCT FROM now_due.due_at
"""


def follow_clocks(kind: type[models.Model], streams: Iterable[str], *, prefix: str, column: str = "id") -> int:
    """Set the due times of a kind of record; `column` holds what its streams are numbered by. How many changed."""
    ids = [int(stream.removeprefix(prefix)) for stream in streams if stream.startswith(prefix)]
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW.format(table=kind._meta.db_table, column=column), [prefix, ids])
        return int(cursor.rowcount)
