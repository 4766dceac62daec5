"""Whether a mail says clearly enough what its writer wants back."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

RECENT_DAYS = 30
"""So old may an order be and still be meant by a mail that names none."""


@dataclass(frozen=True)
class Goods:
    """A line of an order of which `left` pieces can still be asked back."""

    line_id: int
    sku: str
    name: str
    left: int


def named(text: str, numbers: Iterable[str]) -> list[str]:
    """Which of these order numbers stand in a text, whole and not as a part of a longer one."""
    found = {word.upper() for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]", text)}
    # A number in a Chinese sentence has no spaces around it; digits and Latin letters alone would lengthen it.
    parts = {word.upper() for word in re.findall(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", text)}
    return [number for number in numbers if number.upper() in found | parts]


def goods_meant(text: str, goods: Sequence[Goods]) -> list[Goods]:
    """The goods that are surely meant: all there is when that is one line, else those that are named; single pieces.

    Empty when it is not clear: several pieces of one line may be meant in part.
    """
    left = [one for one in goods if one.left]
    meant = left if len(left) == 1 else [one for one in left if _is_named(text, one)]
    return meant if all(one.left == 1 for one in meant) else []


def reason_meant(text: str, labels: Mapping[int, Collection[str]]) -> int | None:
    """The reason that is surely meant, by id: the only one, or the only one whose words the mail says."""
    if len(labels) == 1:
        return next(iter(labels))
    small = text.casefold()
    said = [pk for pk, words in labels.items() if any(word and word.casefold() in small for word in words)]
    return said[0] if len(said) == 1 else None


def _is_named(text: str, one: Goods) -> bool:
    small = text.casefold()
    return one.sku.casefold() in small or one.name.casefold() in small
