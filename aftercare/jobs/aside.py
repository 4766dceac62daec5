"""One entry that breaks its reader is set aside, so that it does not stop whatever comes after it."""

import logging
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone

from aftercare.journal.commands.aside import set_aside
from aftercare.journal.models import Entry
from aftercare.rows.whole import apart

_NOT_THE_ENTRYS_FAULT = (OperationalError, InterfaceError, ProgrammingError)
"""The database is away, waits in a circle, or has other tables than the program: the same entries again, later."""

_FEW = 20
"""So many entries may break all alike before the fault is looked for in the reader."""

Consume = Callable[[Sequence[Entry]], None]
Broken = list[tuple[Entry, Exception]]

log = logging.getLogger(__name__)


def sifted(name: str, consume: Consume, entries: Sequence[Entry], *, is_patient: bool) -> None:
    """All at once; when that breaks, in ever smaller parts, and what breaks alone is set aside with a loud word.

    When none of them can be read, the fault is hardly in an entry: it is raised, and the reader keeps its place. That
    holds as long as the reader is patient; a few entries that broke again and again are set aside all the same, or
    a single one that nothing follows would stop its reader for good.
    """
    try:
        _safely(consume, entries)
    except _NOT_THE_ENTRYS_FAULT:
        raise
    except Exception as error:
        broken = _broken_in_parts(name, consume, entries, error)
        if len(broken) == len(entries) and (is_patient or len(entries) > _FEW):
            raise
        set_aside(name, broken, at=timezone.now())
        numbers = ", ".join(str(entry.pk) for entry, _error in broken)
        log.critical("The subscriber “%s” sets entries %s of the journal aside and goes on: %s", name, numbers, error)


def _broken_in_parts(name: str, consume: Consume, entries: Sequence[Entry], error: Exception) -> Broken:
    """What breaks alone, of entries that broke together."""
    if len(entries) == 1:
        log.error("The subscriber “%s” cannot read the entry %d.", name, entries[0].pk, exc_info=error)
        return [(entries[0], error)]
    middle = len(entries) // 2
    return [*_broken(name, consume, entries[:middle]), *_broken(name, consume, entries[middle:])]


def _broken(name: str, consume: Consume, entries: Sequence[Entry]) -> Broken:
    try:
        _safely(consume, entries)
    except _NOT_THE_ENTRYS_FAULT:
        raise
    except Exception as error:
        return _broken_in_parts(name, consume, entries, error)
    return []


def _safely(consume: Consume, entries: Sequence[Entry]) -> None:
    """In a part of the transaction that can be undone by itself."""
    with apart():
        consume(entries)
