"""Calendars that run out: refused when they are saved; one that is there all the same stops nobody."""

from dataclasses import replace
from datetime import date

import pytest

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import BadCalendar, add_calendar
from aftercare.clocks.commands.policies import BadPolicy, NewStep
from aftercare.clocks.models import Calendar, CalendarVersion, Clock, Policy
from aftercare.clocks.queries.checking import calendars_that_end, differing_clocks
from aftercare.clocks.rules.plain import calendar_plain, digest_of
from aftercare.clocks.terms import Act, Day, Metric, Season, Span, Target, Unit, WorkCalendar
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from tests.factories.people import MONDAY
from tests.factories.promises import OFFICE_HOURS, at, clock, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
CLOSED = ((),) * 7
ONE_DAY = WorkCalendar("UTC", CLOSED, {date(2026, 3, 2): Day("Market", (Span(540, 600),))})


def saved_before(calendar: Calendar, body: dict[str, object]) -> None:
    """A version that no command would save any more."""
    version = CalendarVersion.objects.create(
        calendar=calendar, number=9, body=body, digest=digest_of(body), made_at=MONDAY, made_by="system:1"
    )
    Calendar.objects.filter(pk=calendar.pk).update(current=version)


def test_a_calendar_of_single_days_is_refused_and_one_of_a_season_is_not() -> None:
    with pytest.raises(BadCalendar, match="hours that come back"):
        add_calendar("Market", ONE_DAY, by=SYSTEM, at=MONDAY)
    assert (Calendar.objects.count(), CalendarVersion.objects.count()) == (0, 0)
    summer = Season("Summer", (6, 1), (8, 31), OFFICE_HOURS.week)
    assert add_calendar("Beach", WorkCalendar("UTC", CLOSED, seasons=(summer,)), by=SYSTEM, at=MONDAY).current


def test_hours_too_few_for_a_promise_are_refused_on_either_side() -> None:
    rare = replace(OFFICE_HOURS, week=((Span(540, 541),), *((),) * 6))
    weekly = office("Weekly", rare)
    with pytest.raises(BadPolicy, match="no open hours for this"):
        promise(Metric.DECIDE, 1000, Unit.OPEN_MINUTES, calendar=weekly)
    daily = office()
    policy = promise(Metric.DECIDE, 1000, Unit.OPEN_MINUTES, calendar=daily)
    with pytest.raises(BadCalendar, match="“decide 1000” would never be due"):
        changing.plan_hours(daily, rare, by=SYSTEM, at=MONDAY)
    with pytest.raises(BadPolicy, match="no open hours for this"):
        changing.plan_target(policy, Target(900, Unit.OPEN_MINUTES), weekly.pk, by=SYSTEM, at=MONDAY)
    assert (Policy.objects.count(), daily.versions.count()) == (1, 1)


def test_a_calendar_that_has_run_out_counts_day_and_night_and_stops_no_buyer() -> None:
    calendar = office()
    promise(Metric.DECIDE, 120, Unit.OPEN_MINUTES, NewStep(30, Act.TELL, "manager"))
    saved_before(calendar, calendar_plain(ONE_DAY))
    place = scene()
    applied(place, order(place), at=at("2026-03-02 09:30"))
    # Half an hour of the market, then the hours after the last day that it knows: from midnight on.
    assert clock(Metric.DECIDE).due_at == at("2026-03-03 01:30")
    sweep(at=at("2026-03-03 02:00"))
    assert Entry.objects.filter(kind="clocks.clock.tell").count() == 1
    assert list(calendars_that_end()) == [(calendar, date(2026, 3, 2))]
    assert not list(differing_clocks())


def test_a_calendar_that_never_opens_counts_day_and_night() -> None:
    calendar = office()
    promise(Metric.DECIDE, 120, Unit.OPEN_MINUTES)
    saved_before(calendar, calendar_plain(WorkCalendar("UTC", CLOSED)))
    place = scene()
    applied(place, order(place), at=at("2026-03-02 23:00"))
    assert clock(Metric.DECIDE).due_at == at("2026-03-03 01:00")
    assert list(calendars_that_end()) == [(calendar, None)]


def test_one_clock_that_cannot_be_worked_out_leaves_the_others_of_the_sweep_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.TELL, "manager"))
    place = scene()
    for number in range(3):
        applied(place, order(place, account=f"b{number}"))
    broken = Clock.objects.order_by("pk")[1]
    version = CalendarVersion.objects.create(
        calendar=Calendar.objects.get(),
        number=9,
        body={"zone": "Nowhere/None"},
        digest="x",
        made_at=MONDAY,
        made_by="x",
    )
    Clock.objects.filter(pk=broken.pk).update(version=version)
    sweep(at=at("2026-03-02 10:01"))
    told = Entry.objects.filter(kind="clocks.clock.tell").values_list("subject", flat=True)
    assert set(told) == {one.label for one in Clock.objects.exclude(pk=broken.pk)}
    assert Clock.objects.get(pk=broken.pk).late_at is None
    assert f"The clock {broken.pk} of" in caplog.text
    assert [one.clock.pk for one in differing_clocks()] == [broken.pk]
