"""What waits inside a block of `together`."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

from aftercare.rows.cursors import run
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
        self._is_unconcerned = False

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
        run(*statement(inserts, changes))

    def first(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Before another statement: send what waits; what a savepoint undoes is forgotten instead."""
        if isinstance(sql, str) and sql.startswith("ROLLBACK TO"):
            self._forget()
            self.memory.clear()
        if not self._is_unconcerned:
            self.send()
        return execute(sql, *rest)

    @contextmanager
    def unconcerned(self, tables: AbstractSet[str]) -> Iterator[None]:
        """What is asked inside reads these tables only, so rows of others may go on waiting."""
        waiting = [*self._inserts, *(model for model, _names in self._changes)]
        self._is_unconcerned = tables.isdisjoint(model._meta.db_table for model in waiting)
        try:
            yield
        finally:
            self._is_unconcerned = False

    def _touch(self, row: Model) -> None:
        self._touched.add((type(row), row.pk or id(row)))
        if len(self._touched) >= MOST_ROWS:
            self.send()

    def _forget(self) -> None:
        self._inserts, self._changes, self._touched = {}, {}, set()


current: ContextVar[Trip | None] = ContextVar("current_trip", default=None)
"""The trip of the block that is open."""
