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


@dataclass(frozen=True)
class Scanned:
    """What the carrier told of a parcel: since when it had it, and when it delivered it."""

    held_at: datetime | None
    delivered_at: datetime | None


def as_scanned(steps: Iterable[Step], scanned: Scanned | None, *, sent: str, arrived: str) -> list[Step]:
    """The steps with the carrier's times in place of what was told: it has the parcel from its first scan on, and no
    longer than to its delivery, whenever the buyer said “sent” and the dock booked it. [RET-10]

    Scans that contradict the order of the steps (later than the receipt) change nothing.
    """
    told = sorted(steps, key=lambda each: each.at)
    if scanned is None:
        return told
    came = next((step.at for step in told if step.state == arrived), None)
    found: list[Step] = []
    for step in told:
        held = scanned.held_at if step.state == sent else None
        is_later = held is not None and held > step.at and (came is None or held <= came)
        found.append(Step(step.state, held) if is_later and held else step)
        delivered = scanned.delivered_at
        if step.state == sent and delivered and found[-1].at <= delivered and (came is None or delivered <= came):
            found.append(Step(arrived, delivered))
    return found


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
