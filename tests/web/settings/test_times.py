"""Calendars and promised times are set up, rehearsed and changed on their pages."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.commands.changing import rehearse
from aftercare.clocks.models import Calendar, Change, Clock, Policy, PolicyStep
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.plain import calendar_of
from aftercare.clocks.rules.templates import THREE_SHIFTS
from aftercare.clocks.terms import Day, Metric, PromisedTo, Span, Unit
from aftercare.jobs.changes import queue_unfinished, work_change
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.factories.buying import bought_lately
from tests.factories.people import member
from tests.factories.promises import office, promise
from tests.factories.shop import scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    """Who sets times up."""
    client.force_login(member(Role.MANAGER))
    return client


def post(client: Client, page: str, /, *args: object, **answers: object) -> str:
    """Where the form led; fails when it was refused."""
    answer = client.post(reverse(page, args=args), answers)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


POLICY = {
    "name": "Decide in 4 h",
    "metric": "decide",
    "amount": 240,
    "unit": "open_minutes",
    "promised_to": "customer",
    "reopening": "resume",
    "is_active": "on",
}


@pytest.mark.shows("APT-48")
def test_a_calendar_of_three_shifts_is_made_and_shown_as_a_year(manager: Client) -> None:
    answers = {"name": "Service", "region": "East", "zone": "Asia/Shanghai", "week": "three_shifts"}
    where = post(manager, "settings-calendar-new", **answers)
    made = Calendar.objects.get()
    assert hours_of(made.current).spans(date(2026, 3, 8).toordinal()) == THREE_SHIFTS[6]
    page = manager.get(f"{where}?year=2026").content.decode()
    assert page.count("<caption>") == 12
    assert "8:00–16:00, 16:00–19:00, 19:00–22:00" in page


def test_holidays_from_data_are_rehearsed_then_hold(manager: Client) -> None:
    calendar = office()
    where = post(manager, "settings-calendar-days", calendar.pk, country="cn", first_year=2026)
    change = Change.objects.get()
    assert (where, change.state) == (reverse("settings-change", args=[change.pk]), "rehearsing")
    assert "Forecast: " in manager.get(where).content.decode()
    work_change(change.pk, at=timezone.now())
    assert "Make the change" in manager.get(where).content.decode()
    post(manager, "settings-change", change.pk, scope="new")
    calendar.refresh_from_db()
    assert calendar.current
    days = calendar_of(calendar.current.body).days
    assert days[date(2026, 1, 4)] == Day("调休", (Span(540, 1080),))
    page = manager.get(reverse("settings-calendar", args=[calendar.pk]) + "?year=2026").content.decode()
    assert 'class="made-up" title="Make-up workday 9:00–18:00">4<' in page
    Member.objects.update(language="es")
    page = manager.get(reverse("settings-calendar", args=[calendar.pk]) + "?year=2026").content.decode()
    assert 'class="made-up" title="Día recuperable 9:00–18:00">4<' in page
    assert "调休" not in page
    assert ("Día Nacional" in page, "国庆节" in page) == (True, False)


def test_days_from_a_file(manager: Client) -> None:
    calendar = office()
    file = SimpleUploadedFile("days.csv", b"date,name,hours\n2026-12-24,Eve,9:00-12:00\n")
    post(manager, "settings-calendar-days", calendar.pk, file=file)
    version = Change.objects.get().version
    assert version
    assert version.body["days"] == {"2026-12-24": ["Eve", [[540, 720]]]}


def test_hours_that_cannot_be_are_told_beside_their_day(manager: Client) -> None:
    calendar = office()
    answers = {"zone": "UTC", "monday": "9:00–8:00"}
    answer = manager.post(reverse("settings-calendar-hours", args=[calendar.pk]), answers)
    assert answer.status_code == 422
    assert "does not end after it begins" in answer.content.decode()
    assert calendar.versions.count() == 1


def test_seasonal_hours_are_typed_as_days_of_a_year(manager: Client) -> None:
    calendar = office()
    answers = {
        "zone": "UTC", "monday": "9:00–18:00", "season_name": "Summer", "season_first": "2026-07-01",
        "season_last": "2026-08-31", "season_hours": "8:00–15:00",
    }  # fmt: skip
    post(manager, "settings-calendar-hours", calendar.pk, **answers)
    version = calendar.versions.latest("number")
    assert hours_of(version).spans(date(2030, 7, 1).toordinal()) == (Span(480, 900),)
    assert hours_of(version).spans(date(2030, 9, 2).toordinal()) == (Span(540, 1080),)


def test_a_template_is_taken_over(manager: Client) -> None:
    page = manager.get(reverse("settings-time-templates")).content.decode()
    assert "Hotline: answer in 4 hours" in page
    form = manager.get(reverse("settings-time-new") + "?template=hotline-4h").content.decode()
    assert 'value="240"' in form
    answers = {**POLICY, "name": "Hotline", "metric": "answer", "unit": "minutes"}
    answer = manager.post(reverse("settings-time-new") + "?template=hotline-4h", answers)
    made = Policy.objects.get()
    assert (answer.status_code, made.template, made.amount, made.unit) == (302, "hotline-4h", 240, "minutes")
    assert "taken over" in manager.get(reverse("settings-time-templates")).content.decode()


def test_open_hours_without_a_calendar_are_refused(manager: Client) -> None:
    answer = manager.post(reverse("settings-time-new"), POLICY)
    assert (answer.status_code, Policy.objects.count()) == (422, 0)
    assert "Open hours, working days and shifts need a calendar." in answer.content.decode()


def test_steps_are_added_and_taken_away(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240)
    step = {
        "act": "penalty", "when": "after", "minutes": 30, "unit": "open_minutes", "per": "day", "amount": "12.50",
        "currency": "eur",
    }  # fmt: skip
    post(manager, "settings-step-new", policy.pk, **step)
    made = PolicyStep.objects.get()
    assert (made.offset, made.amount_minor, made.currency, made.per) == (30, 1250, "EUR", "day")
    assert "30 min after" in manager.get(reverse("settings-time", args=[policy.pk])).content.decode()
    refused = manager.post(reverse("settings-step-new", args=[policy.pk]), {**step, "when": "before"})
    assert (refused.status_code, PolicyStep.objects.count()) == (422, 1)
    post(manager, "settings-step-remove", made.pk)
    assert not PolicyStep.objects.exists()


@pytest.mark.parametrize(
    ("amount", "currency", "field", "sentence"),
    [
        ("5", "", "currency", "“” is no currency; write it like EUR."),
        ("5", "XXZ", "currency", "“XXZ” is no currency; write it like EUR."),
        ("5", "12", "currency", "“12” is no currency; write it like EUR."),
        ("5", "€", "currency", "“€” is no currency; write it like EUR."),
        ("1.5", "JPY", "amount", "JPY has 0 decimal places: write no more."),
        ("1.005", "EUR", "amount", "EUR has 2 decimal places: write no more."),
        ("0", "EUR", "amount", "An amount is more than nothing and has a currency."),
    ],
)
def test_what_a_penalty_costs_is_money_to_the_last_place(
    manager: Client, amount: str, currency: str, field: str, sentence: str
) -> None:
    policy = promise(Metric.DECIDE, 240)
    step = {"act": "penalty", "when": "after", "minutes": 0, "unit": "minutes", "per": "once"}
    answer = manager.post(
        reverse("settings-step-new", args=[policy.pk]), {**step, "amount": amount, "currency": currency}
    )
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [sentence]})
    assert not PolicyStep.objects.exists()
    post(manager, "settings-step-new", policy.pk, **step, amount="1500", currency="jpy")
    assert PolicyStep.objects.get().amount_minor == 1500
    assert "for what begins from" in manager.get(reverse("settings-time", args=[policy.pk])).content.decode()


def test_another_time_is_rehearsed_and_applied_by_the_worker(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    place, now = scene(), timezone.now()
    returning = applied(place, bought_lately(place), at=now - timedelta(hours=3))
    answers = {**POLICY, "name": policy.name, "amount": 120, "unit": "minutes", "calendar": policy.calendar_id}
    where = post(manager, "settings-time-edit", policy.pk, **answers)
    policy.refresh_from_db()
    assert policy.amount == 240
    rehearse(Change.objects.get().pk, at=now)
    page = manager.get(where).content.decode()
    assert "Late by it" in page
    assert Change.objects.get().counted["breach"] == 1
    post(manager, "settings-change", Change.objects.get().pk, scope="all")
    assert queue_unfinished(at=now) == 1
    work_change(Change.objects.get().pk, at=now)
    returning.refresh_from_db()
    assert Clock.objects.get().due_at == returning.due_at == now - timedelta(hours=1)


def test_a_change_can_be_left(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    answers = {**POLICY, "name": policy.name, "amount": 120, "unit": "minutes", "calendar": policy.calendar_id}
    post(manager, "settings-time-edit", policy.pk, **answers)
    post(manager, "settings-change-drop", Change.objects.get().pk)
    assert (Change.objects.get().state, Policy.objects.get().amount) == ("dropped", 240)


def test_a_promise_that_a_partner_does_not_carry_says_so(manager: Client) -> None:
    promise(Metric.DELIVERY, 60, Unit.MINUTES, name="There in an hour")
    promise(
        Metric.DELIVERY,
        60,
        Unit.MINUTES,
        name="Fixers",
        promised_to=PromisedTo.PARTNER,
        partner="Fixers",
        transit_minutes=40,
    )
    page = manager.get(reverse("settings-times")).content.decode()
    assert "“Fixers” may take 40 min longer." in page


def test_hours_typed_over_a_calendar_that_somebody_changed_are_refused(manager: Client) -> None:
    calendar = office()
    page = manager.get(reverse("settings-calendar-hours", args=[calendar.pk])).content.decode()
    assert f'<input type="hidden" name="seen" value="{calendar.current_id}">' in page
    post(manager, "settings-calendar-days", calendar.pk, country="cn", first_year=2026)
    rehearse(Change.objects.get().pk, at=timezone.now())
    post(manager, "settings-change", Change.objects.get().pk, scope="new")
    answers = {"zone": "UTC", "monday": "9:00–17:00", "seen": calendar.current_id}
    answer = manager.post(reverse("settings-calendar-hours", args=[calendar.pk]), answers)
    assert (answer.status_code, Change.objects.count()) == (409, 1)
    assert "Somebody changed this meanwhile" in answer.content.decode()


def test_of_two_rehearsed_changes_the_page_of_the_second_says_that_it_is_overtaken(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    for amount in (120, 90):
        answers = {**POLICY, "name": policy.name, "amount": amount, "unit": "minutes", "calendar": policy.calendar_id}
        post(manager, "settings-time-edit", policy.pk, **answers)
    first, second = Change.objects.order_by("pk")
    rehearse(first.pk, at=timezone.now())
    rehearse(second.pk, at=timezone.now())
    post(manager, "settings-change", first.pk, scope="new")
    page = manager.post(reverse("settings-change", args=[second.pk]), {"scope": "new"}).content.decode()
    assert "Somebody changed this meanwhile" in page
    assert Policy.objects.get().amount == 120


def test_a_promise_that_somebody_edited_is_not_written_over(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    page = manager.get(reverse("settings-time-edit", args=[policy.pk])).content.decode()
    assert '<input type="hidden" name="seen" value="1"' in page
    answers = {**POLICY, "name": "Theirs", "unit": "minutes", "calendar": policy.calendar_id}
    post(manager, "settings-time-edit", policy.pk, **answers, seen=1)
    answer = manager.post(reverse("settings-time-edit", args=[policy.pk]), {**answers, "name": "Mine", "seen": 1})
    assert (answer.status_code, Policy.objects.get().name) == (409, "Theirs")


def test_what_nothing_tells_is_not_offered_and_what_nothing_begins_is_refused(manager: Client) -> None:
    place = scene()
    page = manager.get(reverse("settings-time-new")).content.decode()
    assert 'name="service_class"' not in page
    assert 'name="contract"' not in page
    assert f'<option value="{place.address.name}">' in page
    answer = manager.post(reverse("settings-time-new"), {**POLICY, "metric": "goods_in", "unit": "minutes"})
    assert (answer.status_code, Policy.objects.count()) == (422, 0)
    assert "Nothing begins this time yet" in answer.content.decode()
    post(manager, "settings-time-new", **{**POLICY, "unit": "minutes", "priority": "0", "branch": ""})
    assert "Usual" in manager.get(reverse("settings-times")).content.decode()


def test_an_old_promise_that_asks_for_what_nothing_tells_can_be_mended(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    Policy.objects.filter(pk=policy.pk).update(contract="C-1")
    page = manager.get(reverse("settings-time-edit", args=[policy.pk])).content.decode()
    assert 'name="contract" value="C-1"' in page
    answers = {**POLICY, "name": policy.name, "unit": "minutes", "calendar": policy.calendar_id}
    answer = manager.post(reverse("settings-time-edit", args=[policy.pk]), {**answers, "contract": "C-1"})
    assert "No case or task tells this yet" in answer.content.decode()
    post(manager, "settings-time-edit", policy.pk, **answers, contract="")
    assert Policy.objects.get().contract == ""


def test_switching_off_says_how_many_clocks_run_and_asks(manager: Client) -> None:
    policy = promise(Metric.DECIDE, 240, Unit.MINUTES)
    place = scene()
    applied(place, bought_lately(place), at=timezone.now())
    assert (
        "Clocks that run by it now: 1." in manager.get(reverse("settings-time-edit", args=[policy.pk])).content.decode()
    )
    answers = {**POLICY, "name": policy.name, "unit": "minutes", "calendar": policy.calendar_id, "is_active": ""}
    answer = manager.post(reverse("settings-time-edit", args=[policy.pk]), answers)
    assert (answer.status_code, Policy.objects.get().is_active) == (422, True)
    assert "Say that they end unjudged" in answer.content.decode()
    post(manager, "settings-time-edit", policy.pk, **answers, ends_clocks="on")
    assert not Policy.objects.get().is_active
