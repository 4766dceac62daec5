"""Gifts that came with goods: they go back with these, or their marked price is taken off what goes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Gift:
    """A gift of an order all of whose goods go back: of its `quantity`, `kept` pieces stay, marked with so much each.

    Minor units. A gift belongs to the whole order: as long as goods of it stay with the buyer, so may its gifts.
    """

    sku: str
    name: str
    kept: int
    unit_minor: int
    quantity: int

    @property
    def minor(self) -> int:
        """What is taken off for the pieces that stay."""
        return self.kept * self.unit_minor

    @property
    def whole_minor(self) -> int:
        """What all of it was marked with."""
        return self.quantity * self.unit_minor


@dataclass(frozen=True)
class Stays:
    """Pieces of an order line that stay with the buyer unless they come with the return that is counted.

    `unit_minor` is the marked price of a gift, in minor units.
    """

    line_id: int
    pieces: int
    is_gift: bool
    unit_minor: int


@dataclass(frozen=True)
class Staying:
    """All that stays of an order, and what was taken off for its gifts already, in minor units."""

    lines: Sequence[Stays] = ()
    taken_minor: int = 0


@dataclass(frozen=True)
class Charge:
    """What is taken off for gifts that stay, in minor units, and for how many pieces of which order lines.

    A charge of before pieces were kept names none: it was for all that stayed.
    """

    minor: int = 0
    pieces: Mapping[int, int] = field(default_factory=dict)


def short_of(staying: Staying, accepted: Mapping[int, int]) -> int:
    """What is due for gifts once these pieces were accepted, by order line: nothing as long as goods stay."""
    return charge_for(staying, accepted).minor


def charge_for(staying: Staying, accepted: Mapping[int, int], *, most: int | None = None) -> Charge:
    """The same with the pieces that stay, and never more than `most`, where it is known what goes back."""
    left = [(line, max(0, line.pieces - accepted.get(line.line_id, 0))) for line in staying.lines]
    if any(pieces for line, pieces in left if not line.is_gift):
        return Charge()
    gifts = [(line, pieces) for line, pieces in left if line.is_gift and pieces]
    due = max(0, sum(pieces * line.unit_minor for line, pieces in gifts) - staying.taken_minor)
    return Charge(due if most is None else min(due, most), {line.line_id: pieces for line, pieces in gifts})


def given_back(charged: Charge, gifts: Sequence[Stays]) -> int:
    """What was taken for gifts that stay no longer, in minor units. Pieces that cost nothing come before others."""
    due = sum(min(_charged(charged, gift), max(0, gift.pieces)) * gift.unit_minor for gift in gifts)
    return max(0, charged.minor - due)


def _charged(charged: Charge, gift: Stays) -> int:
    return charged.pieces.get(gift.line_id, 0) if charged.pieces else gift.pieces
