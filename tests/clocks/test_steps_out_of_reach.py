"""A step too far for its calendar is refused; where it stands already nobody's act fails by it."""

import pytest

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import BadCalendar, draft_version
from aftercare.clocks.commands.changing import BadChange
from aftercare.clocks.commands.policies import BadPolicy, NewStep, add_step
from aftercare.clocks.models import Calendar, CalendarVersion, Change, Policy, PolicyStep
from aftercare.clocks.terms import Act, Metric, Span, Target, Unit, WorkCalendar
from aftercare.flow.promises import sweep
from aftercare.kernel.actor import SYSTEM
from tests.factories.people import MONDAY
from tests.factories.promises import at, clock, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
AN_HOUR_A_WEEK = WorkCalendar("UTC", week=((Span(540, 600),), *((),) * 6))
FAR = NewStep(43_200, Act.TELL, "manager")
"""Thirty days of open hours after the due time."""


def test_a_step_that_would_never_come_is_refused() -> None:
    policy = promise(Metric.DECIDE, 60, calendar=office("Hour", AN_HOUR_A_WEEK))
    with pytest.raises(BadPolicy, match="too few open hours for a step") as refused:
        add_step(policy, FAR, by=SYSTEM, at=MONDAY)
    assert refused.value.field == "offset"
    with pytest.raises(BadPolicy, match="too few open hours for a step"):
        promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, FAR, name="Far", calendar=Calendar.objects.get())
    assert (PolicyStep.objects.count(), Policy.objects.count()) == (0, 1)


def test_neither_hours_nor_another_calendar_may_put_a_step_out_of_reach() -> None:
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, FAR)
    with pytest.raises(BadCalendar, match="A step of “decide 60” would never come"):
        draft_version(Calendar.objects.get(), AN_HOUR_A_WEEK, by=SYSTEM, at=MONDAY)
    other = office("Hour", AN_HOUR_A_WEEK)
    with pytest.raises(BadPolicy, match="too few open hours for a step"):
        changing.plan_target(policy, Target(60, Unit.OPEN_MINUTES), other.pk, by=SYSTEM, at=MONDAY)
    assert (Change.objects.count(), CalendarVersion.objects.count()) == (0, 2)


def test_a_buyers_request_does_not_fail_by_a_step_that_never_comes() -> None:
    policy = promise(Metric.DECIDE, 60, Unit.MINUTES, calendar=office("Hour", AN_HOUR_A_WEEK))
    PolicyStep.objects.create(policy=policy, offset=43_200, act=Act.TELL, audience="manager")
    PolicyStep.objects.create(policy=policy, offset=5, unit=Unit.MINUTES, act=Act.RAISE, in_closed_hours=True)
    place = scene()
    returning = applied(place, order(place))
    assert (returning.state, returning.due_at) == ("submitted", at("2026-03-02 10:00"))
    sweep(at=at("2026-03-02 10:05"))
    found = clock(Metric.DECIDE)
    assert (found.late_at, len(found.done_steps), found.next_due_at) == (at("2026-03-02 10:00"), 1, None)


def test_a_change_is_not_put_off_for_ever() -> None:
    policy = promise(Metric.DECIDE, 60)
    change = changing.plan_target(policy, Target(90, Unit.OPEN_MINUTES), policy.calendar_id, by=SYSTEM, at=MONDAY)
    changing.rehearse(change.pk, at=MONDAY)
    for on in ("2036-03-10", "9999-12-31"):
        with pytest.raises(BadChange, match="within the next ten years") as refused:
            changing.decide(change, "date", on=at(on).date(), by=SYSTEM, at=MONDAY)
        assert refused.value.field == "on"
    change.refresh_from_db()
    assert (change.state, change.on) == ("rehearsed", None)
