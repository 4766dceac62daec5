"""Gifts that came with goods: they go back with these, or their marked price is taken off what goes back."""

from collections.abc import Sequence
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


def owed_for(gifts: Sequence[Gift], worth_minor: int) -> int:
    """What is taken off for all of them, never more than goes back."""
    return min(sum(gift.minor for gift in gifts), worth_minor)
