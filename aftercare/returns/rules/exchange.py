"""What an exchange costs whom: goods for goods, and the difference in money."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercare.kernel.money import spread


@dataclass(frozen=True)
class Balance:
    """What comes back counts for `credit`, what goes out costs `price`; minor units."""

    credit: int
    price: int

    @property
    def in_goods(self) -> int:
        """The part of the credit that is given back as goods."""
        return min(self.credit, self.price)

    @property
    def back(self) -> int:
        """What the buyer gets in money, since the new goods cost less."""
        return max(0, self.credit - self.price)

    @property
    def surcharge(self) -> int:
        """What the buyer pays, since the new goods cost more."""
        return max(0, self.price - self.credit)


def price_for(*, unit_minor: int | None, credit: int, pieces: int) -> int:
    """What the new goods for one line cost: their price, or for the same again what the old ones count for."""
    return credit if unit_minor is None else unit_minor * pieces


def money_parts(credits_minor: Sequence[int], back: int) -> list[int]:
    """The part of each line's credit that goes back in money; together they are `back`, none above its credit."""
    return spread(back, list(credits_minor))


def goods_owed(*, in_goods: int, credit: int) -> int:
    """What a buyer owes who had goods worth `in_goods` in advance for old ones that now count for `credit` only."""
    return max(0, in_goods - credit)


def paid_for_each(prices: Sequence[int], *, in_goods: int, surcharge_paid: int) -> list[int]:
    """What the buyer gave for each of the new goods: the old ones, and what he paid on top; never above the price."""
    return spread(min(in_goods + surcharge_paid, sum(prices)), list(prices))
