"""The numbers that buyers may ring: who sees them, whether somebody answers, and the promises that run by them."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.commands.notes import add_note
from aftercare.clocks.commands.hotlines import BadHotline, HotlineChoice, set_hotline
from aftercare.clocks.models import Clock, Hotline, Policy
from aftercare.clocks.queries.hotlines import at_the_moment, shown_to_buyers
from aftercare.clocks.terms import Metric, Unit
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.roles import Role
from tests.api.client import machine_as
from tests.factories.people import MONDAY, buyer, member
from tests.factories.promises import at, hotline, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.mark.shows("STD-07", "STD-08", "PRJ-20", "PRJ-29")
def test_a_buyer_sees_the_toll_free_number_that_answers_day_and_night_and_the_technicians(client: Client) -> None:
    client.force_login(member(Role.MANAGER))
    answers = {"name": "Repairs", "number": "0800 000 1234", "is_toll_free": "on", "is_shown": "on",
               "contacts": "Technician on duty: extension 12\n\nWorkshop: extension 14"}  # fmt: skip
    assert client.post(reverse("settings-hotline-new"), answers).status_code == 302
    place = scene()
    case = applied(place, order(place)).case
    page = Client().get(reverse("case-by-link", args=[case.token])).content.decode()
    assert 'href="tel:08000001234"' in page
    assert "toll-free" in page
    assert "Open day and night, 365 days a year" in page
    assert page.index("extension 12") < page.index("extension 14")
    for moment in ("2026-12-25 03:10", "2026-03-01 23:59", "2028-02-29 12:00"):
        assert [line.now.is_open for line in at_the_moment(shown_to_buyers(), at(moment))] == [True]
    told = Entry.objects.get(kind="clocks.hotline.add")
    assert "extension" not in str(told.after)


def test_a_line_with_hours_says_when_it_opens_and_hidden_and_foreign_ones_are_not_shown() -> None:
    place, other = scene(), scene("other")
    hotline("Office line", calendar_id=office().pk)
    hotline("Hidden", is_shown=False)
    hotline("Of another", merchant_id=other.merchant.pk)
    hotline("Ours", merchant_id=place.merchant.pk)
    (line,) = at_the_moment(shown_to_buyers(), at("2026-03-07 12:00"))
    assert (line.hotline.name, line.now.is_open, line.now.changes_at) == ("Office line", False, at("2026-03-09 09:00"))
    assert [one.name for one in shown_to_buyers(place.merchant.pk)] == ["Office line", "Ours"]
    page = Client().get(reverse("find-order")).content.decode()
    assert ("Office line" in page, "Ours" in page, "Hidden" in page) == (True, False, False)


@pytest.mark.shows("STD-08")
def test_an_answer_promised_on_the_hotline_runs_while_somebody_answers_there(client: Client) -> None:
    client.force_login(member(Role.MANAGER))
    page = client.get(reverse("settings-time-new") + "?template=hotline-4h").content.decode()
    assert '<option value="minutes" selected>' in page
    calendar = office()
    line = hotline("Office line", calendar_id=calendar.pk)
    page = client.get(reverse("settings-time-new") + "?template=hotline-4h").content.decode()
    assert '<option value="open_minutes" selected>' in page
    assert f'<option value="{calendar.pk}" selected>' in page
    policy = promise(Metric.REPLY, 240, Unit.OPEN_MINUTES, calendar=line.calendar)
    place = scene()
    case = applied(place, order(place)).case
    add_note(case, "Is somebody there?", for_buyer=True, by=buyer(case.customer_id), at=at("2026-03-06 17:00"))
    assert Clock.objects.get(policy=policy).due_at == at("2026-03-09 12:00")
    assert Policy.objects.get().calendar_id == line.calendar_id


@pytest.mark.parametrize("number", ["", "call us", "+", "0800 x"])
def test_a_number_that_nobody_can_dial_is_refused(number: str) -> None:
    with pytest.raises(BadHotline):
        set_hotline(None, HotlineChoice("Line", number), by=SYSTEM, at=MONDAY)
    assert not Hotline.objects.exists()


def test_a_shop_asks_for_the_lines_of_its_merchant() -> None:
    place = scene()
    hotline("Ours", merchant_id=place.merchant.pk, is_toll_free=True, contacts="Bench: 14")
    hotline("Of another", merchant_id=scene("other").merchant.pk)
    found = machine_as(Role.MERCHANT, merchant=place.merchant).get("/hotlines").json()
    assert found == {
        "items": [
            {"name": "Ours", "number": "0800 000 1234", "is_toll_free": True, "is_open": True, "changes_at": None,
             "contacts": ["Bench: 14"]}
        ]
    }  # fmt: skip
