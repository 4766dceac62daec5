"""Asking with statements that Django compiles once and the server plans once."""

import re
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from aftercare.rows.cursors import asked_in_a_row, prepared_cursor
from aftercare.rows.trips import current

M = TypeVar("M", bound=Model)
_NUMBER, _TEXT = -20_011, "\x1fvalue-"
"""What stands in for numbers and texts while a query is compiled; no query holds them otherwise."""
_MOST_SHAPES = 100


class Prepared(Generic[M]):
    """A question with places for values. `make` tells it as a query, once for each shape of values.

    Values are whole numbers, texts, or lists of them, which the query uses as they are. What decides how the query is
    built, like who asks, is given as `about`; each has a statement of its own.

    Inside a block of `together`, an answer may be known beforehand: it is given once, and who asks again asks the
    database. What somebody set up (`is_setting`) is asked once in a block.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], *, is_setting: bool = False) -> None:
        self._make = make
        self._is_setting = is_setting
        self._known: dict[object, _Compiled[M] | None] = {}

    def __call__(self, *values: Any, about: Hashable = None) -> list[M]:
        """The rows, in the query's order."""
        collected = _collected.get()
        if collected is not None:
            collected.append(self.ahead(*values, about=about))
            return []
        told: list[M] | None = _told(self._key(values, about), keep=self._is_setting)
        if told is not None:
            return told
        compiled = self._compiled_for(values, about)
        found = compiled.rows(_flat(values)) if compiled else []
        if self._is_setting:
            self.foretell(found, *values, about=about)
        return found

    def first(self, *values: Any, about: Hashable = None) -> M | None:
        """The first of the rows, if there is any."""
        found = self(*values, about=about)
        return found[0] if found else None

    def one(self, *values: Any, about: Hashable = None) -> M:
        """The row that must be there."""
        found = self.first(*values, about=about)
        if found is None:
            raise ObjectDoesNotExist(f"There is none for {', '.join(map(str, values))}.")
        return found

    def foretell(self, rows: list[M], *values: Any, about: Hashable = None) -> None:
        """Give the answer beforehand, for the block that is open."""
        _foretell(self._key(values, about), rows, is_setting=self._is_setting)

    def ahead(self, *values: Any, about: Hashable = None) -> "Ahead":
        """This question, to be asked in one trip with others before its answer is needed (`ask_ahead`)."""
        compiled = self._compiled_for(values, about)
        key = self._key(values, about)
        if compiled is None:
            return Ahead("SELECT 1 WHERE false", (), lambda _found: _foretell(key, [], is_setting=self._is_setting))
        return Ahead(
            compiled.text,
            compiled.sent(_flat(values)),
            lambda found: _foretell(key, compiled.records(found), is_setting=self._is_setting),
        )

    def _key(self, values: Sequence[Any], about: Hashable) -> Hashable:
        return (self, about, *(tuple(value) if isinstance(value, list) else value for value in values))

    def _compiled_for(self, values: Sequence[Any], about: Hashable) -> "_Compiled[M] | None":
        shape = (about, *map(_shape, values))
        if shape not in self._known:
            if len(self._known) >= _MOST_SHAPES:
                self._known.clear()
            self._known[shape] = self._compile(values, about)
        return self._known[shape]

    def _compile(self, values: Sequence[Any], about: Hashable) -> "_Compiled[M] | None":
        stand_ins = _stand_ins(values)
        query = self._make(*stand_ins) if about is None else self._make(about, *stand_ins)
        try:
            return _Compiled(query, _flat(stand_ins))
        except EmptyResultSet:
            return None


@dataclass(frozen=True)
class Ahead:
    """A question that is asked before its answer is needed, and what is done with the answer."""

    text: str
    values: Sequence[object]
    keep: Callable[[list[tuple[Any, ...]]], object]


def ask_ahead(*questions: Ahead) -> None:
    """Ask all of them in one trip, in their order; each sees what was committed while the ones before it waited."""
    answers = asked_in_a_row(*((question.text, question.values) for question in questions))
    for question, found in zip(questions, answers, strict=True):
        question.keep(found)


