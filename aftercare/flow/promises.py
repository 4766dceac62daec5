"""Promises that are due: what reaches beyond the clocks is done here, in the sweep's own transaction."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.cases.commands.attention import hand_over_to, lock_without_waiting, raise_priorities
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
    """Each case is told the promise that brought it about."""
    why = {_case_of(one): one.clock.policy.name for one in taken}
    raised = {_case_of(one) for one in taken if one.step.act == Act.RAISE}
    handed = {_case_of(one): one.step.audience for one in taken if one.step.act == Act.HAND_OVER}
    if raised:
        raise_priorities({pk: why[pk] for pk in raised}, by=TIMEKEEPER, at=at)
    if handed:
        hand_over_to(handed, why, by=TIMEKEEPER, at=at)


def _case_of(one: Taken) -> int:
    return int(one.clock.stream.removeprefix(CASE_STREAM))
