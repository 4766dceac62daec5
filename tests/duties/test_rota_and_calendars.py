"""The rota and what the calendar says by itself: holidays, shifts, changes that wait, closed days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import add_calendar, body_of
from aftercare.clocks.models import Calendar, Change
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.templates import THREE_SHIFTS
from aftercare.clocks.terms import Day, Span, WorkCalendar
from aftercare.duties.commands import call_outs, rota
from aftercare.duties.commands.duties import open_due
from aftercare.duties.commands.rota import BadRota, check_weekends
from aftercare.duties.models import OnDuty, RotaDay, Task
from aftercare.duties.queries.rota import rest_owed
from aftercare.duties.terms import Every, Rhythm, TaskKind
from aftercare.kernel.actor import SYSTEM
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.factories.duties import certificate, duty, taken_call
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import at, of_template, office
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 3, 7)
HOUR = timedelta(hours=1)


@pytest.fixture
def anna() -> Member:
    return member(Role.AGENT, email="anna@example.com")


def now_of(calendar: Calendar) -> Calendar:
    return Calendar.objects.select_related("current").get(pk=calendar.pk)


def spans(calendar: Calendar, on: date) -> tuple[Span, ...]:
    return hours_of(now_of(calendar).current).spans(on.toordinal())


@pytest.mark.shows("APT-49")
def test_a_holiday_is_one_again_when_the_last_one_is_taken_off(anna: Member) -> None:
    six = WorkCalendar("UTC", week=((Span(540, 1080),),) * 6 + ((),), days={SATURDAY: Day("Holiday")})
    calendar = add_calendar("Six days", six, by=SYSTEM, at=MONDAY)
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    assert spans(calendar, SATURDAY) == (Span(600, 840),)
    rota.take_off_duty(OnDuty.objects.get(), by=MANAGER, at=MONDAY)
    assert (spans(calendar, SATURDAY), body_of(now_of(calendar)).days) == ((), {SATURDAY: Day("Holiday")})


@pytest.mark.shows("APT-49")
def test_who_works_in_a_shift_at_the_weekend_is_named_and_owed_his_rest(anna: Member) -> None:
    calendar = add_calendar("Shifts", WorkCalendar("UTC", week=THREE_SHIFTS), by=SYSTEM, at=MONDAY)
    before = spans(calendar, SATURDAY)
    rota.open_day(calendar, SATURDAY, "0:00–8:00", [anna], by=MANAGER, at=MONDAY)
    assert (spans(calendar, SATURDAY), calendar.versions.count()) == (before, 1), "it opens no wider than by its week"
    assert [one.member for one in rest_owed(MANAGER, SATURDAY + timedelta(days=1))] == [anna]
    with pytest.raises(BadRota, match="open on this day already"):
        rota.open_day(calendar, SATURDAY, "0:00–8:00", [anna], by=MANAGER, at=MONDAY)
    check_weekends(now_of(calendar), body_of(now_of(calendar)))
    rota.take_off_duty(OnDuty.objects.get(), by=MANAGER, at=MONDAY)
    assert (spans(calendar, SATURDAY), RotaDay.objects.count()) == (before, 0)


def test_a_change_that_waits_for_its_day_is_not_lost(anna: Member) -> None:
    calendar = office()
    body = body_of(calendar)
    good_friday = date(2026, 4, 3)
    wanted = WorkCalendar(body.zone, body.week, {good_friday: Day("Good Friday")})
    change = changing.plan_hours(now_of(calendar), wanted, by=MANAGER, at=MONDAY)
    changing.rehearse(change.pk, at=MONDAY)
    changing.decide(change, "date", on=date(2026, 3, 20), by=MANAGER, at=MONDAY)
    with pytest.raises(BadRota, match="wait for their day"):
        rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY + HOUR)
    assert (RotaDay.objects.count(), OnDuty.objects.count()) == (0, 0)
    assert changing.begin_waiting(change.pk, by=SYSTEM, at=at("2026-03-20 01:00"))
    assert (Change.objects.get().state, spans(calendar, good_friday)) == ("applying", ())


def test_rest_is_a_working_day(anna: Member) -> None:
    rota.open_day(office(), SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    with pytest.raises(BadRota, match="give a working day off"):
        rota.take_rest(OnDuty.objects.get(), SATURDAY + timedelta(days=1), by=MANAGER, at=MONDAY + timedelta(days=7))
    assert OnDuty.objects.get().rest_on is None


@pytest.mark.shows("INF-18")
def test_no_look_is_owed_on_a_closed_day_of_its_calendar() -> None:
    of_template("look-daily")
    who, calendar = member(Role.AGENT), office()
    duty("Pipeline", TaskKind.WATCH, Rhythm(1, Every.DAYS), first_on=date(2026, 3, 6), owner_id=who.pk,
         calendar_id=calendar.pk)  # fmt: skip
    for days in range(4):
        open_due(at=at("2026-03-06 08:07") + timedelta(days=days))
    found = Task.objects.order_by("pk").values_list("period_on", "agreed_at", "state")
    assert list(found) == [
        (date(2026, 3, 6), at("2026-03-06 12:00"), "missed"), (date(2026, 3, 9), at("2026-03-09 12:00"), "open"),
    ]  # fmt: skip


def test_an_open_call_waits_for_all_who_may_send_and_after_a_call_back_for_nobody_in_particular(anna: Member) -> None:
    certificate(anna)
    one = taken_call()
    Task.objects.update(owner=anna, state_since=MONDAY)
    other = signed_in(Role.AGENT, email="other@example.com")
    assert one.number in other.get(reverse("times-stuck")).content.decode()
    call_outs.send(one, [anna], by=MANAGER, at=MONDAY)
    Task.objects.update(state_since=MONDAY)
    assert one.number not in other.get(reverse("times-stuck")).content.decode()
    assert call_outs.call_back(one, "He is ill", by=MANAGER, at=MONDAY + HOUR).owner_id is None
