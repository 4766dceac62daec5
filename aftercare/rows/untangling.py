"""Work that the database undid to end a deadlock is done again: nothing of it stands, and the others are through."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from aftercare.kernel.errors import Conflict
from aftercare.kernel.words import gettext_noop as _

T = TypeVar("T")
_TRIES = 4

log = logging.getLogger("aftercare.rows")


class Tangled(Conflict):
    """Others were at the same records each time it was tried; it may be asked again as it was."""

    code = "tangled"


def untangled(work: Callable[[], T], *, again: Callable[[], None] = lambda: None) -> T:
    """What the work gives. It opens its own transaction, so that a try that was undone has left nothing behind.

    `again` makes ready for another try; after the last one it is refused as Tangled. Inside somebody else's
    transaction, whose locks stay, there is only one try: whoever opened that begins again.
    """
    if transaction.get_connection().in_atomic_block:
        return work()
    for left in reversed(range(_TRIES)):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            if not left:
                sentence = _("Others were at work on this at the same moment, so nothing of it was changed. Try again.")
                raise Tangled(sentence) from error
            log.info("Two requests waited for each other; this one is tried again.")
            again()
    raise AssertionError
