"""What the kit's templates are fed with: frozen values, so that no query and no decision hides in a template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Text: TypeAlias = "str | StrPromise"
"""A word for people: plain, or translated when it is printed."""


class Tone(StrEnum):
    """The five colours of a state; each comes with its glyph, so colour never speaks alone."""

    GREY = "grey"
    BLUE = "blue"
    AMBER = "amber"
    RED = "red"
    GREEN = "green"


class StepState(StrEnum):
    """Where a step of the step bar stands. WAIT and LATE are kinds of NOW."""

    DONE = "done"
    NOW = "now"
    WAIT = "wait"
    LATE = "late"
    TODO = "todo"
    SKIPPED = "skipped"
    BAD = "bad"

    @property
    def is_current(self) -> bool:
        """Whether the case stands here."""
        return self in (StepState.NOW, StepState.WAIT, StepState.LATE, StepState.BAD)


class ItemKind(StrEnum):
    """A line of the timeline: something that happened, words to the other side, a note for colleagues, the machine."""

    EVENT = "event"
    MESSAGE = "message"
    NOTE = "note"
    SYSTEM = "system"


@dataclass(frozen=True)
class Crumb:
    """One link of the way back; the last one, without url, is the page itself."""

    label: Text
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a case: what, when, who, and a remark such as “not needed, below 2,000”."""

    label: Text
    state: StepState
    at: datetime | None = None
    who: Text = ""
    note: Text = ""


@dataclass(frozen=True)
class Photo:
    """A picture with its small version; `alt` says what it shows."""

    url: str
    thumb: str
    alt: Text
    caption: Text = ""


@dataclass(frozen=True)
class TimelineItem:
    """One line of the timeline. `title` is a whole sentence; `aside` is a quiet remark such as “to the buyer”."""

    at: datetime
    kind: ItemKind
    who: Text = ""
    title: Text = ""
    body: Text = ""
    aside: Text = ""
    tone: Tone | None = None
    icon: str = ""
    ours: bool = False
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Tab:
    """A tab with its count (text when the count was capped); the address decides which one is current."""

    label: Text
    url: str
    count: int | str | None = None
    current: bool = False


@dataclass(frozen=True)
class FilterChip:
    """A filter in force; following `remove_url` drops it."""

    label: Text
    value: Text
    remove_url: str = ""


@dataclass(frozen=True)
class Column:
    """A column head. `sort_url` makes it a link; `sorted` is "ascending", "descending" or empty."""

    key: str
    label: Text
    num: bool = False
    sort_url: str = ""
    sorted: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Pager:
    """Keyset paging: addresses of the neighbouring pages (empty: none) and a sentence such as “1–50 of 1,284”."""

    earlier_url: str = ""
    later_url: str = ""
    text: Text = ""


@dataclass(frozen=True)
class KV:
    """A fact: label and value. `css` may be num, mono or dim; `mask` hides phone, name, address or email."""

    label: Text
    value: Text
    note: Text = ""
    css: str = ""
    url: str = ""
    mask: str = ""
    reveal_url: str = ""


@dataclass(frozen=True)
class Option:
    """The label of one choice with its explanation; use it as the label in a ChoiceField's choices."""

    label: Text
    note: Text = ""
    disabled: bool = False

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Move:
    """Something the reader may do now: the button says the effect.

    `style` is primary, danger, quiet or empty. `dialog` opens the address in the dialog (it also works as a page).
    `post` sends a form at once. `refused` is the sentence that tells why the move is not open.
    """

    label: Text
    url: str = ""
    icon: str = ""
    key: str = ""
    style: str = ""
    dialog: bool = False
    post: bool = False
    refused: Text = ""


@dataclass(frozen=True)
class OwedBar:
    """What of the money paid was given back earlier, what is given now, what stays; all in minor units."""

    currency: str
    paid: int
    given: int
    this: int

    @property
    def stays(self) -> int:
        """What the seller keeps."""
        return self.paid - self.given - self.this

    @property
    def given_share(self) -> str:
        """Width of the first piece, for SVG."""
        return self._share(self.given)

    @property
    def this_share(self) -> str:
        """Width of the second piece, for SVG."""
        return self._share(self.this)

    def _share(self, part: int) -> str:
        return f"{100 * part / self.paid:.2f}%" if self.paid else "0%"


@dataclass(frozen=True)
class Upload:
    """What a photo picker takes: a field name, its rules in bytes and types, and how many."""

    name: str
    label: Text
    max_bytes: int
    types: Sequence[str] = ("image/jpeg", "image/png", "image/webp")
    multiple: bool = True
    hint: Text = ""
    errors: Sequence[Text] = field(default_factory=tuple)

    @property
    def accept(self) -> str:
        """The input's accept attribute."""
        return ",".join(self.types)

    @property
    def max_megabytes(self) -> int:
        """The limit in whole megabytes, for the hint."""
        return self.max_bytes // (1024 * 1024)


@dataclass(frozen=True)
class Hit:
    """One answer of the command palette: a page, a record or an act; `kind` is the quiet word at the end."""

    label: Text
    url: str
    icon: str = ""
    kind: Text = ""
    dialog: bool = False
