"""The words of the search: what can be found, and what is written down about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DocKind(StrEnum):
    CASE = "case"
    ORDER = "order"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Source:
    """What one document may be found by.

    `identifiers` are found whole, by their beginning and by their last 4 to 6 characters; `phones` in every usual
    spelling; `words` by whole words, beginnings of words and, in Chinese, any part.
    """

    identifiers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A document before it is written. `customer` and `merchant` narrow the search before any word is compared."""

    kind: DocKind
    ref: int
    merchant: int
    customer: int
    case_number: str
    order_number: str
    title: str
    at: datetime
    source: Source = field(repr=False)
    at_the_dock: bool = False
