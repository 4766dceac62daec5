"""All or nothing: the transaction that an act is done in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_is_open: ContextVar[bool] = ContextVar("whole_is_open", default=False)


class HalfDone(RuntimeError):
    """A part of an act was refused, somebody caught it and went on: a mistake of ours, and nothing is done."""


@contextmanager
def whole() -> Iterator[None]:
    """What is done inside is done whole or not at all. Inside another whole it is a part of that one.

    A part has no savepoint of its own, which would cost two trips: when it is refused, so is the whole. What may be
    refused by itself, while the rest goes on, says so by a `transaction.atomic()` around it, or by `attempt`.
    """
    is_part = _is_open.get()
    token = _is_open.set(True)
    try:
        with transaction.atomic(savepoint=not is_part):
            yield
            if transaction.get_rollback():
                raise HalfDone("A part of this was refused, and the rest went on.")
    finally:
        _is_open.reset(token)
