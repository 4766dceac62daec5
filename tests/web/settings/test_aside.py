"""Entries that a reader could not read: shown to administrators with the reason, tried again, left out."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.models import Entry, SetAside
from aftercare.org.roles import Role
from aftercare.web.settings.aside_rows import READER
from tests.api.test_health import beat
from tests.factories.aside import put_aside
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.gateways import bank as manners
from tests.gateways.bank import open_bank
from tests.gateways.stories import ordered
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db


def test_every_reader_has_a_name_for_people() -> None:
    assert set(READER) == {each.name for each in SUBSCRIPTIONS}


def test_the_page_says_what_since_when_and_why(client: Client) -> None:
    place = scene()
    returning = applied(place, order(place))
    put_aside("messages", Entry.objects.filter(stream=f"case:{returning.case_id}").first(), KeyError("amount"))
    page = someone(Role.ADMINISTRATOR).get(reverse("settings-aside")).content.decode()
    for said in (
        "Nobody was told of it.",
        "What the entry says does not fit what the reader expects.",
        "KeyError: &#x27;amount&#x27;",
        returning.number,
        "Try again",
    ):
        assert said in page
    beat(seconds_ago=1)
    assert client.get("/health").json()["journal"] == "1 entries set aside"
    assert client.get("/health").status_code == 200


def test_a_page_of_it_costs_no_more_with_more_rows(django_assert_max_num_queries: object) -> None:
    place = scene()
    returning = applied(place, order(place))
    for entry in Entry.objects.filter(stream=f"case:{returning.case_id}"):
        put_aside("search", entry)
    administrator = someone(Role.ADMINISTRATOR)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert administrator.get(reverse("settings-aside")).status_code == 200


def test_pressed_it_is_read_again_and_left_out_with_a_reason() -> None:
    place = scene()
    applied(place, order(place))
    row = put_aside("messages")
    administrator = someone(Role.ADMINISTRATOR)
    administrator.post(reverse("settings-aside-again", args=[row.pk]))
    row.refresh_from_db()
    assert row.is_asked
    url = reverse("settings-aside-leave", args=[row.pk])
    assert administrator.post(url, {"reason": ""}).status_code == 422
    assert SetAside.objects.count() == 1
    assert administrator.post(url, {"reason": "Told by phone."}).status_code == 302
    assert SetAside.objects.count() == 0
    assert administrator.post(url, {"reason": "Told by phone."}).status_code == 409
    assert administrator.post(reverse("settings-aside-again", args=[row.pk])).status_code == 409


def test_pressed_once_all_of_one_reader_are_read_again() -> None:
    place = scene()
    returning = applied(place, order(place))
    entries = list(Entry.objects.filter(stream=f"case:{returning.case_id}")[:2])
    assert len(entries) == 2
    for entry in entries:
        put_aside("messages", entry)
    put_aside("search", entries[0])
    administrator = someone(Role.ADMINISTRATOR)
    page = administrator.get(reverse("settings-aside")).content.decode()
    assert ("Try all again: Messages (2)" in page, "Try all again: Search" in page) == (True, False)
    for _time in range(2):
        assert administrator.post(reverse("settings-aside-all", args=["messages"])).status_code == 302
    asked = SetAside.objects.order_by("pk").values_list("reader", "is_asked")
    assert list(asked) == [("messages", True), ("messages", True), ("search", False)]
    assert Entry.objects.filter(kind="journal.aside.ask").count() == 2


def test_finance_is_shown_whose_payout_was_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)
    with open_bank(manners.pays) as bank:
        refund, _order = ordered(bank)
    told = Entry.objects.get(kind="billing.payout_order.open")
    cashier = someone(Role.CASHIER)
    sentence = "The system could not read what was told to the gateway"
    assert sentence not in cashier.get(reverse("finance-list")).content.decode()
    put_aside("payouts", told)
    page = cashier.get(reverse("finance-list")).content.decode()
    assert sentence in page
    assert refund.number in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "es"])
def test_it_is_told_in_every_language(language: str) -> None:
    with translation.override(language):
        assert str(READER["messages"][1]) != "Nobody was told of it."
