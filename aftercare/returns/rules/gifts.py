"""Gifts that came with goods: they go back with these, or their marked price is taken off what goes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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


def short_of(staying: Staying, accepted: Mapping[int, int]) -> int:
    """What is due for gifts once these pieces were accepted, by order line: nothing as long as goods stay."""
    left = [(line, max(0, line.pieces - accepted.get(line.line_id, 0))) for line in staying.lines]
    if any(pieces for line, pieces in left if not line.is_gift):
        return 0
    return max(0, sum(pieces * line.unit_minor for line, pieces in left if line.is_gift) - staying.taken_minor)
