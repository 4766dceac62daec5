"""Promises that are due: what reaches beyond the clocks is done here, in the sweep's own transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aftercare.cases.commands import attention
from aftercare.cases.models import Case
from aftercare.clocks.commands import lists, sweeping
from aftercare.clocks.commands.sweeping import Taken
from aftercare.clocks.commands.switching import end_switched_off
from aftercare.clocks.terms import Act
from aftercare.duties.commands import tasks
from aftercare.duties.models import Task
from aftercare.duties.models.task import STREAM as TASK_STREAM
from aftercare.journal.terms import CASE_STREAM
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.returns.commands import due as returns_due

TIMEKEEPER = Actor(ActorKind.SYSTEM, 28, "Clock")


def sweep(*, at: datetime) -> int:
    """Break, warn, tell, raise, hand over and owe whatever is due by now; how many clocks were touched."""
    end_switched_off(followed=follow_clocks, by=TIMEKEEPER, at=at)
    return sweeping.sweep(reserve=_reserve, carry=_carry, by=TIMEKEEPER, at=at)


def follow_clocks(streams: set[str]) -> None:
    """The due times that lists of returns and tasks show."""
    returns_due.follow_clocks(streams)
    lists.follow_clocks(Task, streams, prefix=TASK_STREAM)


def _reserve(streams: Iterable[str]) -> dict[str, int]:
    """Lock the cases and tasks behind the streams that nobody holds."""
    told = list(streams)
    return {**attention.lock_without_waiting(told), **tasks.lock_without_waiting(told)}


def _carry(taken: Sequence[Taken], at: datetime) -> None:
    """Each case or task is told the promise that brought it about."""
    _carry_cases([one for one in taken if one.clock.stream.startswith(CASE_STREAM)], at)
    _carry_tasks([one for one in taken if one.clock.stream.startswith(TASK_STREAM)], at)
    for one in taken:
        if one.step.act == Act.LEND:
            title = f"{one.clock.policy.name}, {one.clock.number}"
            tasks.owe_loaner(one.clock.pk, customer_id=_customer(one), title=title[:160], by=TIMEKEEPER, at=at)


def _carry_cases(taken: Sequence[Taken], at: datetime) -> None:
    why = {_pk(one): one.clock.policy.name for one in taken}
    raised = {_pk(one) for one in taken if one.step.act == Act.RAISE}
    handed = {_pk(one): one.step.audience for one in taken if one.step.act == Act.HAND_OVER}
    if raised:
        attention.raise_priorities({pk: why[pk] for pk in raised}, by=TIMEKEEPER, at=at)
    if handed:
        attention.hand_over_to(handed, why, by=TIMEKEEPER, at=at)


def _carry_tasks(taken: Sequence[Taken], at: datetime) -> None:
    why = {_pk(one): one.clock.policy.name for one in taken}
    raised = {_pk(one): why[_pk(one)] for one in taken if one.step.act == Act.RAISE}
    handed = {_pk(one): one.step.audience for one in taken if one.step.act == Act.HAND_OVER}
    if raised or handed:
        tasks.urge(raised, handed, why, by=TIMEKEEPER, at=at)


def _customer(one: Taken) -> int | None:
    """Whose matter it is."""
    kind = Case if one.clock.stream.startswith(CASE_STREAM) else Task
    return kind._default_manager.filter(pk=_pk(one)).values_list("customer", flat=True).first()


def _pk(one: Taken) -> int:
    return int(one.clock.stream.rpartition(":")[2])
