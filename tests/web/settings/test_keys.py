"""API keys: the secret is seen once, the scopes are the chosen ones, revoking is for good."""

import re

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Answer, Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.keys import create_key
from aftercare.org.models import ApiKey
from aftercare.org.queries.actors import key_of_secret
from aftercare.org.roles import Role
from tests.factories.people import MONDAY
from tests.factories.shop import scene
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
SAID = {"name": "Web shop", "scopes": ["orders.push", "orders.see"]}


@pytest.fixture
def client() -> Client:
    """The administrator's browser."""
    return someone(Role.ADMINISTRATOR)


def stored(model: type[Model]) -> str:
    """Everything that a table holds, as text."""
    return str(list(model._default_manager.values()))


def test_a_key_is_made_and_its_secret_shown_once(client: Client) -> None:
    place = scene()
    page = client.post(reverse("settings-key-new"), {**SAID, "merchant": place.merchant.pk, "once": "A" * 26})
    found = re.search(r'data-copy="(ac_[0-9a-f_]+)"', page.content.decode())
    assert found
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    key = key_of_secret(found[1])
    assert key
    assert (key.name, key.scopes, key.merchant) == ("Web shop", ["orders.push", "orders.see"], place.merchant)
    for text in (stored(ApiKey), stored(Entry), stored(Answer), client.get(reverse("settings-keys")).content.decode()):
        assert found[1] not in text


def test_a_form_sent_twice_makes_one_key_and_shows_no_secret_again(client: Client) -> None:
    said = {**SAID, "once": "B" * 26}
    client.post(reverse("settings-key-new"), said)
    again = client.post(reverse("settings-key-new"), said, follow=True)
    assert ApiKey.objects.count() == 1
    assert "Its secret was shown then, and is not kept." in again.content.decode()
    assert "data-copy" not in again.content.decode()


@pytest.mark.parametrize(
    "said",
    [{"scopes": []}, {"scopes": ["members.manage"]}, {"scopes": ["everything"]}, {"name": ""}, {"merchant": "77"}],
)
def test_a_wrong_answer_makes_no_key(client: Client, said: dict[str, object]) -> None:
    entries = Entry.objects.count()
    answer = client.post(reverse("settings-key-new"), {**SAID, **said})
    assert (answer.status_code, ApiKey.objects.count(), Entry.objects.count()) == (422, 0, entries)


def test_nothing_is_ticked_beforehand(client: Client) -> None:
    page = client.get(reverse("settings-key-new")).content.decode()
    assert "checked" not in page.split("<main")[1].split("</main>")[0]


def test_a_key_is_revoked_after_asking(client: Client) -> None:
    key, secret = create_key("Old shop", scopes=["orders.see"], by=SYSTEM, at=MONDAY)
    url = reverse("settings-key-revoke", args=[key.pk])
    assert client.get(url).status_code == 200
    assert key_of_secret(secret) == key
    assert client.post(url).status_code == 302
    assert key_of_secret(secret) is None
    page = client.get(reverse("settings-keys")).content.decode()
    assert "Revoked" in page
    assert url not in page
