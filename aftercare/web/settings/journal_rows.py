"""Entries of the journal in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from aftercare.cases.queries.file import numbers_of
from aftercare.journal.models import Entry
from aftercare.journal.terms import CASE_STREAM
from aftercare.web.entry_words import entry_word
from aftercare.web.kit.navigation import address_of
from aftercare.web.settings.journal_words import name_of, said
from aftercare.web.words import Word


@dataclass(frozen=True)
class Change:
    """One value that an entry tells of; `before` is empty when it only says what is."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class JournalRow:
    """One entry: what happened in words, on which case, and what changed by it."""

    entry: Entry
    word: Word
    case: str
    case_url: str
    changes: Sequence[Change]


def journal_rows(entries: Sequence[Entry]) -> list[JournalRow]:
    """The rows of these entries, in one more query."""
    numbers = numbers_of(_case_id(entry) for entry in entries)
    return [_row(entry, numbers.get(_case_id(entry), "")) for entry in entries]


def _row(entry: Entry, number: str) -> JournalRow:
    url = reverse("return-detail", args=[number]) if number and address_of("returns-list") else ""
    return JournalRow(entry, entry_word(entry.kind), number, url, _changes(entry.before, entry.after))


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    names: Iterable[str] = dict.fromkeys([*before, *after])
    return [Change(name_of(name), _said(before, name), _said(after, name)) for name in names]


def _said(values: Mapping[str, object], name: str) -> str:
    return said(name, values[name]) if name in values else ""


def _case_id(entry: Entry) -> int:
    text = entry.stream.removeprefix(CASE_STREAM)
    return int(text) if text.isdecimal() else 0
