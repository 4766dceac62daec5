"""What readers set aside, in words: who could not read what, and why, as a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.journal.models import SetAside
from aftercare.journal.queries.aside import aside_counts, entries_of
from aftercare.web.kit.parts import Text
from aftercare.web.settings.journal_rows import JournalRow, journal_rows

READER: Mapping[str, tuple[Text, Text]] = {
    "search": (_("Search"), _("It is not found by what changed.")),
    "scores": (_("Merchants' figures"), _("The merchant's figures lack what changed.")),
    "payouts": (_("Payouts"), _("The gateway was not asked at once; it is asked within a minute all the same.")),
    "dues": (_("Due times"), _("Lists show the due time as it was.")),
    "answers": (_("Answers to complaints"), _("Whether a complaint was answered by it is not counted.")),
    "mail": (_("Incoming mail"), _("The mail opened no case; it lies with the incoming mail.")),
    "messages": (_("Messages"), _("Nobody was told of it.")),
    "webhooks": (_("Webhooks"), _("Other systems were not told of it.")),
}
"""What each reader is for, and what is missing as long as it has not read an entry."""

_WRONG_VALUES = _("What the entry says does not fit what the reader expects.")
_FAULT: Mapping[str, Text] = {
    "IntegrityError": _("The database refuses what would be written: it is there already, or something is missing."),
    "DataError": _("A value is too long or too large for where it belongs."),
    "DoesNotExist": _("The record that the entry speaks of cannot be found."),
    "KeyError": _WRONG_VALUES,
    "IndexError": _WRONG_VALUES,
    "ValueError": _WRONG_VALUES,
    "TypeError": _WRONG_VALUES,
    "AttributeError": _WRONG_VALUES,
}
_OTHER = _("The reader broke over this entry.")


@dataclass(frozen=True)
class AsideRow:
    """One entry that a reader passed over; `row` tells the entry itself, or nothing when it is gone."""

    aside: SetAside
    reader: Text
    missing: Text
    fault: Text
    row: JournalRow | None


def aside_rows(asides: Sequence[SetAside]) -> list[AsideRow]:
    """The rows of these, in two more queries."""
    told = {row.entry.pk: row for row in journal_rows(list(entries_of(asides).values()))}
    return [_row(each, told.get(each.entry)) for each in asides]


def several_aside() -> list[tuple[str, Text, int]]:
    """Readers that set more than one entry aside: the reader, its name for people, how many."""
    return [(name, READER.get(name, (name, ""))[0], count) for name, count, _since in aside_counts() if count > 1]


def _row(aside: SetAside, told: JournalRow | None) -> AsideRow:
    reader, missing = READER.get(aside.reader, (aside.reader, ""))
    return AsideRow(aside, reader, missing, _FAULT.get(aside.error, _OTHER), told)
