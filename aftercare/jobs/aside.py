"""One entry that breaks its reader is set aside, so that it does not stop whatever comes after it."""

import logging
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, ProgrammingError, transaction

from aftercare.journal.models import Entry

_NOT_THE_ENTRYS_FAULT = (OperationalError, InterfaceError, ProgrammingError)
"""The database is away, waits in a circle, or has other tables than the program: the same entries again, later."""

log = logging.getLogger(__name__)


def each_by_itself(name: str, consume: Callable[[Sequence[Entry]], None], entries: Sequence[Entry]) -> None:
    """All at once; when that breaks, one by one, and what breaks alone is passed over with a loud word.

    When none of them can be read, the fault is hardly in an entry: it is raised, and the reader keeps its place.
    """
    try:
        _safely(consume, entries)
    except _NOT_THE_ENTRYS_FAULT:
        raise
    except Exception as broken:
        bad = [entry for entry in entries if not _goes(name, consume, entry)]
        if len(bad) == len(entries):
            raise
        log.critical(
            "The subscriber “%s” sets entries %s of the journal aside and goes on: %s",
            name, ", ".join(str(entry.pk) for entry in bad), broken,
        )  # fmt: skip


def _goes(name: str, consume: Callable[[Sequence[Entry]], None], entry: Entry) -> bool:
    try:
        _safely(consume, [entry])
    except _NOT_THE_ENTRYS_FAULT:
        raise
    except Exception:
        log.exception("The subscriber “%s” cannot read the entry %d.", name, entry.pk)
        return False
    return True


def _safely(consume: Callable[[Sequence[Entry]], None], entries: Sequence[Entry]) -> None:
    """In a part of the transaction that can be undone by itself."""
    with transaction.atomic():
        consume(entries)
