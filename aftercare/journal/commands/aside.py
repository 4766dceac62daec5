"""Entries set aside by a reader: kept, tried again, or left out with a reason."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _
from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry, SetAside
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError, StalePage
from aftercare.rows.whole import apart, whole

app: App = found
TASK, QUEUE = "aftercare.jobs.tasks.read_aside", "aside"
READER = Actor(ActorKind.SYSTEM, 37, "Reader of the journal")
_LONGEST = 500
_MOST_AT_ONCE = 300
_LONGEST_NAME = 60

Consume = Callable[[Sequence[Entry]], None]


class NoReason(DomainError):
    """Nothing is left out without a word why."""

    code = "reason_needed"


def set_aside(reader: str, broken: Iterable[tuple[Entry, Exception]], *, at: datetime) -> None:
    """Keep what the reader could not read, in the transaction that moves its place past it."""
    SetAside.objects.bulk_create(
        [
            SetAside(reader=reader, entry=entry.pk, since=at, tried_at=at, **_told(error))
            for entry, error in broken
        ],
        update_conflicts=True, unique_fields=["reader", "entry"], update_fields=["tried_at", "error", "said"],
    )  # fmt: skip


@whole()
def ask_again(row_id: int, *, by: Actor, at: datetime) -> SetAside:
    """Let the worker read it once more."""
    row = _locked(row_id)
    if not row.is_asked:
        row.is_asked = True
        row.save(update_fields=["is_asked"])
        record(Fact("journal.aside.ask", _subject(row), by, at, after=_names(row)))
    _queue(row.pk)
    return row


@whole()
def ask_for_all(reader: str, *, by: Actor, at: datetime) -> int:
    """Let the worker read once more what a reader set aside first, a few hundred at a time; how many."""
    rows = SetAside.objects.filter(reader=reader, is_asked=False).order_by("pk")
    found = list(rows.select_for_update()[:_MOST_AT_ONCE])
    for row in found:
        ask_again(row.pk, by=by, at=at)
    return len(found)


@whole()
def leave_out(row_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """The reader never reads it: somebody has seen to what it would have done."""
    row = _locked(row_id)
    if not reason.strip():
        raise NoReason(_("Say why nothing more is to be done for this entry."), field="reason")
    record(Fact("journal.aside.leave", _subject(row), by, at, after=_names(row), note=reason.strip()))
    row.delete()


@whole()
def try_again(row_id: int, consume: Callable[[str], Consume | None], *, by: Actor, at: datetime) -> bool:
    """Give the entry to its reader once more; tells whether it is read now. What breaks leaves nothing but a new word.

    Two jobs wait for each other at the row, and the second finds nothing to do.
    """
    row = SetAside.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        return True
    try:
        with apart():
            _give(row, consume(row.reader))
    except Exception as broken:
        _still_broken(row, broken, at)
        return False
    record(Fact("journal.aside.read", _subject(row), by, at, after=_names(row)))
    row.delete()
    return True


def _still_broken(row: SetAside, error: Exception, at: datetime) -> None:
    told = _told(error)
    row.tries, row.tried_at, row.is_asked = row.tries + 1, at, False
    row.error, row.said = told["error"], told["said"]
    row.save()


def _give(row: SetAside, consume: Consume | None) -> None:
    """A reader that this version no longer has misses nothing."""
    if consume:
        consume([Entry.objects.get(pk=row.entry)])


def _queue(row_id: int) -> None:
    name = f"aside-{row_id}"
    try:
        with apart():
            app.configure_task(TASK, queue=QUEUE, lock=name, queueing_lock=name).defer(row_id=row_id)
    except AlreadyEnqueued:
        return


def _locked(row_id: int) -> SetAside:
    row = SetAside.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise StalePage(_("This entry is not set aside any more: it was read meanwhile, or left out."))
    return row


def _told(error: Exception) -> dict[str, str]:
    return {"error": type(error).__name__[:_LONGEST_NAME], "said": str(error)[:_LONGEST]}


def _subject(row: SetAside) -> str:
    return f"journal.aside:{row.pk}"


def _names(row: SetAside) -> dict[str, object]:
    return {"reader": row.reader, "entry": row.entry}