_collected: ContextVar[list[Ahead] | None] = ContextVar("collected_questions", default=None)


def ask_together(*askers: Callable[[], object]) -> None:
    """Ask in one trip what these would ask one by one; when they are called in earnest, the answers are known.

    Each is run here once as if nothing were found, so it may ask prepared questions and do nothing else. For who
    calls inside a block of `together`; outside of one nothing could be kept, and nothing is asked.
    """
    if current.get() is None:
        return
    questions: list[Ahead] = []
    token = _collected.set(questions)
    try:
        for asker in askers:
            asker()
    finally:
        _collected.reset(token)
    ask_ahead(*questions)


def ask(text: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a statement written by hand, with $1, $2 … for its values; lists are told as arrays of numbers."""
    collected = _collected.get()
    if collected is not None:
        collected.append(ahead(text, *values))
        return []
    sent = _as_text(values)
    told: list[tuple[Any, ...]] | None = _told((text, *sent), keep=False)
    if told is not None:
        return told
    with _beside_what_waits(_names_in(text)), prepared_cursor() as cursor:
        cursor.execute(text, sent)
        return list(cursor.fetchall())


def ahead(text: str, *values: object) -> Ahead:
    """The same question, to be asked before its answer is needed."""
    sent = _as_text(values)
    return Ahead(text, sent, lambda found: foretell(found, text, *values))


def foretell(found: list[tuple[Any, ...]], text: str, *values: object) -> None:
    """Give the answer to a statement written by hand beforehand."""
    _foretell((text, *_as_text(values)), found, is_setting=False)


def _as_text(values: Sequence[object]) -> list[str]:
    return [f"{{{','.join(map(str, value))}}}" if isinstance(value, list) else str(value) for value in values]


def _told(key: Hashable, *, keep: bool) -> Any:
    trip = current.get()
    if trip is None:
        return None
    return trip.told.get(key) if keep else trip.told.pop(key, None)


def _foretell(key: Hashable, answer: Any, *, is_setting: bool) -> None:
    """Locks that an attempt took are lost with it, so it foretells settings only."""
    trip = current.get()
    if trip is not None and (is_setting or not trip.is_trying):
        trip.told[key] = answer


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
        self.text = (parts[0] + "".join(f"${n}{part}" for n, part in enumerate(parts[1:], 1))).replace("%%", "%")
        self._tables = _names_in(text)
        fields = compiler.klass_info["select_fields"]
        self._first, self._last = fields[0], fields[-1] + 1
        self._names = [column[0].target.attname for column in compiler.select[self._first : self._last]]
        self._model = compiler.klass_info["model"]
        self._is_locking: bool = query.query.select_for_update
        self._beside = list((compiler.annotation_col_map or {}).items())
        populators: Any = get_related_populators
        self._around = populators(compiler.klass_info, compiler.select, connection.alias)
        self._converters = compiler.get_converters([column[0] for column in compiler.select])
        self._compiler = compiler

    def rows(self, values: Sequence[Any]) -> list[M]:
        """Ask, and make records of what is found."""
        with _beside_what_waits(self._tables), prepared_cursor() as cursor:
            cursor.execute(self.text, self.sent(values))
            return self.records(cursor.fetchall())

    def sent(self, values: Sequence[Any]) -> list[str]:
        """The statement's values, as text. A lock is for the rest of a transaction: outside of one it is refused."""
        if self._is_locking and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked in a transaction only.")
        return [constant if place is None else str(values[place]) for place, constant in self._places]

    def records(self, found: Sequence[Any]) -> list[M]:
        """What the rows that were found stand for."""
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        return [self._record(row) for row in found]

    def _record(self, row: Sequence[Any]) -> M:
        made: M = self._model.from_db(connection.alias, self._names, row[self._first : self._last])
        for name, place in self._beside:
            setattr(made, name, row[place])
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
