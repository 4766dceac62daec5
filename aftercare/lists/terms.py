"""The words of lists: an arrangement of columns, the formats and states of an export, and what a cell may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Cell = str | int | Decimal | datetime | date | None
"""A value of an exported row. Times are local; their zone is not written, since a sheet knows none."""


@dataclass(frozen=True)
class Arrangement:
    """How the columns of a list stand. The first one names the row: it stays first and is always shown.

    `order` are the keys from the left, hidden ones among them. `widths` are CSS pixels; a column without one is as wide
    as its content. `frozen` of the shown columns stay in place while the others scroll.
    """

    order: tuple[str, ...]
    hidden: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1

    @property
    def shown(self) -> tuple[str, ...]:
        """What is to be seen, from the left."""
        return tuple(key for key in self.order if key not in self.hidden)

    def as_plain(self) -> dict[str, object]:
        """What is kept of it."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
            "frozen": self.frozen,
        }


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class ExportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Heading:
    """A column of an export: its key, and what it is called in the language of who asked."""

    key: str
    label: str


@dataclass(frozen=True)
class Wanted:
    """What somebody takes out of a list.

    `sought` narrows it, as the list's own room reads it. `words` holds, by column, what its values are called.
    `in_full` shows personal data that is otherwise masked.
    """

    list: str
    format: Format
    sought: Mapping[str, object]
    headings: Sequence[Heading]
    words: Mapping[str, Mapping[str, str]]
    language: str
    in_full: bool = False
