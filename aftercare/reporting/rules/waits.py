"""Who kept a refund how long: the times between its steps, given to whoever's turn it was."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

NOT_RECORDED = ""
"""Time about which the journal says nothing."""


@dataclass(frozen=True)
class Step:
    """A state that a return came into, and when."""

    state: str
    at: datetime


def waits_of(
    steps: Iterable[Step], turn_in: Mapping[str, str], *, asked_at: datetime, ended_at: datetime
) -> Counter[str]:
    """Seconds by turn between the request and the end. They add up to the whole, to the second.

    Steps before the request or after the end count as at that moment; states in which it is nobody's turn, and time
    before the first step, go to NOT_RECORDED.
    """
    found: Counter[str] = Counter()
    since, holder = asked_at, NOT_RECORDED
    for step in sorted(steps, key=lambda each: each.at):
        at = min(max(step.at, since), ended_at)
        found[holder] += _seconds(asked_at, at) - _seconds(asked_at, since)
        since, holder = at, turn_in.get(step.state, NOT_RECORDED)
    found[holder] += _seconds(asked_at, ended_at) - _seconds(asked_at, since)
    return Counter({turn: seconds for turn, seconds in found.items() if seconds})


def _seconds(start: datetime, end: datetime) -> int:
    """Whole seconds; counted from one start, so that the pieces add up."""
    return int((end - start).total_seconds())
