"""What waits inside a block of `together`, and what is known there."""

from collections.abc import Callable, Hashable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from aftercare.rows.waiting import Waiting
from aftercare.rows.whole import check_whole

T = TypeVar("T")
E = TypeVar("E", bound=Exception)
MOST_ROWS = 4000
"""So many rows wait at most."""
_MARK = "attempt"


class Trip:
    """What waits to be sent.

    `memory` is for what holds as long as the transaction's locks, and is lost with them. `numbers` were drawn from
    sequences and are given out once. `told` are answers to questions that were not asked yet.
    """

    def __init__(self) -> None:
        self.memory: dict[str, Any] = {}
        self.numbers: dict[str, list[int]] = {}
        self.told: dict[Hashable, Any] = {}
        self._held = Waiting()  # what stands though the attempt be refused
        self._waiting = Waiting()
        self._is_unconcerned = self.is_trying = self._is_marked = False

    def add(self, row: Model) -> None:
        """A new row, as it is now."""
        self._waiting.add(row)
        self._look_after_size()

    def change(self, row: Model, names: tuple[str, ...]) -> None:
        """Fields of a row, as they are now. One statement touches a row once only."""
        if self._held.has(row) or self._waiting.has(row):
            self.send()
        self._waiting.change(row, names)
        self._look_after_size()

    def send(self) -> None:
        """Everything in one statement; what an attempt added goes behind a savepoint."""
        if not self.is_trying:
            self._send(self._waiting.taken())
            return
        self._send(self._held.taken())
        if self._waiting:
            self._mark()
            self._send(self._waiting.taken())

    def first(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Before another statement: send what waits; what a savepoint undoes is forgotten instead."""
        if self._is_unconcerned:
            return execute(sql, *rest)
        text = sql.lstrip(" \n(") if isinstance(sql, str) else ""
        if text.startswith("ROLLBACK TO"):
            self._waiting = Waiting()
            self.memory.clear()
            self.told.clear()
        self.send()
        if self.is_trying and not text.startswith("SELECT"):
            self._mark()
        return execute(sql, *rest)

    def attempt(self, work: Callable[[], T], refusal: type[E]) -> T | E:
        """Do the work; when it is refused, undo it and give the refusal. There is no attempt inside an attempt.

        As long as nothing of it was sent, there is nothing to undo: a savepoint is set only before it writes.
        """
        check_whole()
        callbacks = len(connection.run_on_commit)
        self._held, self._waiting = self._waiting, Waiting()
        self.is_trying = True
        try:
            done: T | E = work()
        except refusal as said:
            self._undo(callbacks)
            done = said
        finally:
            self.is_trying = False
        self._held.join(self._waiting.taken())
        self._waiting, self._held = self._held, Waiting()
        if self._is_marked:
            self._aside("RELEASE SAVEPOINT")
            self._is_marked = False
        return done

    @contextmanager
    def unconcerned(self, tables: AbstractSet[str]) -> Iterator[None]:
        """What is asked inside reads these tables only, so rows of others may go on waiting."""
        self._is_unconcerned = tables.isdisjoint([*self._held.tables(), *self._waiting.tables()])
        try:
            yield
        finally:
            self._is_unconcerned = False

    def _undo(self, callbacks: int) -> None:
        """What waits of the attempt was never sent; what was sent is taken back."""
        self._waiting = Waiting()
        self.memory.clear()
        transaction.set_rollback(False)  # its parts wanted all or nothing; this is the nothing
        if self._is_marked:
            self._aside("ROLLBACK TO SAVEPOINT")
        del connection.run_on_commit[callbacks:]

    def _mark(self) -> None:
        if not self._is_marked:
            self._is_marked = True
            self._aside("SAVEPOINT")

    def _aside(self, command: str) -> None:
        with self._alone(), connection.cursor() as cursor:
            cursor.execute(f"{command} {_MARK}")

    def _send(self, rows: Waiting) -> None:
        if rows:
            with self._alone():
                rows.send()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A statement of ours sends nothing before it."""
        before, self._is_unconcerned = self._is_unconcerned, True
        try:
            yield
        finally:
            self._is_unconcerned = before

    def _look_after_size(self) -> None:
        if len(self._held) + len(self._waiting) >= MOST_ROWS:
            self.send()


current: ContextVar[Trip | None] = ContextVar("current_trip", default=None)
"""The trip of the block that is open."""
