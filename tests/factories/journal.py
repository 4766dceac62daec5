"""Entries of the journal."""

from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.terms import Fact


def entry_of(fact: Fact) -> Entry:
    """Record a fact, and find its entry."""
    record(fact)
    return Entry.objects.filter(kind=fact.kind, subject=fact.subject).latest("pk")
