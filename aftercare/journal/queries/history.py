"""What happened to a case or a record."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from aftercare.journal.models import Entry
from aftercare.journal.models.entry import OF_SETTINGS
from aftercare.journal.rules import entry_content, entry_hash
from aftercare.journal.terms import case_stream
from aftercare.rows.asking import Prepared

SETTINGS = "settings"


@dataclass(frozen=True)
class BrokenLink:
    """A place where a chain does not hold: an entry was altered, removed or put in between."""

    stream: str
    position: int
    reason: str


def history_of_case(case_id: int) -> QuerySet[Entry]:
    """Everything that happened to a case, first first."""
    return Entry.objects.filter(stream=case_stream(case_id)).order_by("position")


def known_history_of_case(case_id: int) -> list[Entry]:
    """The same, fetched."""
    return _OF_STREAM(case_stream(case_id))


_OF_STREAM = Prepared[Entry](lambda stream: Entry.objects.filter(stream=stream).order_by("position"))


def newest_entries(*, actor: str = "", kind: str = "", stream: str = "") -> QuerySet[Entry]:
    """Everything that was ever recorded, newest first; by one actor, of one kind, in one stream.

    `kind` may end with a dot and then means all kinds that begin so; SETTINGS means what is decided for all cases.
    """
    found = Entry.objects.order_by("-pk")
    if actor:
        found = found.filter(actor=actor)
    if stream:
        found = found.filter(stream=stream)
    if kind == SETTINGS:
        return found.filter(OF_SETTINGS)
    if kind:
        found = found.filter(kind__startswith=kind) if kind.endswith(".") else found.filter(kind=kind)
    return found


def broken_links(streams_from: str = "") -> Iterator[BrokenLink]:
    """Walk every chain in the database, in constant memory; yields what does not hold."""
    stream, position, previous = "", 0, ""
    for entry in Entry.objects.filter(stream__gte=streams_from).order_by("stream", "position").iterator(5000):
        if entry.stream != stream:
            stream, position, previous = entry.stream, 0, ""
        position += 1
        reason = _fault(entry, position, previous)
        if reason:
            yield BrokenLink(stream, entry.position, reason)
        position, previous = entry.position, entry.hash


def _fault(entry: Entry, position: int, previous: str) -> str:
    if entry.position != position:
        return "an entry is missing before this one"
    if entry.previous_hash != previous:
        return "it does not follow the entry before it"
    content = entry_content(
        at=entry.at,
        kind=entry.kind,
        actor=entry.actor,
        actor_name=entry.actor_name,
        subject=entry.subject,
        stream=entry.stream,
        position=entry.position,
        before=entry.before,
        after=entry.after,
        note=entry.note,
        request=entry.request,
    )
    return "" if entry_hash(previous, content) == entry.hash else "its content was altered"
