"""How many rows several lists have, in one trip to the database."""

import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_REMEMBERED_SECONDS = 60.0
_MOST_REMEMBERED = 2000
_full: dict[Hashable, float] = {}
"""Until when a list counts as full in this process."""


@dataclass(frozen=True)
class Stretch:
    """The beginning of a list, at most `most` rows, as a statement that counts them."""

    statement: str
    values: Sequence[Any]
    most: int

    @property
    def is_full(self) -> bool:
        """Whether it was seen to be as long as it may be within the last minute.

        A list of ten thousand rows is seldom shorter the next minute, and counting them costs more than all else of a
        page. Only “more than that” is remembered: a number that is told was counted now.
        """
        return _full.get(self._key, 0.0) > time.monotonic()

    def note(self, count: int) -> None:
        """Remember that it is full, if it is."""
        if count >= self.most:
            if len(_full) >= _MOST_REMEMBERED:
                _full.clear()
            _full[self._key] = time.monotonic() + _REMEMBERED_SECONDS

    @property
    def _key(self) -> Hashable:
        return (connection.settings_dict["NAME"], self.statement, tuple(map(str, self.values)), self.most)


def stretch_of(rows: QuerySet[Any], *, most: int, field: str = "pk") -> Stretch:
    """The first rows of a list in any order."""
    return Stretch(*_statement(rows.order_by().values(field)[:most]), most)


def stretch_of_first(rows: QuerySet[Any], field: str) -> Stretch:
    """A field of the first row of a list in its order."""
    return Stretch(*_statement(rows.values(field)[:1]), 1)


def counted_stretches(lists: Mapping[str, Stretch]) -> dict[str, int]:
    """How many rows each of them has, in one statement; of those that are known to be full nothing is asked."""
    counts = {name: each.most for name, each in lists.items() if each.is_full}
    open_ = {name: each for name, each in lists.items() if name not in counts}
    for name, count in counted_now(open_).items():
        open_[name].note(count)
        counts[name] = count
    return {name: counts[name] for name in lists}


def counted_by(stretch: Stretch) -> dict[str, int] | None:
    """How many of the rows have which value of the stretch's field; None when there are as many as may be."""
    if stretch.is_full:
        return None
    with connection.cursor() as cursor:
        told = f"SELECT said, count(*) FROM ({stretch.statement}) AS stretch (said) GROUP BY said"
        cursor.execute(told, stretch.values)
        counts: dict[str, int] = dict(cursor.fetchall())
    stretch.note(sum(counts.values()))
    return None if sum(counts.values()) >= stretch.most else counts


def counted_now(lists: Mapping[str, Stretch]) -> dict[str, int]:
    """How many rows each of them has, in one statement: the trips would cost more than the counts."""
    if not lists:
        return {}
    parts = [f"(SELECT count(*) FROM ({each.statement}) AS stretch)" for each in lists.values()]
    values = [value for each in lists.values() for value in each.values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(lists, cursor.fetchone(), strict=True))


def _statement(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::text WHERE false", []
    return statement, list(params)
