"""Weekend duty: a weekend day opens with somebody on duty, and each is owed a day of rest."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.commands.calendars import body_of
from aftercare.clocks.models import Calendar, Clock
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.terms import Day, Metric, Span
from aftercare.duties.commands import rota
from aftercare.duties.commands.duties import CLERK
from aftercare.duties.commands.rota import BadRota, NobodyOnDuty, check_weekends
from aftercare.duties.commands.tasks import open_task
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.duties.queries.rota import rest_owed
from aftercare.duties.terms import NewTask, TaskKind
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import NotAllowed
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.factories.people import AGENT, MANAGER, MONDAY, member
from tests.factories.promises import at, office, promise
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 3, 7)
OVER = MONDAY + timedelta(days=7)
"""When both days of the weekend are over."""


@pytest.fixture
def calendar() -> Calendar:
    """Monday to Friday, 9 to 18."""
    return office()


@pytest.fixture
def anna() -> Member:
    return member(Role.AGENT, email="anna@example.com")


def spans(calendar: Calendar, on: date) -> tuple[Span, ...]:
    now = Calendar.objects.select_related("current").get(pk=calendar.pk)
    return hours_of(now.current).spans(on.toordinal())


@pytest.mark.shows("APT-49")
def test_a_weekend_day_opens_with_who_is_on_duty_and_each_is_owed_a_day_of_rest(
    calendar: Calendar, anna: Member
) -> None:
    promise(Metric.GUIDANCE, 120, calendar=calendar)
    versions = calendar.versions.count()
    with pytest.raises(NobodyOnDuty):
        rota.open_day(calendar, SATURDAY, "10:00–14:00", [], by=MANAGER, at=MONDAY)
    assert (spans(calendar, SATURDAY), calendar.versions.count(), RotaDay.objects.count()) == ((), versions, 0)
    ben = member(Role.DOCK, email="ben@example.com")
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna, ben], by=MANAGER, at=MONDAY)
    assert spans(calendar, SATURDAY) == (Span(600, 840),)
    asked = open_task(NewTask(TaskKind.GUIDANCE, "Guide"), by=SYSTEM, at=at("2026-03-06 17:00"))
    assert Clock.objects.get(stream=asked.stream).due_at == at("2026-03-07 11:00"), "Saturday counts, from ten on"
    assert not rest_owed(MANAGER, SATURDAY).exists(), "nothing is owed before the duty is over"
    sunday = SATURDAY + timedelta(days=1)
    assert [one.member for one in rest_owed(MANAGER, sunday)] == [anna, ben]
    assert [one.member for one in rest_owed(actor_of_member(anna), sunday)] == [anna]
    assert [rota.tell_owed(sunday, by=CLERK, at=at("2026-03-08 00:07")) for _twice in range(2)] == [2, 0]
    tell(list(Entry.objects.filter(kind__startswith="duties.rota.").order_by("pk")), at=at("2026-03-08 00:08"))
    told = Notice.objects.filter(member=anna).order_by("pk").values_list("event", flat=True)
    assert list(told) == ["on_duty", "rest_owed"]
    duty = OnDuty.objects.get(member=anna)
    with pytest.raises(BadRota, match="Rest comes after the duty"):
        rota.take_rest(duty, SATURDAY, by=MANAGER, at=OVER)
    with pytest.raises(BadRota, match="at most a year ahead"):
        rota.take_rest(duty, date.max, by=MANAGER, at=OVER)
    rota.take_rest(duty, date(2026, 3, 9), by=MANAGER, at=OVER)
    with pytest.raises(BadRota, match="given already"):
        rota.take_rest(duty, date(2026, 3, 10), by=MANAGER, at=OVER)
    assert [one.member for one in rest_owed(MANAGER, sunday)] == [ben]


def test_one_day_off_is_given_for_one_duty_only(calendar: Calendar, anna: Member) -> None:
    for day in (SATURDAY, SATURDAY + timedelta(days=1)):
        rota.open_day(calendar, day, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    first, second = OnDuty.objects.order_by("pk")
    rota.take_rest(first, date(2026, 3, 9), by=MANAGER, at=OVER)
    with pytest.raises(BadRota, match="that day off already"):
        rota.take_rest(second, date(2026, 3, 9), by=MANAGER, at=OVER)
    second.refresh_from_db()
    assert second.rest_on is None


def test_with_the_last_one_taken_off_the_day_closes_again(calendar: Calendar, anna: Member) -> None:
    day = rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    ben = member(Role.DOCK, email="ben@example.com")
    rota.put_on_duty(day, ben, by=MANAGER, at=MONDAY)
    with pytest.raises(BadRota, match="on duty that day already"):
        rota.put_on_duty(day, ben, by=MANAGER, at=MONDAY)
    rota.take_off_duty(OnDuty.objects.get(member=anna), by=MANAGER, at=MONDAY)
    assert spans(calendar, SATURDAY) == (Span(600, 840),)
    rota.take_off_duty(OnDuty.objects.get(member=ben), by=MANAGER, at=MONDAY)
    assert (spans(calendar, SATURDAY), RotaDay.objects.count()) == ((), 0)
    with pytest.raises(BadRota):
        rota.put_on_duty(day, anna, by=MANAGER, at=MONDAY)


@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 3, 6), "9:00–12:00"), (date(2026, 2, 28), "9:00–12:00"), (date(2028, 3, 4), "9:00–12:00"),
     (SATURDAY, "")],
)  # fmt: skip
def test_what_is_no_weekend_day_to_come_does_not_open(calendar: Calendar, anna: Member, on: date, hours: str) -> None:
    with pytest.raises(BadRota):
        rota.open_day(calendar, on, hours, [anna], by=MANAGER, at=MONDAY)
    assert (RotaDay.objects.count(), OnDuty.objects.count(), calendar.versions.count()) == (0, 0, 1)


def test_a_day_that_is_over_stays_as_it_was(calendar: Calendar, anna: Member) -> None:
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    with pytest.raises(BadRota, match="This day is over"):
        rota.take_off_duty(OnDuty.objects.get(), by=MANAGER, at=at("2026-03-08 08:00"))
    assert OnDuty.objects.count() == 1


def test_who_would_not_be_told_of_his_rest_is_not_put_on_duty(calendar: Calendar) -> None:
    with pytest.raises(BadRota, match="people who work on tasks"):
        rota.open_day(calendar, SATURDAY, "10:00–14:00", [member(Role.AUDITOR)], by=MANAGER, at=MONDAY)
    assert (RotaDay.objects.count(), calendar.versions.count()) == (0, 1)


def test_only_who_manages_duties_sets_the_rota(calendar: Calendar, anna: Member) -> None:
    with pytest.raises(NotAllowed):
        rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=AGENT, at=MONDAY)


@pytest.mark.shows("APT-49")
def test_a_calendar_with_a_rota_opens_no_weekend_with_nobody_on_duty(calendar: Calendar, anna: Member) -> None:
    body = body_of(calendar)
    open_weekend = type(body)(body.zone, (*body.week[:5], (Span(600, 660),), ()), body.days)
    check_weekends(calendar, open_weekend)
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    calendar = Calendar.objects.select_related("current").get()
    body = body_of(calendar)
    check_weekends(calendar, body)
    another = {**body.days, SATURDAY + timedelta(days=7): Day("Sale", (Span(600, 660),))}
    for wrong in (open_weekend, type(body)(body.zone, body.week, another)):
        with pytest.raises(NobodyOnDuty, match="name there who is on duty"):
            check_weekends(calendar, wrong)
    boss = signed_in(Role.MANAGER, email="boss@example.com")
    answers = {"zone": "UTC", "monday": "9:00–18:00", "saturday": "9:00–12:00"}
    answer = boss.post(reverse("settings-calendar-hours", args=[calendar.pk]), answers)
    assert (answer.status_code, "name there who is on duty" in answer.content.decode()) == (422, True)


def test_the_rota_is_kept_in_the_browser(calendar: Calendar, anna: Member) -> None:
    boss = signed_in(Role.MANAGER, email="boss@example.com")
    today = timezone.localdate()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    answers = {"calendar": calendar.pk, "on": saturday.isoformat(), "hours": "10:00-14:00"}
    refused = boss.post(reverse("duty-rota-new"), answers)
    assert (refused.status_code, "only with somebody on duty" in refused.content.decode()) == (422, True)
    assert boss.post(reverse("duty-rota-new"), {**answers, "people": [anna.pk]}).status_code == 302
    assert boss.post(reverse("duty-rota-new"), {**answers, "people": [anna.pk]}).status_code == 422
    page = boss.get(reverse("duty-rota")).content.decode()
    assert ("10:00–14:00" in page, str(anna) in page) == (True, True)
    day, person = RotaDay.objects.get(), OnDuty.objects.get()
    assert boss.post(reverse("duty-rota-add", args=[day.pk]), {"member": anna.pk}).status_code == 422
    RotaDay.objects.update(on=today - timedelta(days=1))
    assert "Give the day off" in boss.get(reverse("duty-rota")).content.decode()
    own = signed_in(Role.DOCK, email="own@example.com")
    assert str(anna) not in own.get(reverse("duty-rota")).content.decode()
    rest = reverse("duty-rota-rest", args=[person.pk])
    monday = today + timedelta(days=7 - today.weekday())
    assert boss.post(rest, {"on": monday.isoformat()}).status_code == 302
    assert OnDuty.objects.get().rest_on == monday
    assert boss.post(reverse("duty-rota-off", args=[person.pk])).status_code in (409, 422)
