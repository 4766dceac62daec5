"""Who comes in by which door, and where he finds himself."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.members import add_member, edit_member
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.web.account.doors import demo_email, first_desk
from aftercare.web.kit.navigation import address_of
from tests.factories.people import MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected

pytestmark = pytest.mark.django_db


def demo(role: Role) -> Member:
    """The demo company's member of a role."""
    return member(role, email=demo_email(role))


def signed_in(client: Client) -> int | None:
    """Whose session this is."""
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


def test_home_shows_a_door_for_every_demo_member(client: Client) -> None:
    demo(Role.CASHIER)
    demo(Role.DOCK)
    page = client.get("/")
    assert [door.role for door in page.context["doors"]] == [Role.CASHIER, Role.DOCK]
    assert b'action="/demo/cashier/"' in page.content
    assert b'action="/demo/agent/"' not in page.content


def test_doors_tell_what_waits_behind_them(client: Client) -> None:
    place = scene()
    applied(place, order(place))
    inspected(place, order(place))
    inspected(place, order(place))
    for role in (Role.OPERATIONS_REVIEWER, Role.FINANCE_REVIEWER, Role.CASHIER):
        demo(role)
    doors = client.get("/").context["doors"]
    assert [str(door.note) for door in doors] == [
        "1 return to decide",
        "2 refunds to approve",
        "Records the money that was sent",
    ]


def test_home_says_when_the_demo_company_is_not_there(client: Client) -> None:
    assert "has not moved in yet" in client.get("/").content.decode()


def test_home_without_demo_asks_to_sign_in(client: Client, settings: Settings) -> None:
    settings.AFTERCARE_DEMO = False
    page = client.get("/")
    assert (page.status_code, page["Location"]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", list(Role))
def test_door_signs_in_and_leads_to_the_role_s_first_desk(client: Client, role: Role) -> None:
    who = demo(role)
    page = client.post(reverse("demo-door", args=[role]))
    assert (page.status_code, page["Location"], signed_in(client)) == (302, "/", who.pk)
    home = client.get("/")
    desk = first_desk([role])
    assert home.status_code == (302 if desk else 200)
    assert home.get("Location", "") == desk


def test_first_desk_of_several_roles_is_the_more_urgent_one() -> None:
    assert first_desk([Role.AGENT, Role.CASHIER]) == address_of("finance-list")
    assert first_desk([]) == ""


def test_member_without_role_is_told_so(client: Client) -> None:
    client.force_login(add_member("new@example.com", name="New", roles=[], by=SYSTEM, at=MONDAY))
    page = client.get("/")
    assert page.status_code == 200
    assert "nobody has given you a role" in page.content.decode()


def test_door_is_locked_outside_the_demo(client: Client, settings: Settings) -> None:
    demo(Role.ADMINISTRATOR)
    settings.AFTERCARE_DEMO = False
    assert client.post(reverse("demo-door", args=[Role.ADMINISTRATOR])).status_code == 404
    assert signed_in(client) is None


@pytest.mark.parametrize("role", ["emperor", "agent"])
def test_door_without_a_member_behind_it_is_not_there(client: Client, role: str) -> None:
    assert client.post(reverse("demo-door", args=[role])).status_code == 404
    assert signed_in(client) is None


def test_door_of_a_closed_member_is_not_there(client: Client) -> None:
    who = demo(Role.AGENT)
    edit_member(who, name="Gone", roles=["agent"], merchants=[], is_active=False, by=SYSTEM, at=MONDAY)
    assert client.post(reverse("demo-door", args=["agent"])).status_code == 404


def test_door_opens_by_post_with_a_token_only() -> None:
    demo(Role.AGENT)
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse("demo-door", args=["agent"])).status_code == 405
    assert strict.post(reverse("demo-door", args=["agent"])).status_code == 403
    assert signed_in(strict) is None
