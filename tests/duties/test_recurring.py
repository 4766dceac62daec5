"""What is owed again and again: laid before its owners in time, on a working day, each once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Clock
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.terms import AROUND_THE_CLOCK, Act, Metric, Unit, WorkCalendar
from aftercare.duties.commands.duties import BadDuty, end_duty, open_due
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask, drop
from aftercare.duties.models import Duty, Task
from aftercare.duties.queries.tasks import duties_behind, visible_to
from aftercare.duties.rules.days import nominal, on_working_day, opens_on
from aftercare.duties.terms import Every, Outcome, Rhythm, TaskKind
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import strays
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.factories.duties import duty
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import OFFICE_HOURS, at, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

MONTH_END = Rhythm(1, Every.MONTHS, at_month_end=True)


def test_the_last_day_of_the_month_stays_the_last_day() -> None:
    found = [nominal(date(2027, 11, 30), MONTH_END, number) for number in range(5)]
    assert found == [date(2027, 11, 30), date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]
    quarters = [nominal(date(2026, 3, 31), Rhythm(3, Every.MONTHS), number) for number in range(3)]
    assert quarters == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]


def test_a_closed_day_is_moved_to_the_working_day_before_it_in_its_month() -> None:
    hours = Hours(OFFICE_HOURS)
    assert on_working_day(date(2026, 5, 31), hours) == date(2026, 5, 29)  # a Sunday
    assert on_working_day(date(2026, 3, 31), hours) == date(2026, 3, 31)
    assert on_working_day(date(2026, 8, 1), hours) == date(2026, 8, 3)  # a Saturday, the month's first day
    assert on_working_day(date(2026, 5, 31), Hours(AROUND_THE_CLOCK)) == date(2026, 5, 31)


@settings(max_examples=20)
@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 12), st.integers(0, 40), st.booleans())
def test_the_times_of_a_duty_follow_each_other(first: date, amount: int, number: int, at_end: bool) -> None:
    rhythm = Rhythm(amount, Every.MONTHS, at_month_end=at_end)
    this, after = nominal(first, rhythm, number), nominal(first, rhythm, number + 1)
    assert this < after
    assert opens_on(after, rhythm) > opens_on(this, rhythm)


@pytest.mark.django_db
def test_without_a_calendar_it_is_due_at_noon_where_the_house_is() -> None:
    member(Role.AGENT)
    duty("Monthly report")
    with override_settings(TIME_ZONE="Asia/Shanghai"):
        open_due(at=MONDAY)
    assert [task.agreed_at for task in Task.objects.all()] == [datetime(2026, 3, 31, 4, tzinfo=UTC)]


@pytest.mark.django_db
@pytest.mark.shows("STD-05")
def test_each_servant_owes_the_leader_a_report_every_month() -> None:
    promise(Metric.REPORT, 0, Unit.AGREED, NewStep(0, Act.TELL, "manager"), end_of_day=True, calendar=office())
    first, second = member(Role.AGENT), member(Role.AGENT, email="second@example.com")
    boss = member(Role.MANAGER)
    duty("Monthly report", recipient="manager", calendar_id=office("Of the report").pk, needs_file=False)
    assert open_due(at=MONDAY) == 1
    assert open_due(at=MONDAY) == 0
    tasks = list(Task.objects.order_by("owner"))
    assert [(one.owner_id, one.agreed_at) for one in tasks] == [
        (first.pk, at("2026-03-31 12:00")),
        (second.pk, at("2026-03-31 12:00")),
    ]
    assert list(visible_to(actor_of_member(first)).values_list("pk", flat=True)) == [tasks[0].pk]
    with pytest.raises(BadTask, match="in a word"):
        hand_in(tasks[0], Outcome(), by=actor_of_member(first), at=MONDAY)
    done = hand_in(
        tasks[0], Outcome("Forty visits, two complaints."), by=actor_of_member(first), at=at("2026-03-30 10:00")
    )
    assert (done.state, done.done_by_name) == ("done", first.name)
    told = Entry.objects.filter(kind="duties.task.finish")
    tell(list(told), at=at("2026-03-30 10:00"))
    notice = Notice.objects.get()
    assert (notice.member_id, notice.address) == (boss.pk, f"/duties/{done.pk}/")
    # The other one is late when the day's office hours are over, and the leader hears of it.
    sweep(at=at("2026-03-31 18:01"))
    sweep(at=at("2026-04-01 09:00"))
    kinds = Entry.objects.filter(kind__startswith="clocks.clock.").order_by("pk")
    assert [(one.kind, one.after["record"]) for one in kinds] == [
        ("clocks.clock.late", tasks[1].label),
        ("clocks.clock.tell", tasks[1].label),
    ]
    assert [one.late_at is not None for one in Clock.objects.order_by("pk")] == [False, True]
    open_due(at=at("2026-04-01 00:10"))
    assert Task.objects.filter(period_on=date(2026, 4, 30)).count() == 2
    assert list(strays(Task)) == []


@pytest.mark.django_db
@pytest.mark.shows("CMP-17")
def test_the_monthly_analysis_of_complaints_goes_to_the_leader_with_a_solution(client: Client) -> None:
    place = scene()
    applied(place, order(place), at=at("2026-03-04 10:00"))
    who = member(Role.MANAGER)
    with pytest.raises(BadDuty, match="names a solution"):
        duty("Analysis", TaskKind.COMPLAINT_ANALYSIS, owner_id=who.pk)
    duty("Analysis", TaskKind.COMPLAINT_ANALYSIS, MONTH_END, owner_id=who.pk, recipient="manager", needs_solution=True)
    open_due(at=MONDAY)
    task = Task.objects.get()
    client.force_login(who)
    page = client.get(reverse("duty-task", args=[task.pk])).content.decode()
    assert place.reason.label_in("en") in page
    refused = client.post(reverse("duty-act", args=[task.pk, "finish"]), {"word": "One request, one reason."})
    assert (refused.status_code, Task.objects.get().state) == (422, "open")
    assert "the solution belongs to the report" in refused.content.decode()
    answers = {"word": "One request, one reason.", "solution": "Pack it in two boxes.",
               "file": SimpleUploadedFile("analysis.pdf", b"%PDF-1.7 the analysis")}  # fmt: skip
    assert client.post(reverse("duty-act", args=[task.pk, "finish"]), answers).status_code == 302
    task.refresh_from_db()
    assert (task.solution, task.table) == (
        "Pack it in two boxes.", [["return_refund", place.reason.label_in("en"), "1", "100.0", "0"]],
    )  # fmt: skip
    paper = client.get(reverse("duty-paper", args=[task.pk]))
    assert (paper.content, paper["Content-Type"]) == (b"%PDF-1.7 the analysis", "application/octet-stream")


@pytest.mark.django_db
@pytest.mark.shows("STD-28")
def test_use_tracking_is_reported_every_quarter() -> None:
    who = member(Role.AGENT)
    duty("Use tracking", TaskKind.USE_TRACKING, Rhythm(3, Every.MONTHS), owner_id=who.pk, recipient="manager")
    for day in range(0, 300, 20):
        open_due(at=MONDAY + timedelta(days=day))
    days = list(Task.objects.order_by("pk").values_list("period_on", flat=True))
    assert days == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert Task.objects.earliest("pk").recipient == "manager"


@pytest.mark.django_db
@pytest.mark.shows("CRM-53")
def test_a_customer_is_contacted_again_so_long_after_the_last_time(client: Client) -> None:
    promise(Metric.CALL_BACK, 0, Unit.AGREED)
    who, place = member(Role.AGENT), scene()
    customer = applied(place, order(place)).customer
    with pytest.raises(BadDuty, match="Name the customer"):
        duty("Keep in touch", TaskKind.CONTACT, owner_id=who.pk)
    rhythm = Rhythm(90, Every.DAYS, from_done=True)
    kept = duty("Keep in touch", TaskKind.CONTACT, rhythm, owner_id=who.pk, customer_id=customer.pk)
    open_due(at=MONDAY)
    task = Task.objects.get()
    due = at("2026-03-31 12:00")
    assert (task.customer_id, task.agreed_at, task.due_at) == (customer.pk, due, due)
    hand_in(task, Outcome("Content; asks for a second one."), by=actor_of_member(who), at=at("2026-04-07 09:00"))
    kept.refresh_from_db()
    assert kept.next_on == date(2026, 7, 6)  # ninety days after the talk, not after the day on which it was due
    client.force_login(who)
    page = client.get(reverse("customer-detail", args=[customer.pk])).content.decode()
    assert "Next contact" in page
    assert "6 Jul 2026" in page
    open_due(at=at("2026-04-08 00:00"))
    assert Task.objects.latest("pk").agreed_at == at("2026-07-06 12:00")


@pytest.mark.django_db
@pytest.mark.shows("CRM-53")
def test_keeping_in_touch_goes_on_when_a_contact_is_dropped_or_missed() -> None:
    place, who = scene(), member(Role.AGENT)
    customer = applied(place, order(place)).customer
    rhythm = Rhythm(30, Every.DAYS, from_done=True)
    kept = duty("Keep in touch", TaskKind.CONTACT, rhythm, owner_id=who.pk, customer_id=customer.pk,
                first_on=date(2026, 3, 2))  # fmt: skip
    look = duty("Look", TaskKind.WATCH, rhythm, owner_id=who.pk, first_on=date(2026, 3, 2))
    open_due(at=MONDAY)
    drop(Task.objects.get(duty=kept), "Away until summer", by=MANAGER, at=at("2026-03-10 09:00"))
    open_due(at=at("2026-03-11 00:05"))
    look.refresh_from_db()
    assert look.next_on == date(2026, 4, 10)
    open_due(at=at("2026-04-10 00:05"))
    assert [Task.objects.filter(duty=one).latest("pk").period_on for one in (kept, look)] == [
        date(2026, 4, 9),
        date(2026, 4, 10),
    ]


@pytest.mark.django_db
def test_a_dropped_task_of_one_owner_leaves_the_duty_to_the_end_of_the_others() -> None:
    member(Role.AGENT), member(Role.AGENT, email="second@example.com")
    kept = duty("Read the rules", rhythm=Rhythm(30, Every.DAYS, from_done=True), first_on=date(2026, 3, 2))
    open_due(at=MONDAY)
    first, second = Task.objects.order_by("pk")
    drop(first, "He knows them", by=MANAGER, at=MONDAY)
    kept.refresh_from_db()
    assert kept.next_on is None
    hand_in(second, Outcome("Read."), by=MANAGER, at=at("2026-03-05 09:00"))
    kept.refresh_from_db()
    assert kept.next_on == date(2026, 4, 4)


@pytest.mark.django_db
def test_a_duty_that_would_never_come_back_is_named_by_the_check_and_set_going() -> None:
    kept = duty("Keep in touch", rhythm=Rhythm(30, Every.DAYS, from_done=True), first_on=date(2026, 3, 2))
    Duty.objects.update(next_on=None, made=1)
    assert duties_behind(MONDAY) == [kept]
    open_due(at=MONDAY)
    assert (Duty.objects.get().next_on, duties_behind(MONDAY)) == (None, [])
    assert Task.objects.get().period_on == date(2026, 4, 1)


@pytest.mark.django_db
@pytest.mark.shows("INF-18")
def test_a_look_is_owed_on_its_day_by_the_clock_of_its_calendar(company_in_shanghai: None) -> None:
    there = ZoneInfo("America/Los_Angeles")
    west = office("West", WorkCalendar("America/Los_Angeles", week=OFFICE_HOURS.week))
    daily = Rhythm(1, Every.DAYS)
    duty("Look", TaskKind.WATCH, daily, owner_id=member(Role.AGENT).pk, first_on=date(2026, 3, 3), calendar_id=west.pk)
    open_due(at=datetime(2026, 3, 2, 12, 0, tzinfo=there))  # the third already where the house is
    assert not Task.objects.exists()
    for hour in (0, 9, 23):
        open_due(at=datetime(2026, 3, 3, hour, 7, tzinfo=there))
        assert [(one.period_on, one.state) for one in Task.objects.all()] == [(date(2026, 3, 3), "open")]
    open_due(at=datetime(2026, 3, 4, 0, 7, tzinfo=there))
    assert [one.state for one in Task.objects.order_by("pk")] == ["missed", "open"]


@pytest.fixture
def company_in_shanghai() -> Iterator[None]:
    """The house's own day begins in the east."""
    with timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.django_db
