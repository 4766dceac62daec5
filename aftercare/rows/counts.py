"""How many rows several lists have, in one trip to the database."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counted_together(lists: Mapping[str, QuerySet[Any]], *, most: int) -> dict[str, int]:
    """How many rows each of them has, at most `most`, in one statement: the trips would cost more than the counts."""
    parts, values = [], []
    for rows in lists.values():
        statement, params = _statement(rows.order_by().values("pk")[:most])
        parts.append(f"(SELECT count(*) FROM ({statement}) AS stretch)")
        values += params
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(lists, cursor.fetchone(), strict=True))


def counted_by(rows: QuerySet[Any], field: str, *, most: int) -> dict[str, int]:
    """How many of the rows have which value of a field; of the first `most` rows alone, each of which is read once."""
    statement, params = _statement(rows.order_by().values(field)[:most])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT said, count(*) FROM ({statement}) AS stretch (said) GROUP BY said", params)
        return dict(cursor.fetchall())


def _statement(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::text WHERE false", []
    return statement, list(params)
