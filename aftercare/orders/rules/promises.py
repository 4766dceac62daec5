"""Which of a seller's written promises holds for a purchase, and how long it lets goods come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aftercare.orders.terms import PromiseKind


@dataclass(frozen=True)
class Promised:
    """A written promise: for one article or all (`sku` empty), so many days or without end (`days` None).

    It holds for what was bought from `begins_on` to `ends_on`, both included.
    """

    id: int
    kind: PromiseKind
    sku: str
    days: int | None
    begins_on: date
    ends_on: date | None
    words: str

    def holds_for(self, sku: str, bought_on: date) -> bool:
        """Whether somebody who bought this article on that day may rely on it."""
        has_begun = self.begins_on <= bought_on and (self.ends_on is None or bought_on <= self.ends_on)
        return has_begun and self.sku in ("", sku)


def best_promise(promises: Iterable[Promised], kind: PromiseKind, *, sku: str = "", bought_on: date) -> Promised | None:
    """The promise of a kind that serves the buyer best, since every one of them binds: the longest."""
    held = [one for one in promises if one.kind == kind and one.holds_for(sku, bought_on)]
    return max(held, key=_length, default=None)


def promise_for_all(
    promises: Sequence[Promised], kind: PromiseKind, *, skus: Iterable[str], bought_on: date
) -> Promised | None:
    """The promise that lets all of these articles come back: the shortest of their best; None when one has none."""
    best = [best_promise(promises, kind, sku=sku, bought_on=bought_on) for sku in skus]
    held = [one for one in best if one]
    return min(held, key=_length) if held and len(held) == len(best) else None


def days_to_ship(promises: Iterable[Promised], *, bought_on: date) -> int | None:
    """Within how many days of payment an order of that day was to be shipped; None: nothing was promised.

    Of several promises the shortest binds.
    """
    told = [one.days for one in promises if one.kind == PromiseKind.SHIP_WITHIN and one.holds_for("", bought_on)]
    return min((days for days in told if days), default=None)


def _length(promise: Promised) -> float:
    return float("inf") if promise.days is None else promise.days
