"""All or nothing: the transaction that an act is done in, and its parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from psycopg.pq import TransactionStatus

_is_open: ContextVar[bool] = ContextVar("whole_is_open", default=False)


class HalfDone(RuntimeError):
    """A part of an act was refused, somebody caught it and went on: a mistake of ours, and nothing is done."""


@contextmanager
def whole() -> Iterator[None]:
    """What is done inside is done whole or not at all. Inside another whole it is a part of that one.

    A part has no savepoint of its own, which would cost two trips: when it is refused, so is the whole. What may be
    refused by itself, while the rest goes on, stands in `apart()`, or is an `attempt`.
    """
    is_part = _is_open.get()
    with transaction.atomic(savepoint=not is_part), _without_gaps():
        token = _is_open.set(True)
        if not is_part:
            _remember(None)
        try:
            yield
        except BaseException as refusal:
            if is_part and not transaction.get_rollback():
                _remember(refusal)
            raise
        finally:
            _is_open.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """A part that may be refused by itself: whoever catches that outside may go on, and nothing of it is left."""
    with transaction.atomic(), _without_gaps():
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is tried, and undone at the end."""
    with transaction.atomic():
        with _without_gaps():
            yield
        transaction.set_rollback(True)


def check_whole() -> None:
    """Raise HalfDone when a part of what is open was refused, by us or by the server, and the rest went on."""
    if transaction.get_rollback() or _is_aborted():
        raise HalfDone("A part of this was refused, and the rest went on.") from _remembered()


@contextmanager
def _without_gaps() -> Iterator[None]:
    """Nobody goes on after a refused part, be it that he asks the database again, which Django refuses, or not."""
    try:
        yield
    except TransactionManagementError:
        check_whole()
        raise
    check_whole()


def _is_aborted() -> bool:
    """Whether the server would answer the end with a rollback, without a word; the connection knows it."""
    session = connection.connection
    return session is not None and session.info.transaction_status == TransactionStatus.INERROR


def _remember(refusal: BaseException | None) -> None:
    """As the cause for whoever goes on nevertheless; Django names it, too."""
    mine: Any = connection
    mine.rollback_exc = refusal


def _remembered() -> BaseException | None:
    mine: Any = connection
    found: BaseException | None = mine.rollback_exc
    return found
