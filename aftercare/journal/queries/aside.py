"""Entries that a reader could not read and passed over."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from aftercare.journal.models import Entry, SetAside


def aside_by(readers: Sequence[str] = ()) -> QuerySet[SetAside]:
    """What these readers set aside, newest first; all readers when none is named."""
    rows = SetAside.objects.filter(reader__in=readers) if readers else SetAside.objects.all()
    return rows.order_by("-pk")


def entries_of(rows: Sequence[SetAside]) -> dict[int, Entry]:
    """The entries that the rows speak of, by number."""
    return Entry.objects.in_bulk({row.entry for row in rows})


def aside_counts() -> list[tuple[str, int, datetime]]:
    """For each reader that set something aside: its name, how much, since when."""
    counted = SetAside.objects.values("reader").annotate(count=Count("pk"), first=Min("since")).order_by("reader")
    return [(row["reader"], row["count"], row["first"]) for row in counted]


def streams_aside(reader: str, *, most: int) -> list[str]:
    """The streams of what a reader set aside last, each once."""
    numbers = list(aside_by([reader]).values_list("entry", flat=True)[:most])
    if not numbers:
        return []
    found = Entry.objects.filter(pk__in=numbers).order_by("-pk").values_list("stream", flat=True)
    return list(dict.fromkeys(found))
