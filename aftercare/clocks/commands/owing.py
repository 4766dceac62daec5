"""What a broken promise costs: recorded when its step is due, final when the clock has stopped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil

from aftercare.clocks.models import Clock, Owed, PolicyStep
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.plain import tape_of
from aftercare.clocks.rules.stretches import late_by_owner, stretches
from aftercare.clocks.rules.tapes import target_in
from aftercare.clocks.terms import NOT_OURS, Per

_MINUTES = {Per.HOUR: 60, Per.DAY: 1440}


def owe(clock: Clock, step: PolicyStep, *, at: datetime) -> Owed | None:
    """Record the step's amount, at nothing yet when it grows by the hour or day; None while no amount is set."""
    if step.amount_minor is None:
        return None
    owed = Owed(clock=clock, step=step, act=step.act, per=step.per, rate_minor=step.amount_minor, recorded_at=at)
    owed.currency = step.currency
    _reckon(owed, late_minutes(clock, until=at))
    owed.save()
    return owed


def settle_owed(clocks: Sequence[Clock], *, at: datetime) -> None:
    """Make final what stopped clocks owe."""
    if not clocks:
        return
    by_id = {clock.pk: clock for clock in clocks}
    rows = list(Owed.objects.filter(clock__in=by_id, withdrawn_at=None, settled_at=None))
    for owed in rows:
        _reckon(owed, late_minutes(by_id[owed.clock_id], until=at))
        owed.settled_at = at
    if rows:
        Owed.objects.bulk_update(rows, ["minutes", "amount_minor", "settled_at"])


def go_on_owing(clocks: Iterable[Clock]) -> None:
    """What clocks owe that go on after they had stopped is final no more; what an earlier run owes stays final."""
    for clock in clocks:
        of_this_run = Owed.objects.filter(clock=clock, withdrawn_at=None, recorded_at__gte=clock.started_at)
        of_this_run.update(settled_at=None)


def withdraw_owed(clocks: Iterable[int], *, at: datetime) -> int:
    """Take back what clocks owe that a change has saved; returns how many."""
    return Owed.objects.filter(clock__in=list(clocks), withdrawn_at=None).update(withdrawn_at=at)


def late_minutes(clock: Clock, *, until: datetime) -> dict[str, float]:
    """Minutes after the due time, by who had the matter then."""
    late_at = clock.late_at or clock.due_at
    if late_at is None:
        return {}
    hours, tape = hours_of(clock.version), tape_of(clock.tape)
    target = target_in(tape, clock.target)
    found = stretches(tape, target, hours, until=until)
    return {str(owner): round(minutes, 1) for owner, minutes in late_by_owner(found, hours, target, late_at).items()}


def amount_of(rate_minor: int, per: str, minutes: Mapping[str, float]) -> int:
    """What is owed for late minutes: only ours count, each begun hour or day in full."""
    ours = sum(spent for owner, spent in minutes.items() if owner not in NOT_OURS)
    if not ours:
        return 0
    return rate_minor if per == Per.ONCE else rate_minor * ceil(ours / _MINUTES[Per(per)])


def _reckon(owed: Owed, minutes: dict[str, float]) -> None:
    owed.minutes = minutes
    owed.amount_minor = amount_of(owed.rate_minor, owed.per, minutes)
