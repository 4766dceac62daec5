"""What a change of policy would have made of returns that are on file: the pure half of the rehearsal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from aftercare.returns.rules.deciding import Decision, Terms, Wish, decide
from aftercare.returns.terms import Payer, RefundTrigger

MOST_EXAMPLES = 5
_WHEN = list(RefundTrigger)


@dataclass(frozen=True)
class Past:
    """A return on file: what was known when it was asked for, and what it came to. Money in minor units."""

    number: str
    wish: Wish
    amount_minor: int
    currency: str
    shop_id: int


class OnFile(Protocol):
    """What a rehearsal counts: by number, with its money in minor units."""

    @property
    def number(self) -> str: ...

    @property
    def amount_minor(self) -> int: ...

    @property
    def currency(self) -> str: ...


@dataclass
class Change:
    """How many returns one part would decide otherwise, how, with how much money, and some of them.

    `money` by (currency, how); `seen` by how.
    """

    about: str
    seen: Counter[str] = field(default_factory=Counter)
    money: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, how: str, past: OnFile) -> None:
        """One more return that would go this way."""
        self.seen[how] += 1
        self.money[past.currency, how] += past.amount_minor
        if sum(1 for _number, told in self.examples if told == how) < MOST_EXAMPLES:
            self.examples.append((past.number, how))


def rehearse(
    pasts: Iterable[Past], before: Mapping[int, Terms], after: Mapping[int, Terms]
) -> tuple[int, list[Change]]:
    """How many were looked at, and what would change; the terms by shop. Reads each once, keeps only sums."""
    changes = {about: Change(about) for about in ("window", "trigger", "freight_payer", "goods")}
    looked = 0
    for past in pasts:
        looked += 1
        was, now = (decide(terms[past.shop_id], past.wish) for terms in (before, after))
        for about, how in _differences(was, now):
            changes[about].add(how, past)
    return looked, [change for change in changes.values() if change.seen]


def _differences(was: Decision, now: Decision) -> list[tuple[str, str]]:
    found = []
    if was.window.is_open != now.window.is_open:
        found.append(("window", "accepted" if now.window.is_open else "refused"))
    if was.trigger != now.trigger:
        earlier = _WHEN.index(now.trigger) < _WHEN.index(was.trigger)
        found.append(("trigger", "earlier" if earlier else "later"))
    if was.freight_payer != now.freight_payer:
        found.append(("freight_payer", "to_shop" if now.freight_payer == Payer.SHOP else "to_buyer"))
    if bool(was.excluded) != bool(now.excluded):
        found.append(("goods", "refused" if now.excluded else "accepted"))
    return found
