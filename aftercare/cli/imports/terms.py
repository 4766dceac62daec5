"""The words of the imports."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]
"""A record by column name, values without surrounding space."""


@dataclass(frozen=True)
class Asked:
    """What the operator asked for."""

    file: Path
    mapping: str = ""
    shop: str = ""
    dry_run: bool = False
    ignore_window: bool = False
    rejects: Path | None = None
    batch: int = 5000


@dataclass(frozen=True)
class Setting:
    """What a file does not say: the zone of times without offset."""

    zone: tzinfo


class Record(NamedTuple):
    """One record of the file: its place (0 for the first after the head), its line, its values as they stand."""

    place: int
    line: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class Rejected:
    """A record that is not imported. `why` is a few words for the summary, `sentence` the whole reason."""

    record: Record
    why: str
    sentence: str


class BadLine(Exception):
    """The line cannot be imported; says why in few words and in a sentence."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why
        self.sentence = sentence
