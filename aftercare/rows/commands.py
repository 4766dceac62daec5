"""Writing rows together.

Inside `together`, rows that are added or changed wait. They go to the database in one statement: at the block's end, or
before anything else is asked, so that nobody inside the block can tell the difference, but for the time it takes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from aftercare.rows.cursors import prepared_cursor
from aftercare.rows.statements import Change, Insert, changed_row, new_row, statement

MOST_ROWS = 400
"""So many rows wait at most: a statement may have 65,535 values, and a return has some fifty."""


class Trip:
    """What waits to be sent. `memory` is for what holds as long as the transaction's locks, and is lost with them."""

    def __init__(self) -> None:
        self.memory: dict[str, Any] = {}
        self._inserts: dict[type[Model], tuple[list[tuple[bool, ...]], list[object]]] = {}
        self._changes: dict[tuple[type[Model], tuple[str, ...]], list[object]] = {}
        self._touched: set[tuple[type[Model], object]] = set()

    def add(self, row: Model) -> None:
        """A new row, as it is now."""
        shapes, values = self._inserts.setdefault(type(row), ([], []))
        shape, more = new_row(row)
        shapes.append(shape)
        values += more
        self._touch(row)

    def change(self, row: Model, names: tuple[str, ...]) -> None:
        """Fields of a row, as they are now. One statement touches a row once only."""
        if (type(row), row.pk) in self._touched:
            self.send()
        self._changes.setdefault((type(row), names), []).extend(changed_row(row, names))
        self._touch(row)

    def send(self) -> None:
        """Everything in one statement."""
        if not self._touched:
            return
        inserts = [Insert(model, tuple(shapes), values) for model, (shapes, values) in self._inserts.items()]
        changes = [Change(model, names, values) for (model, names), values in self._changes.items()]
        self._forget()
        _run(*statement(inserts, changes))

    def first(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Before another statement: send what waits; what a savepoint undoes is forgotten instead."""
        if isinstance(sql, str) and sql.startswith("ROLLBACK TO"):
            self._forget()
            self.memory.clear()
        self.send()
        return execute(sql, *rest)

    def _touch(self, row: Model) -> None:
        self._touched.add((type(row), row.pk or id(row)))
        if len(self._touched) >= MOST_ROWS:
            self.send()

    def _forget(self) -> None:
        self._inserts, self._changes, self._touched = {}, {}, set()


_open: ContextVar[Trip | None] = ContextVar("open_trip", default=None)


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose rows travel together. Inside another such block it is a part of that one, all or nothing."""
    if _open.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    trip = Trip()
    with transaction.atomic():
        token = _open.set(trip)
        try:
            with connection.execute_wrapper(trip.first):
                yield
                trip.send()
        finally:
            _open.reset(token)


def add(*rows: Model) -> None:
    """Insert new rows: at once, or with the others of the open block.

    A row that others point to has its id from `new_id`; the rest is numbered by the database, unseen inside a block.
    """
    trip = _open.get()
    if trip is None:
        for model, some in groupby(rows, _kind):
            model._default_manager.bulk_create(some)
        return
    for row in rows:
        trip.add(row)
        row._state.adding, row._state.db = False, connection.alias


def change(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows that the caller has locked."""
    found = _open.get()
    trip = found or Trip()
    for row in rows:
        trip.change(row, names)
    if found is None:
        trip.send()


def new_id(model: type[Model]) -> int:
    """The id of the next new row of this model."""
    return new_number(sequence_of(model))


def sequence_of(model: type[Model]) -> str:
    """The sequence that numbers a model's rows."""
    return f"{model._meta.db_table}_id_seq"


def new_number(sequence: str) -> int:
    """The sequence's next number; one of those that were drawn before, if any is left."""
    left: list[int] = memory().get(sequence) or draw({sequence: 1})[sequence]
    return left.pop(0)


def draw(counts: dict[str, int]) -> dict[str, list[int]]:
    """Draw numbers of several sequences in one trip, for `new_number` to give out until the block ends."""
    parts = [f"(SELECT array_agg(nextval('{name}')) FROM generate_series(1, ${n}))" for n, name in enumerate(counts, 1)]
    drawn = _run(f"SELECT {', '.join(parts)}", [str(count) for count in counts.values()])
    stock = memory()
    for name, numbers in zip(counts, drawn, strict=True):
        stock[name] = [*stock.get(name, ()), *numbers]
    return {name: stock[name] for name in counts}


def memory() -> dict[str, Any]:
    """What may be remembered until the block ends or a savepoint takes it back; outside of a block nothing is."""
    trip = _open.get()
    return {} if trip is None else trip.memory


def _kind(row: Model) -> type[Model]:
    return type(row)


def _run(text: str, values: Sequence[Any]) -> Any:
    with prepared_cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchone() if cursor.description else None
