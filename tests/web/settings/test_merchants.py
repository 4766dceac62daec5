"""Merchants, shops, policies, return addresses."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Entry
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.org.roles import Role
from aftercare.returns.models import ReturnPolicy
from tests.factories.shop import scene
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
COMPLETE = {
    "name": "West hall", "contact": "Dock team", "phone": "+44 20 7946 0019", "street": "90 Example Road",
    "city": "Demo City", "country": "gb", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    """The administrator's browser."""
    return someone(Role.ADMINISTRATOR)


def test_a_merchant_with_its_shop_is_added(client: Client) -> None:
    answer = client.post(reverse("settings-merchant-new"), {"name": "Lumen & Oak", "code": "lumen"})
    merchant = Merchant.objects.get(code="lumen")
    page = reverse("settings-merchant", args=[merchant.pk])
    assert (answer.status_code, answer["Location"], merchant.name) == (302, page, "Lumen & Oak")
    client.post(reverse("settings-shop-new", args=[merchant.pk]), {"name": "Lumen web", "code": "lumen-web"})
    shop = Shop.objects.get(merchant=merchant)
    client.post(reverse("settings-shop", args=[shop.pk]), {"name": "Lumen online"})
    shop.refresh_from_db()
    assert (shop.code, shop.name) == ("lumen-web", "Lumen online")
    text = client.get(page).content.decode()
    assert "Lumen online" in text
    assert "Lumen &amp; Oak" in text
    assert "No address yet, so no return can be approved." in text
    rows = client.get(reverse("settings-merchants")).context["rows"]
    assert [(row.merchant.pk, row.shops, row.policy.window_days) for row in rows] == [(merchant.pk, 1, None)]


@pytest.mark.parametrize(("url", "code"), [("settings-merchant-new", "kestrel"), ("settings-shop-new", "kestrel-web")])
def test_a_code_is_given_once(client: Client, url: str, code: str) -> None:
    place = scene()
    entries = Entry.objects.count()
    args = [place.merchant.pk] if url == "settings-shop-new" else []
    answer = client.post(reverse(url, args=args), {"name": "Again", "code": code})
    assert (answer.status_code, answer.context["form"].errors["code"]) == (422, [f"“{code}” is taken."])
    assert (Merchant.objects.count(), Shop.objects.count(), Entry.objects.count()) == (1, 1, entries)


def test_a_merchant_is_renamed_and_closed(client: Client) -> None:
    place = scene()
    client.post(reverse("settings-merchant-edit", args=[place.merchant.pk]), {"name": "Kestrel Audio"})
    place.merchant.refresh_from_db()
    assert (place.merchant.name, place.merchant.code, place.merchant.is_active) == ("Kestrel Audio", "kestrel", False)


def test_an_empty_policy_number_means_not_set(client: Client) -> None:
    place = scene()
    url = reverse("settings-policy", args=[place.merchant.pk])
    assert "Empty: not set, it never lapses." in client.get(url).content.decode()
    assert client.post(url, {"window_days": "", "goods_due_days": "14"}).status_code == 302
    policy = ReturnPolicy.objects.get(merchant=place.merchant)
    assert (policy.window_days, policy.goods_due_days, policy.separate_people) == (None, 14, False)
    text = client.get(reverse("settings-merchant", args=[place.merchant.pk])).content.decode()
    assert "A return may always be asked for." in text
    assert "14 days" in text


@pytest.mark.parametrize("days", ["0", "-1", "3651", "seven", "1e3", "7.5"])
def test_a_policy_number_that_makes_no_sense_changes_nothing(client: Client, days: str) -> None:
    place = scene()
    entries = Entry.objects.count()
    url = reverse("settings-policy", args=[place.merchant.pk])
    answer = client.post(url, {"window_days": days, "separate_people": "on"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["window_days"])
    assert ReturnPolicy.objects.get(merchant=place.merchant).window_days == 7
    assert Entry.objects.count() == entries


@pytest.mark.shows("RET-19")
def test_an_incomplete_address_says_what_it_lacks_until_it_is_completed(client: Client) -> None:
    place = scene()
    said = {**COMPLETE, "merchant": place.merchant.pk, "phone": "", "city": " "}
    client.post(reverse("settings-address-new"), said)
    address = ReturnAddress.objects.get(name="West hall")
    rows = {row.address.pk: row for row in client.get(reverse("settings-addresses")).context["rows"]}
    assert [str(part) for part in rows[address.pk].lacks] == ["phone", "city"]
    assert rows[place.address.pk].lacks == []

    client.post(reverse("settings-address", args=[address.pk]), COMPLETE)
    address.refresh_from_db()
    assert (address.phone, address.city, address.country, address.merchant_id) == (
        "+44 20 7946 0019", "Demo City", "GB", place.merchant.pk,
    )  # fmt: skip
    rows = {row.address.pk: row for row in client.get(reverse("settings-addresses")).context["rows"]}
    assert rows[address.pk].lacks == []


def test_saving_an_incomplete_address_warns(client: Client) -> None:
    place = scene()
    said = {**COMPLETE, "merchant": place.merchant.pk, "phone": "", "street": ""}
    page = client.post(reverse("settings-address-new"), said, follow=True).content.decode()
    assert "Saved, yet buyers cannot get it: it lacks phone and street." in page


def test_an_address_sent_twice_is_added_once(client: Client) -> None:
    place = scene()
    said = {**COMPLETE, "merchant": place.merchant.pk, "once": "A" * 26}
    first = client.post(reverse("settings-address-new"), said)
    second = client.post(reverse("settings-address-new"), said)
    assert first["Location"] == second["Location"] == reverse("settings-addresses")
    assert ReturnAddress.objects.filter(name="West hall").count() == 1


@pytest.mark.parametrize("country", ["GBR", "1", "日本"])
def test_a_country_is_two_letters(client: Client, country: str) -> None:
    place = scene()
    answer = client.post(reverse("settings-address", args=[place.address.pk]), {**COMPLETE, "country": country})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["country"])
    place.address.refresh_from_db()
    assert place.address.name == "East returns hall"


def test_a_merchant_s_person_adds_to_his_own_merchant() -> None:
    place = scene()
    own = someone(Role.MERCHANT, merchants=(place.merchant,))
    assert own.post(reverse("settings-address-new"), {**COMPLETE, "merchant": place.merchant.pk}).status_code == 302
    assert ReturnAddress.objects.get(name="West hall").merchant == place.merchant
