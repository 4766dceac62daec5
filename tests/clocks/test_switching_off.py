"""A promise that is switched off is taken back."""

from dataclasses import replace

import pytest

from aftercare.clocks.commands.policies import BadPolicy, NewStep, Promise, edit_policy
from aftercare.clocks.models import Clock, Owed, Policy
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Act, ClockState, Metric, Per, Unit
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.returns.models import Return
from tests.factories.promises import at, clock, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 10:30")


def said(policy: Policy) -> Promise:
    """The policy as its form would send it."""
    return Promise(policy.name, Metric(policy.metric), policy.target, calendar=policy.calendar)


def test_switching_off_asks_when_clocks_run_and_changes_nothing_unasked() -> None:
    policy = promise(Metric.DECIDE, 60)
    place = scene()
    applied(place, order(place))
    entries = Entry.objects.count()
    with pytest.raises(BadPolicy, match="Open clocks of this promise: 1"):
        edit_policy(policy, replace(said(policy), is_active=False), by=SYSTEM, at=NOW)
    assert (Policy.objects.get().is_active, Entry.objects.count()) == (True, entries)


def test_the_next_sweep_ends_its_clocks_unjudged_and_nobody_is_told_or_owes_more() -> None:
    penalty = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP", per=Per.HOUR)
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, penalty, NewStep(60, Act.HAND_OVER, "manager"))
    other = promise(Metric.DECIDE, 600, name="stays")
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    edit_policy(policy, replace(said(policy), is_active=False), ends_clocks=True, by=SYSTEM, at=NOW)
    sweep(at=at("2026-03-02 12:00"))
    ended, kept = Clock.objects.get(policy=policy), Clock.objects.get(policy=other)
    assert (ended.state, ended.tape[-1][3], ended.next_due_at) == (ClockState.VOID, "switched_off", None)
    assert (kept.state, Return.objects.get().due_at) == (ClockState.RUNNING, kept.due_at)
    assert Owed.objects.get().settled_at == at("2026-03-02 12:00")
    assert not Entry.objects.filter(kind="clocks.clock.hand_over").exists()
    assert Entry.objects.get(kind="clocks.policy.edit").after["ended"] == 1
    assert not list(differing_clocks())


def test_no_step_of_a_promise_that_is_off_is_taken_even_while_its_clock_is_open() -> None:
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.TELL, "manager"))
    place = scene()
    applied(place, order(place))
    Policy.objects.filter(pk=policy.pk).update(is_active=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aftercare.flow.promises.end_switched_off", lambda **_more: 0)
        assert sweep(at=at("2026-03-02 11:00")) == 0
    assert (clock(Metric.DECIDE).late_at, Entry.objects.filter(kind__startswith="clocks.clock.").count()) == (None, 0)
