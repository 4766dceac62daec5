"""Cursors whose statements the server prepares: parsed and planned once for each connection, not at every call."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.RawCursor[Any]):
    def execute(self, query: Any, params: Any = None, **_options: Any) -> "_Prepared":
        """As Django calls it."""
        super().execute(query, params, prepare=True)
        return self


def asked_in_a_row(*statements: tuple[str, Sequence[Any]]) -> list[list[tuple[Any, ...]]]:
    """The rows of several statements that are sent in one trip; each sees what was committed while it waited."""
    with prepared_cursor() as first, connection.connection.pipeline():
        cursors = [first, *(prepared_cursor() for _more in statements[1:])]
        for cursor, (text, values) in zip(cursors, statements, strict=True):
            cursor.execute(text, values)
        return [cursor.fetchall() for cursor in cursors]


def prepared_cursor() -> CursorWrapper:
    """For statements with $1, $2 … whose text comes again and again. Give values as text: the server knows the types.

    Django's own cursors put values into the text, so that each call is a new statement for the server.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = _Prepared(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def run(text: str, values: Sequence[Any]) -> Any:
    """The first row of what a prepared statement gives, if it gives any."""
    with prepared_cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchone() if cursor.description else None
