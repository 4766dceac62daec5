"""What a change of policy would have made of returns that are on file: the pure half of the rehearsal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from aftercare.orders.rules.promises import Promised
from aftercare.returns.rules.asked import Decision, Terms, Wish
from aftercare.returns.rules.deciding import decide, open_window
from aftercare.returns.rules.window import Window, with_promise
from aftercare.returns.terms import Extra, Payer, RefundTrigger

MOST_EXAMPLES = 5
_WHEN = list(RefundTrigger)
_SAID = {True: "always", False: "never", None: "review"}
REHEARSED = (
    "window", "goods_due", "trigger", "fee", "gift", "refund_way", "freight_payer", "goods",
    *(str(one) for one in Extra), "refund_by", "people",
)  # fmt: skip
"""What is looked at; of an exchange the window, the goods, their way back and the time for them to come."""


@dataclass(frozen=True)
class Past:
    """A return on file: what was known when it was asked for, and what it came to. Money in minor units.

    `promised` is the seller's written promise that lets all of its goods come back longest. `approved_on` and
    `sent_on` are the days from which the goods were waited for, and on which they went; `has_lapsed`: they never did.
    `is_swap`: an exchange, in which no money of the goods goes back. `has_deduction`: its buyer agreed to one by hand;
    `by_one`: the same person took two steps that policy may keep apart. `gifts_minor` is what gifts that stay would
    cost with it, were they wanted back; `paid_otherwise`: the money went in another way than it was paid, and nobody
    noted that the buyer agreed.
    """

    number: str
    wish: Wish
    amount_minor: int
    currency: str
    shop_id: int
    promised: Promised | None = None
    approved_on: date | None = None
    sent_on: date | None = None
    has_lapsed: bool = False
    is_swap: bool = False
    has_deduction: bool = False
    by_one: bool = False
    gifts_minor: int = 0
    paid_otherwise: bool = False


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

    def add(self, how: str, past: OnFile, minor: int | None = None) -> None:
        """One more return that would go this way, with the money that it is about: all of its own unless told."""
        self.seen[how] += 1
        self.money[past.currency, how] += past.amount_minor if minor is None else minor
        if sum(1 for _number, told in self.examples if told == how) < MOST_EXAMPLES:
            self.examples.append((past.number, how))


def rehearse(
    pasts: Iterable[Past], before: Mapping[int, Terms], after: Mapping[int, Terms]
) -> tuple[int, list[Change]]:
    """How many were looked at, and what would change; the terms by shop. Reads each once, keeps only sums."""
    changes = {about: Change(about) for about in REHEARSED}
    looked = 0
    for past in pasts:
        looked += 1
        was, now = (_decide(terms[past.shop_id], past) for terms in (before, after))
        found = _differences(was, now) if not past.is_swap else _of_goods(was, now)
        terms = before[past.shop_id], after[past.shop_id]
        for about, how in [*found, *_goods_due(past, *terms), *_people(past, *terms)]:
            changes[about].add(how, past)
        for how, minor in () if past.is_swap else _fee(past, was, now):
            changes["fee"].add(how, past, minor)
        for how in _gifts(past, was, now):
            changes["gift"].add(how, past, past.gifts_minor)
        for how in _way(past, was, now):
            changes["refund_way"].add(how, past)
    return looked, [change for change in changes.values() if change.seen]


def _decide(terms: Terms, past: Past) -> Decision:
    """The decision with the window as the seller's promise has widened it."""
    signed, asked = past.wish.signed_on, past.wish.asked_on
    window = open_window(terms, signed_on=signed, asked_on=asked)
    return decide(terms, past.wish, _widened(window, past))


def _widened(window: Window, past: Past) -> Window:
    if window.is_open or past.promised is None:
        return window
    return with_promise(window, days=past.promised.days, signed_on=past.wish.signed_on, asked_on=past.wish.asked_on)


def _differences(was: Decision, now: Decision) -> list[tuple[str, str]]:
    """What would be otherwise of goods that go back for money."""
    found = _of_goods(was, now)
    if was.trigger != now.trigger:
        earlier = _WHEN.index(now.trigger) < _WHEN.index(was.trigger)
        found.append(("trigger", "earlier" if earlier else "later"))
    for extra in Extra:
        if was.locked.get(extra) != now.locked.get(extra):
            found.append((str(extra), _SAID[now.locked.get(extra)]))
    if _refund_by(was) != _refund_by(now):
        found.append(("refund_by", "named" if _refund_by(now) else "unnamed"))
    return found


def _of_goods(was: Decision, now: Decision) -> list[tuple[str, str]]:
    """What would be otherwise of goods that come back, whatever they come back for."""
    found = []
    if was.window.is_open != now.window.is_open:
        found.append(("window", "accepted" if now.window.is_open else "refused"))
    if was.freight_payer != now.freight_payer:
        found.append(("freight_payer", "to_shop" if now.freight_payer == Payer.SHOP else "to_buyer"))
    if bool(was.excluded) != bool(now.excluded):
        found.append(("goods", "refused" if now.excluded else "accepted"))
    return found


def _fee(past: Past, was: Decision, now: Decision) -> list[tuple[str, int]]:
    """What the service fee would take more or less, if the buyers agreed; and where it would come on top of a deduction
    that they agreed to by hand.
    """
    more = now.fee_minor - was.fee_minor
    if not more:
        return []
    return [
        ("more" if more > 0 else "less", abs(more)),
        *([("beside", more)] if more > 0 and past.has_deduction else []),
    ]


def _gifts(past: Past, was: Decision, now: Decision) -> list[str]:
    """Whether gifts that stay would be charged, or would no longer be; returns without such gifts are not told of."""
    if was.gifts_back == now.gifts_back or not past.gifts_minor:
        return []
    return ["charged" if now.gifts_back else "free"]


def _way(past: Past, was: Decision, now: Decision) -> list[str]:
    """Whether the money would have to go as it was paid, which of those would have needed the buyer's consent to the
    way that it went, and whether it no longer would have to.
    """
    before, after = (any(one.about == "refund_way" for one in decision.findings) for decision in (was, now))
    if before == after:
        return []
    return ["free"] if before else ["as_paid", *(["asked"] if past.paid_otherwise else [])]


def _people(past: Past, was: Terms, now: Terms) -> list[tuple[str, str]]:
    """Returns in which one person did what would have needed two."""
    newly = now.separate_people and not was.separate_people
    return [("people", "apart")] if newly and past.by_one else []


def _refund_by(decision: Decision) -> str:
    """The days within which a law wants the money back; empty where none does."""
    return next((one.answer for one in decision.findings if one.about == "refund_by"), "")


def _goods_due(past: Past, was: Terms, now: Terms) -> list[tuple[str, str]]:
    """Whether the goods would have come too late, or not too late any more; those that never came, by their last day.

    Goods that are still waited for are not told of: they may come tomorrow.
    """
    if past.approved_on is None or was.goods_due_days == now.goods_due_days:
        return []
    if past.has_lapsed:
        ends = [_last(past.approved_on, days) for days in (was.goods_due_days, now.goods_due_days)]
        return [("goods_due", "longer" if ends[1] > ends[0] else "sooner")]
    if past.sent_on is None:
        return []
    late = [past.sent_on > _last(past.approved_on, days) for days in (was.goods_due_days, now.goods_due_days)]
    return [("goods_due", "lapsed" if late[1] else "in_time")] if late[0] != late[1] else []


def _last(approved_on: date, days: int | None) -> date:
    return date.max if days is None else approved_on + timedelta(days=days)
