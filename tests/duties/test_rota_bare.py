"""A weekend day whose people have all gone is seen as open with nobody there; what the rota does to running clocks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftercare.cli.findings import Mark
from aftercare.cli.looks import _duties
from aftercare.clocks.models import Calendar, Change, Clock
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Metric
from aftercare.duties.commands import rota
from aftercare.duties.commands.duties import CLERK
from aftercare.duties.commands.rota import BadRota
from aftercare.duties.commands.tasks import open_task
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.duties.queries.rota import bare_days, calendars_ahead
from aftercare.duties.terms import NewTask, TaskKind
from aftercare.jobs.changes import work_change
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import at, office, promise
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 3, 7)
TODAY = date(2026, 3, 2)


@pytest.fixture
def calendar() -> Calendar:
    """Monday to Friday, 9 to 18."""
    return office()


@pytest.fixture
def anna() -> Member:
    """Somebody who works on tasks."""
    return member(Role.AGENT, email="anna@example.com")


def bare() -> list[date]:
    """The days that are open with nobody there."""
    return [day.on for day in bare_days(TODAY)]


def asked_before(calendar: Calendar) -> Clock:
    """A promise of two open hours that began on Friday at five."""
    promise(Metric.GUIDANCE, 120, calendar=calendar)
    asked = open_task(NewTask(TaskKind.GUIDANCE, "Guide"), by=SYSTEM, at=at("2026-03-06 17:00"))
    return Clock.objects.get(stream=asked.stream)


@pytest.mark.shows("APT-49")
@pytest.mark.parametrize("gone", [{"is_active": False}, {"roles": ["auditor"]}])
def test_a_day_whose_only_person_has_gone_is_told_of_once(
    calendar: Calendar, anna: Member, gone: dict[str, object]
) -> None:
    boss = member(Role.MANAGER, email="boss@example.com")
    day = rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    assert (bare(), rota.tell_bare(TODAY, by=CLERK, at=MONDAY)) == ([], 0)
    Member.objects.filter(pk=anna.pk).update(**gone)
    assert bare() == [SATURDAY]
    assert [rota.tell_bare(TODAY, by=CLERK, at=MONDAY) for _twice in range(2)] == [1, 0]
    tell(list(Entry.objects.filter(kind="duties.rota.bare")), at=MONDAY)
    assert [one.text for one in Notice.objects.filter(member=boss)] == [
        f"Nobody is on duty any more, and the day is open: {calendar.name}, 2026-03-07, 10:00–14:00"
    ]
    ben = member(Role.DOCK, email="ben@example.com")
    rota.put_on_duty(day, ben, by=MANAGER, at=MONDAY)
    assert (bare(), rota.tell_bare(TODAY, by=CLERK, at=MONDAY)) == ([], 0)
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert rota.tell_bare(TODAY, by=CLERK, at=MONDAY) == 1, "gone again, told again"


def test_the_page_and_the_check_show_a_day_with_nobody(calendar: Calendar, anna: Member) -> None:
    today = timezone.localdate()
    on = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    rota.open_day(calendar, on, "10:00–14:00", [anna], by=MANAGER, at=timezone.now())
    boss = signed_in(Role.MANAGER)
    address = reverse("duty-rota")
    assert "Nobody on duty" not in boss.get(address).content.decode()
    assert [one.mark for one in _duties()] == [Mark.GOOD]
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    page = boss.get(address).content.decode()
    assert ("Nobody on duty" in page, "does not work here any more" in page) == (True, True)
    assert [one.sentence for one in _duties() if one.mark is Mark.WRONG] == [
        f"The calendar “{calendar.name}” is open on {on}, and nobody on duty works here any more."
    ]


@pytest.mark.parametrize("when", ["2026-03-02 09:00", "2026-03-07 17:59"])
def test_rest_is_not_given_before_the_duty_is_over(calendar: Calendar, anna: Member, when: str) -> None:
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=MONDAY)
    duty, entries = OnDuty.objects.get(), Entry.objects.count()
    with pytest.raises(BadRota, match="rest is given once it is over"):
        rota.take_rest(duty, date(2026, 3, 9), by=MANAGER, at=at(when))
    duty.refresh_from_db()
    assert (duty.rest_on, Entry.objects.count()) == (None, entries)
    rota.take_rest(duty, date(2026, 3, 9), by=MANAGER, at=at("2026-03-08 00:01"))


@pytest.mark.shows("APT-49")
def test_what_runs_already_is_rehearsed_and_moved_only_when_somebody_decides_it(
    calendar: Calendar, anna: Member
) -> None:
    clock = asked_before(calendar)
    monday = at("2026-03-09 10:00")
    assert (clock.due_at, calendars_ahead()) == (monday, [])
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=at("2026-03-06 17:30"))
    assert [(one.pk, count) for one, count in calendars_ahead()] == [(calendar.pk, 1)]
    boss = signed_in(Role.MANAGER)
    sentence = f"1 promise runs by hours of “{calendar.name}” from before the rota changed them."
    assert sentence in boss.get(reverse("duty-rota")).content.decode()
    answers = [boss.post(reverse("duty-rota-rehearse", args=[calendar.pk])) for _twice in range(2)]
    change = Change.objects.get()
    assert {one["Location"] for one in answers} == {reverse("settings-change", args=[change.pk])}
    work_change(change.pk, at=at("2026-03-06 17:31"))
    change.refresh_from_db()
    clock.refresh_from_db()
    assert (change.state, change.counted["moved"], change.counted["earlier"]) == ("rehearsed", 1, 1)
    assert clock.due_at == monday
    boss.post(reverse("settings-change", args=[change.pk]), {"scope": "all"})
    work_change(change.pk, at=at("2026-03-06 17:32"))
    clock.refresh_from_db()
    assert (clock.due_at, calendars_ahead(), RotaDay.objects.count()) == (at("2026-03-07 11:00"), [], 1)
    assert not list(differing_clocks())


def test_who_leaves_the_running_ones_as_they_are_is_not_asked_again(calendar: Calendar, anna: Member) -> None:
    asked_before(calendar)
    rota.open_day(calendar, SATURDAY, "10:00–14:00", [anna], by=MANAGER, at=at("2026-03-06 17:30"))
    change = rota.rehearse_running(calendar, by=MANAGER, at=at("2026-03-06 17:31"))
    signed_in(Role.MANAGER).post(reverse("settings-change-drop", args=[change.pk]))
    assert calendars_ahead() == []
