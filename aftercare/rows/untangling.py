"""Work that the database undid to end a deadlock is done again: nothing of it stands, and the others are through."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

T = TypeVar("T")
_TRIES = 4

log = logging.getLogger("aftercare.rows")


def untangled(work: Callable[[], T], *, again: Callable[[], None] = lambda: None) -> T:
    """What the work gives. It opens its own transaction, so that a try that was undone has left nothing behind.

    `again` makes ready for another try. Inside somebody else's transaction, whose locks stay, there is only one try:
    whoever opened that begins again.
    """
    for _try in range(0 if transaction.get_connection().in_atomic_block else _TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            log.info("Two requests waited for each other; this one is tried again.")
            again()
    return work()
