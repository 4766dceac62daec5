"""Entries that a reader could not read."""

from aftercare.journal.commands.aside import set_aside
from aftercare.journal.models import Entry, SetAside
from tests.factories.people import MONDAY


def put_aside(reader: str, entry: Entry | None = None, error: Exception | None = None) -> SetAside:
    """An entry, the last one of the journal when none is named, set aside by this reader."""
    told = entry or Entry.objects.latest("pk")
    set_aside(reader, [(told, error or ValueError("odd"))], at=MONDAY)
    return SetAside.objects.get(reader=reader, entry=told.pk)
