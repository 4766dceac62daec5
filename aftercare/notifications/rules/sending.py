"""What follows from an attempt to send, and when to try again."""

from collections.abc import Sequence
from datetime import timedelta

from aftercare.notifications.terms import Outcome

RETRY_AFTER: tuple[timedelta, ...] = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3),
    timedelta(hours=6), timedelta(hours=12), timedelta(hours=24),
)  # fmt: skip
"""How long to wait after the first, second … attempt; after the last one it is given up: some two days."""

MOST_BLIND = 2
"""How often a message is handed over again although the time before may have arrived."""


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many attempts; None: give up."""
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None


def is_given_up(outcomes: Sequence[str]) -> bool:
    """Whether it is tried no more. What may have arrived is repeated seldom: better once too few than five times."""
    last = outcomes[-1]
    if last in (Outcome.REFUSED, Outcome.BAD_ADDRESS):
        return True
    blind = sum(outcome in (Outcome.LOST, Outcome.UNCLEAR) for outcome in outcomes)
    return blind > MOST_BLIND or pause_after(len(outcomes)) is None
