"""Until when goods may be returned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

LAST_CALL = timedelta(days=7)
"""How long a buyer has for his answer when he was asked for a parcel that nobody has seen; ours, from no law."""

SELLER_PROMISE = "seller_promise"
"""The rule that decided when a seller's written promise lets goods come back longer than his policy."""


SECOND_PARCEL = "second_parcel"
"""The rule for goods of an earlier return that come after its count: they were asked for in time with it."""


@dataclass(frozen=True)
class Window:
    """Whether a request is in time. `ends_on` is the last day, None when no window runs; `rule` names what decided."""

    is_open: bool
    ends_on: date | None
    rule: str


def decide_window(*, days: int | None, signed_on: date | None, asked_on: date) -> Window:
    """The window runs from the day after the goods were signed for; before that it has not begun.

    `days` is the merchant's policy; None means the merchant has set none, and then the rule is off.
    The day after signing as the first day: 《网络购买商品七日无理由退货暂行办法》 counts so, see the rule register.
    """
    if days is None:
        return Window(True, None, "window_not_set")
    if signed_on is None:
        return Window(True, None, "not_received_yet")
    ends_on = signed_on + timedelta(days=days)
    return Window(asked_on <= ends_on, ends_on, "merchant_window")


def with_promise(window: Window, *, days: int | None, signed_on: date | None, asked_on: date) -> Window:
    """The window, or that of the seller's written promise (`days`; None: without end) when it reaches further."""
    if window.ends_on is None:
        return window
    promised = Window(True, None, SELLER_PROMISE)
    if days is not None:
        found = decide_window(days=days, signed_on=signed_on, asked_on=asked_on)
        promised = Window(found.is_open, found.ends_on, SELLER_PROMISE)
    reaches_further = promised.ends_on is None or promised.ends_on > window.ends_on
    return promised if reaches_further else window


def is_overdue(*, due_on: date | None, pickup_on: date | None, on: date) -> bool:
    """Whether goods should have come before this day. A courier who comes later than the goods were due is waited for,
    since the buyer has done what he can; without a due date goods are never overdue.
    """
    return due_on is not None and max(due_on, pickup_on or due_on) < on


def is_given_up(*, asked_at: datetime | None, was_seen: bool, at: datetime) -> bool:
    """Whether a parcel that is said to be sent is awaited no more: its buyer was asked, and nobody has seen it."""
    return asked_at is not None and not was_seen and asked_at + LAST_CALL <= at