def test_a_weekly_look_is_not_behind_before_its_day() -> None:
    weekly = Rhythm(7, Every.DAYS)
    look = duty("Look", TaskKind.WATCH, weekly, owner_id=member(Role.AGENT).pk, first_on=date(2026, 3, 9))
    assert [duties_behind(at(f"2026-03-{day} 09:00")) for day in ("05", "10", "11")] == [[], [], [look]]


@pytest.mark.django_db
@pytest.mark.parametrize("on", [date.min, date(1960, 1, 1), date(2036, 6, 1), date.max])
def test_a_duty_does_not_begin_on_a_day_that_nobody_means(on: date) -> None:
    with pytest.raises(BadDuty, match="between a year ago and ten years from now") as refused:
        duty("Monthly report", first_on=on)
    assert (refused.value.field, Duty.objects.count()) == ("first_on", 0)


@pytest.mark.django_db
def test_what_is_not_laid_before_its_owner_in_time_is_named_by_the_check() -> None:
    kept = duty("Monthly report", owner_id=member(Role.AGENT).pk)
    assert duties_behind(at("2026-03-02 09:00")) == []
    assert duties_behind(at("2026-03-04 09:00")) == [kept]
    open_due(at=at("2026-03-04 09:00"))
    assert duties_behind(at("2026-03-04 09:00")) == []
    end_duty(kept, by=SYSTEM, at=MONDAY)
    with pytest.raises(BadDuty, match="ended already"):
        end_duty(kept, by=SYSTEM, at=MONDAY)
    open_due(at=at("2027-03-04 09:00"))
    assert (Task.objects.count(), Duty.objects.get().next_on) == (1, None)


def test_a_rhythm_of_days_opens_as_many_days_before() -> None:
    assert opens_on(date(2026, 5, 31), Rhythm(14, Every.DAYS)) == date(2026, 5, 17)
