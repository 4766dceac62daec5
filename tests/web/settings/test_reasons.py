"""Reasons: add, edit in four languages, show and hide, put in order, delete what nobody used."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reasons, shown_reasons
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.roles import Role
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
KIND = "return_refund"


@pytest.fixture
def client() -> Client:
    """The administrator's browser."""
    return someone(Role.ADMINISTRATOR)


def three() -> list[Reason]:
    """Three reasons of one kind, in order."""
    return [add_reason(KIND, {"en": word}, by=SYSTEM, at=MONDAY) for word in ("One", "Two", "Three")]


def words() -> list[str]:
    """The reasons in their order."""
    return [str(reason) for reason in reasons(KIND)]


@pytest.mark.shows("PAG-23")
def test_a_reason_is_added_in_four_languages(client: Client) -> None:
    said = {"label_en": "Too small", "label_zh_hans": "太小", "label_zh_hant": "太小了", "label_es": "Pequeño"}
    answer = client.post(reverse("settings-reason-new", args=["exchange"]), said)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/reasons/?kind=exchange")
    reason = Reason.objects.get()
    assert (reason.kind, reason.code, reason.is_shown) == ("exchange", "too-small", True)
    assert [reason.label_in(language) for language in ("en", "zh-hans", "zh-hant", "es")] == list(said.values())
    page = client.get(answer["Location"]).content.decode()
    assert "太小了" in page
    assert "Pequeño" in page


def test_english_is_required_and_told_beside_it(client: Client) -> None:
    entries = Entry.objects.count()
    answer = client.post(reverse("settings-reason-new", args=[KIND]), {"label_es": "Pequeño"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["label_en"])
    assert (Reason.objects.count(), Entry.objects.count()) == (0, entries)


def test_the_same_reason_twice_is_refused_beside_the_field(client: Client) -> None:
    three()
    answer = client.post(reverse("settings-reason-new", args=[KIND]), {"label_en": "Two"})
    assert (answer.status_code, words()) == (422, ["One", "Two", "Three"])
    assert answer.context["form"].errors["label_en"] == ["There is a reason “two” already."]


@pytest.mark.shows("PAG-23")
def test_a_reason_is_edited(client: Client) -> None:
    reason = three()[1]
    client.post(reverse("settings-reason", args=[reason.pk]), {"label_en": "Second", "label_es": "Segundo"})
    reason.refresh_from_db()
    assert (reason.labels, reason.code, reason.is_shown) == ({"en": "Second", "es": "Segundo"}, "two", True)


@pytest.mark.shows("PAG-23")
def test_a_reason_is_hidden_and_shown_and_the_toast_offers_the_way_back(client: Client) -> None:
    reason = three()[1]
    client.post(reverse("settings-reason-hide", args=[reason.pk]))
    assert [str(one) for one in shown_reasons(KIND)] == ["One", "Three"]
    back = reverse("settings-reason-show", args=[reason.pk])
    assert f'action="{back}"' in client.get("/settings/reasons/").content.decode()
    client.post(back)
    assert [str(one) for one in shown_reasons(KIND)] == ["One", "Two", "Three"]


@pytest.mark.shows("PAG-23")
def test_buttons_move_a_reason_without_any_script(client: Client) -> None:
    one, two, three_ = three()
    client.post(reverse("settings-reason-up", args=[three_.pk]))
    assert words() == ["One", "Three", "Two"]
    client.post(reverse("settings-reason-down", args=[one.pk]))
    assert words() == ["Three", "One", "Two"]
    client.post(reverse("settings-reason-down", args=[two.pk]))
    client.post(reverse("settings-reason-up", args=[three_.pk]))
    assert words() == ["Three", "One", "Two"]


def test_dragging_saves_the_whole_order(client: Client) -> None:
    one, two, three_ = three()
    said = {"order": [three_.pk, "x", one.pk, two.pk, 999999, "9" * 30]}
    client.post(reverse("settings-reason-order", args=[KIND]), said)
    assert words() == ["Three", "One", "Two"]


@pytest.mark.shows("PAG-23")
def test_only_what_no_case_named_is_deleted(client: Client) -> None:
    place = scene()
    applied(place, order(place))
    unused = add_reason(KIND, {"en": "Unused"}, by=SYSTEM, at=MONDAY)
    rows = client.get(reverse("settings-reasons")).context["rows"]
    assert [(str(row.reason), row.is_used) for row in rows] == [("Changed my mind", True), ("Unused", False)]

    entries = Entry.objects.count()
    used = reverse("settings-reason-delete", args=[place.reason.pk])
    assert "Hide it instead" in client.get(used).content.decode()
    answer = client.post(used)
    assert (answer.status_code, Entry.objects.count()) == (409, entries)
    assert Reason.objects.filter(pk=place.reason.pk).exists()

    url = reverse("settings-reason-delete", args=[unused.pk])
    assert client.get(url).status_code == 200
    assert Reason.objects.filter(pk=unused.pk).exists()
    assert client.post(url).status_code == 302
    assert not Reason.objects.filter(pk=unused.pk).exists()


@pytest.mark.parametrize("kind", ["", "bribe", "return_refund'--"])
def test_an_unknown_kind_is_not_found(client: Client, kind: str) -> None:
    assert client.get(reverse("settings-reasons"), {"kind": kind}).status_code == 404


def test_an_empty_kind_teaches(client: Client) -> None:
    assert "Add the first one." in client.get(reverse("settings-reasons"), {"kind": "exchange"}).content.decode()
