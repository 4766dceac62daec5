"""Promises that are due: what reaches beyond the clocks is done here, in the sweep's own transaction."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.cases.commands.attention import hand_to, lock_without_waiting, raise_priority
from aftercare.clocks.commands import sweeping
from aftercare.clocks.commands.sweeping import Taken
from aftercare.clocks.terms import Act
from aftercare.journal.terms import CASE_STREAM
from aftercare.kernel.actor import Actor, ActorKind

TIMEKEEPER = Actor(ActorKind.SYSTEM, 23, "Clock")


def sweep(*, at: datetime) -> int:
    """Break, warn, tell, raise, hand over and owe whatever is due by now; how many clocks were touched."""
    return sweeping.sweep(reserve=lock_without_waiting, carry=_carry, by=TIMEKEEPER, at=at)


def _carry(taken: Sequence[Taken], at: datetime) -> None:
    for one in taken:
        case_id = int(one.clock.stream.removeprefix(CASE_STREAM))
        if one.step.act == Act.RAISE:
            raise_priority(case_id, by=TIMEKEEPER, at=at)
        else:
            hand_to(case_id, one.step.audience, by=TIMEKEEPER, at=at)
