"""What one decides for oneself, and what the sign-in library is kept from offering."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Entry
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.factories.people import PASSWORD, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Member:
    """Somebody who can sign in."""
    return member(Role.CASHIER)


def test_language_is_kept_in_a_cookie_for_a_visitor(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/accounts/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert 'lang="zh-hans"' in client.get("/accounts/login/").content.decode()


def test_language_is_remembered_with_the_member(client: Client, who: Member) -> None:
    client.force_login(who)
    client.post(reverse("set_language"), {"language": "es", "next": "/me/"})
    who.refresh_from_db()
    assert who.language == "es"
    assert 'lang="es"' in client.get("/me/").content.decode()


@pytest.mark.parametrize("language", ["tlh", "", "../../etc"])
def test_unknown_language_changes_nothing(client: Client, who: Member, language: str) -> None:
    client.force_login(who)
    client.post(reverse("set_language"), {"language": language, "next": "/me/"})
    who.refresh_from_db()
    assert who.language == ""


def test_language_never_leads_to_a_foreign_page(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "es", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_own_page_asks_a_visitor_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("profile"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))


def test_own_name_is_changed_and_recorded(client: Client, who: Member) -> None:
    client.force_login(who)
    answer = client.post(reverse("profile"), {"name": " Mika Sato ", "language": "zh-hant"})
    assert answer.status_code == 302
    who.refresh_from_db()
    assert (who.name, who.language, who.roles) == ("Mika Sato", "zh-hant", ["cashier"])
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.before, entry.after) == (
        "org.member.rename", {"name": "Cashier"}, {"name": "Mika Sato"},
    )  # fmt: skip


@pytest.mark.parametrize("said", [{"name": "  "}, {"name": "x" * 121}, {"language": "tlh"}])
def test_a_wrong_answer_changes_nothing(client: Client, who: Member, said: dict[str, str]) -> None:
    client.force_login(who)
    entries = Entry.objects.count()
    answer = client.post(reverse("profile"), {"name": "Mika", "language": "", **said, "roles": "administrator"})
    assert answer.status_code == 422
    who.refresh_from_db()
    assert (who.name, who.language, who.roles, Entry.objects.count()) == ("Cashier", "", ["cashier"], entries)


def test_nobody_signs_himself_up(client: Client) -> None:
    said = {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), said)
    assert not Member.objects.filter(email="x@example.com").exists()


def test_an_account_keeps_its_one_address(client: Client, who: Member) -> None:
    client.force_login(who)
    assert client.get("/accounts/email/")["Location"] == reverse("profile")
    assert client.post("/accounts/email/", {"action_add": "", "email": "x@example.com"}).status_code == 405


def test_signing_out_takes_a_post(client: Client, who: Member) -> None:
    client.force_login(who)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_closed_member_does_not_get_in(client: Client, who: Member) -> None:
    Member.objects.filter(pk=who.pk).update(is_active=False)
    client.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_guessing_a_password_is_stopped_even_for_the_right_one(client: Client, who: Member) -> None:
    cache.clear()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": who.email, "password": "wrong"})
    answer = client.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
    assert "Too many failed login attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    cache.clear()


def test_asking_for_a_new_password_too_often_is_answered_by_a_page(client: Client, who: Member) -> None:
    cache.clear()
    answers = [client.post(reverse("account_reset_password"), {"email": who.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [302] * 5
    assert answers[5].status_code == 429
    assert "Wait a few minutes" in answers[5].content.decode()
    cache.clear()


def test_passkeys_are_offered_where_they_can_work(client: Client) -> None:
    page = reverse("account_login")
    assert "passkey_login" in client.get(page, headers={"host": "localhost"}).content.decode()
    assert "passkey_login" not in client.get(page, headers={"host": "127.0.0.1"}).content.decode()
