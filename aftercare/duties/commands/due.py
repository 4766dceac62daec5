"""The due time that lists show, brought in line with the clocks after these changed without a move."""

from collections.abc import Iterable

from django.db import connection

from aftercare.duties.models.task import STREAM

_FOLLOW = """
UPDATE duties_task AS row SET due_at = now_due.due_at FROM (
    SELECT task.id, (
        SELECT min(clock.due_at) FROM clocks_clock AS clock
        WHERE clock.stream = 'task:' || task.id AND clock.stopped_at IS NULL
    ) AS due_at
    FROM duties_task AS task WHERE task.id = ANY(%s) ORDER BY task.id FOR NO KEY UPDATE
) AS now_due WHERE row.id = now_due.id AND row.due_at IS DISTINCT FROM now_due.due_at
"""


def follow_clocks(streams: Iterable[str]) -> int:
    """Set the due times of these tasks; returns how many changed."""
    ids = [int(stream.removeprefix(STREAM)) for stream in streams if stream.startswith(STREAM)]
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [ids])
        return int(cursor.rowcount)
