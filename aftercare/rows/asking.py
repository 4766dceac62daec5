"""Asking with statements that Django compiles once and the server plans once."""

import re
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from aftercare.rows.cursors import prepared_cursor
from aftercare.rows.trips import current

M = TypeVar("M", bound=Model)
_NUMBER, _TEXT = -20_011, "\x1fvalue-"
"""What stands in for numbers and texts while a query is compiled; no query holds them otherwise."""
_MOST_SHAPES = 100


class Prepared(Generic[M]):
    """A question with places for values. `make` tells it as a query, once for each shape of values.

    Values are whole numbers, texts, or lists of them, which the query uses as they are. What decides how the query is
    built, like who asks, is given as `about`; each has a statement of its own.
    """

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self._make = make
        self._known: dict[object, _Compiled[M] | None] = {}

    def __call__(self, *values: Any, about: Hashable = None) -> list[M]:
        """The rows, in the query's order."""
        shape = (about, *map(_shape, values))
        if shape not in self._known:
            if len(self._known) >= _MOST_SHAPES:
                self._known.clear()
            self._known[shape] = self._compiled(values, about)
        compiled = self._known[shape]
        return compiled.rows(_flat(values)) if compiled else []

    def _compiled(self, values: Sequence[Any], about: Hashable) -> "_Compiled[M] | None":
        stand_ins = _stand_ins(values)
        query = self._make(*stand_ins) if about is None else self._make(about, *stand_ins)
        try:
            return _Compiled(query, _flat(stand_ins))
        except EmptyResultSet:
            return None


def ask(text: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a statement written by hand, with $1, $2 … for its values; lists are told as arrays of numbers."""
    sent = [f"{{{','.join(map(str, value))}}}" if isinstance(value, list) else str(value) for value in values]
    with _beside_what_waits(_names_in(text)), prepared_cursor() as cursor:
        cursor.execute(text, sent)
        return list(cursor.fetchall())


@cache
def _names_in(text: str) -> frozenset[str]:
    """Every word of a statement, among them the tables it reads; the others do no harm."""
    return frozenset(re.findall(r"\w+", text))


class _Compiled(Generic[M]):
    """The statement, which of its places takes which value, and how its rows become records."""

    def __init__(self, query: QuerySet[M], stand_ins: Sequence[Any]) -> None:
        compiler: Any = query.query.get_compiler(connection=connection)
        text, params = compiler.as_sql()
        known = {stand_in: n for n, stand_in in enumerate(stand_ins)}
        self._places = [(known.get(param), str(param)) for param in params]
        parts = text.split("%s")
        self._text = (parts[0] + "".join(f"${n}{part}" for n, part in enumerate(parts[1:], 1))).replace("%%", "%")
        self._tables = _names_in(text)
        fields = compiler.klass_info["select_fields"]
        self._first, self._last = fields[0], fields[-1] + 1
        self._names = [column[0].target.attname for column in compiler.select[self._first : self._last]]
        self._model = compiler.klass_info["model"]
        populators: Any = get_related_populators
        self._around = populators(compiler.klass_info, compiler.select, connection.alias)
        self._converters = compiler.get_converters([column[0] for column in compiler.select])
        self._compiler = compiler

    def rows(self, values: Sequence[Any]) -> list[M]:
        """Ask, and make records of what is found."""
        sent = [constant if place is None else str(values[place]) for place, constant in self._places]
        with _beside_what_waits(self._tables), prepared_cursor() as cursor:
            cursor.execute(self._text, sent)
            found = cursor.fetchall()
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        return [self._record(row) for row in found]

    def _record(self, row: Sequence[Any]) -> M:
        made: M = self._model.from_db(connection.alias, self._names, row[self._first : self._last])
        for populator in self._around:
            populator.populate(row, made)
        return made


def _beside_what_waits(tables: frozenset[str]) -> AbstractContextManager[None]:
    trip = current.get()
    return nullcontext() if trip is None else trip.unconcerned(tables)


def _shape(value: Any) -> object:
    return len(value) if isinstance(value, list | tuple) else isinstance(value, str)


def _stand_ins(values: Sequence[Any]) -> list[Any]:
    places = iter(range(10_000))

    def one(value: Any) -> Any:
        return f"{_TEXT}{next(places)}" if isinstance(value, str) else _NUMBER - next(places)

    return [[one(each) for each in value] if isinstance(value, list | tuple) else one(value) for value in values]


def _flat(values: Sequence[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list | tuple) else [value])]
