"""The words of how fast exchanges go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PROMISED = timedelta(minutes=100)
"""From the receipt of the faulty goods to the end of the exchange; the best of the trade promise no more."""

USUAL_FROM, USUAL_TO = timedelta(days=3), timedelta(days=15)
"""What a shop of the trade told of its exchanges, from the first word until the buyer had the new goods."""

LONGEST = 20
"""Whole days that are told apart in a distribution; what took longer stands together."""


@dataclass(frozen=True)
class Turned:
    """How fast exchanges of one merchant were that ended in one month: `in_time` of them within PROMISED."""

    merchant: int
    month: date
    count: int
    in_time: int
    median: timedelta
    slow: timedelta

    @property
    def share(self) -> float:
        """Those in time, of a hundred."""
        return 100 * self.in_time / self.count


@dataclass(frozen=True)
class Whole:
    """How long buyers of one merchant waited for new goods that they had in one month.

    `quick` had them sooner than USUAL_FROM, `usual` by USUAL_TO. `by_day` counts them by whole days, the last one with
    all that took longer. `slow` is what nine of ten did not exceed.
    """

    merchant: int
    month: date
    count: int
    quick: int
    usual: int
    median: timedelta
    slow: timedelta
    by_day: Sequence[int]

    @property
    def long(self) -> int:
        """Those that took longer than usual."""
        return self.count - self.quick - self.usual

    def of_hundred(self, part: int) -> float:
        """A part of them, of a hundred."""
        return 100 * part / self.count
