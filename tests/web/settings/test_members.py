"""Members: who may sign in, and as what; and that nobody locks himself out."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Entry
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.factories.people import member
from tests.factories.shop import scene
from tests.web.settings.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Member:
    """Who manages members."""
    return member(Role.ADMINISTRATOR)


@pytest.fixture
def client(admin: Member) -> Client:
    """His browser."""
    return browser_of(admin)


def test_a_new_member_sets_his_password_by_mail_and_signs_in(client: Client) -> None:
    said = {"name": "Noor Hale", "email": "Noor@Example.com", "roles": ["cashier", "dock"]}
    answer = client.post(reverse("settings-member-new"), said)
    assert (answer.status_code, answer["Location"]) == (302, reverse("settings-members"))
    found = Member.objects.get(email="noor@example.com")
    assert (found.name, found.roles, found.has_usable_password()) == ("Noor Hale", ["cashier", "dock"], False)

    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "noor@example.com"})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = visitor.get(link[1], follow=True)
    new = {"password1": "a long enough secret", "password2": "a long enough secret"}
    visitor.post(form.redirect_chain[-1][0], new)
    visitor.post(reverse("account_login"), {"login": "noor@example.com", "password": "a long enough secret"})
    assert visitor.session["_auth_user_id"] == str(found.pk)


def test_an_address_signs_in_once(client: Client, admin: Member) -> None:
    entries = Entry.objects.count()
    answer = client.post(reverse("settings-member-new"), {"name": "Twin", "email": admin.email.upper(), "roles": []})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert (Member.objects.count(), Entry.objects.count()) == (1, entries)


@pytest.mark.parametrize("said", [{"email": "x"}, {"roles": ["emperor"]}, {"name": ""}, {"merchants": ["77"]}])
def test_a_wrong_answer_adds_nobody(client: Client, said: dict[str, object]) -> None:
    answer = client.post(
        reverse("settings-member-new"), {"name": "Noor", "email": "noor@example.com", "roles": ["dock"], **said}
    )
    assert (answer.status_code, Member.objects.count()) == (422, 1)


def test_who_is_only_merchant_needs_a_merchant(client: Client) -> None:
    place = scene()
    said = {"name": "Kes", "email": "kes@example.com", "roles": ["merchant"]}
    answer = client.post(reverse("settings-member-new"), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["merchants"])
    client.post(reverse("settings-member-new"), {**said, "merchants": [place.merchant.pk]})
    assert list(Member.objects.get(email="kes@example.com").merchants.all()) == [place.merchant]


def test_roles_are_changed_and_a_member_is_closed(client: Client) -> None:
    other = member(Role.DOCK)
    url = reverse("settings-member", args=[other.pk])
    client.post(url, {"name": "Dora Haas", "roles": ["dock", "agent"], "is_active": "on"})
    other.refresh_from_db()
    assert (other.name, other.roles, other.is_active) == ("Dora Haas", ["agent", "dock"], True)
    inside = browser_of(other)
    client.post(url, {"name": "Dora Haas", "roles": ["dock"]})
    other.refresh_from_db()
    assert (other.roles, other.is_active) == (["dock"], False)
    assert inside.get(reverse("profile")).status_code == 302  # closed at once, not at the next sign-in


@pytest.mark.parametrize("said", [{"roles": ["dock"], "is_active": "on"}, {"roles": ["administrator"]}, {"roles": []}])
def test_nobody_demotes_or_closes_himself(client: Client, admin: Member, said: dict[str, object]) -> None:
    entries = Entry.objects.count()
    answer = client.post(reverse("settings-member", args=[admin.pk]), {"name": admin.name, **said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["roles"])
    admin.refresh_from_db()
    assert (admin.roles, admin.is_active, Entry.objects.count()) == (["administrator"], True, entries)


def test_somebody_is_found_by_part_of_name_or_address(client: Client, admin: Member) -> None:
    dora = member(Role.DOCK, email="dora@example.com")
    Member.objects.filter(pk=dora.pk).update(name="Dora Haas 哈斯")

    def found(q: str) -> list[str]:
        rows = client.get(reverse("settings-members"), {"q": q}).context["rows"]
        return [row.member.email for row in rows]

    assert found("haas") == found("哈斯") == found("DORA@") == ["dora@example.com"]
    assert found("") == [admin.email, "dora@example.com"]
    assert found("%") == []
    assert "Nobody is called so" in client.get(reverse("settings-members"), {"q": "zzz"}).content.decode()


def test_pages_of_members_follow_by_name(client: Client) -> None:
    for number in range(60):
        member(Role.BUYER, email=f"b{number:02d}@example.com")
    first = client.get(reverse("settings-members"))
    second = client.get(f"{reverse('settings-members')}{first.context['pager'].later_url}")
    shown = [row.member.pk for page in (first, second) for row in page.context["rows"]]
    assert (len(first.context["rows"]), len(shown), len(set(shown))) == (50, 61, 61)
