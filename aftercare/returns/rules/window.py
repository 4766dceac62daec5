"""Until when goods may be returned."""

from dataclasses import dataclass
from datetime import date, timedelta


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


def is_overdue(*, due_on: date | None, pickup_on: date | None, on: date) -> bool:
    """Whether goods should have come before this day. A courier who comes later than the goods were due is waited for,
    since the buyer has done what he can; without a due date goods are never overdue.
    """
    return due_on is not None and max(due_on, pickup_on or due_on) < on
