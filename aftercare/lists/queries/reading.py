"""Rows of a list as plain values, for a file: any number of them, read from the server piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.kernel.money import from_minor
from aftercare.lists.terms import Cell

_CHUNK = 2000


@dataclass(frozen=True)
class Reader:
    """For whom the rows are: what values are called for him, and whether he sees personal data in full."""

    words: Mapping[str, Mapping[str, str]]
    language: str
    in_full: bool

    def word(self, column: str, *names: str) -> str:
        """What a value is called; the first of the names that has a word, else the last name itself."""
        told = self.words.get(column, {})
        return next((told[name] for name in names if name in told), names[-1])


@dataclass(frozen=True)
class Field:
    """A column: what is read from the database, and what is made of it for a reader."""

    paths: tuple[str, ...]
    make: Callable[..., Cell]


def plain(path: str) -> Field:
    """The value as it is."""
    return Field((path,), lambda _reader, value: value)


def time(path: str) -> Field:
    """A moment by the company's clock."""
    return Field((path,), lambda _reader, at: timezone.localtime(at) if at else None)


def worded(path: str, column: str) -> Field:
    """A value by what it is called in that column."""
    return Field((path,), lambda reader, value: reader.word(column, str(value)) if value else None)


def money(*paths: str, currency: str = "currency") -> Field:
    """The sum of these amounts, as decimals of their currency."""
    return Field((currency, *paths), lambda _reader, code, *minor: from_minor(sum(minor), code))


def private(path: str, mask: Callable[[str], str]) -> Field:
    """Personal data, masked unless the reader gets it in full."""
    return Field((path,), lambda reader, value: value if reader.in_full else mask(value))


def rows_of(
    found: QuerySet[Any], columns: Sequence[str], fields: Mapping[str, Field], reader: Reader
) -> Iterator[list[Cell]]:
    """One row after the other, through a cursor of the server; nothing is kept of those that are done."""
    paths = list(dict.fromkeys(path for key in columns for path in fields[key].paths))
    places = [(fields[key].make, [paths.index(path) for path in fields[key].paths]) for key in columns]
    for values in found.values_list(*paths).iterator(chunk_size=_CHUNK):
        yield [make(reader, *(values[place] for place in taken)) for make, taken in places]
