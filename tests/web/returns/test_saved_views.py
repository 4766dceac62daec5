"""Saved views above the list: kept, opened, shared, changed, deleted, and opened by default."""

import re

import pytest
from django.test import Client

from aftercare.lists.models import View
from aftercare.org.roles import Role
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.returns.conftest import As

pytestmark = pytest.mark.django_db
LIST, NEW = "/returns/", "/returns/views/new/"


@pytest.fixture(autouse=True)
def found() -> str:
    """The number of a return."""
    place = scene()
    return applied(place, order(place), 1).number


def bar(browser: Client, query: str = "?view=none") -> list[tuple[str, str]]:
    """Names and addresses of the views above the list."""
    page = browser.get(f"{LIST}{query}").content.decode()
    if 'class="views"' not in page:
        return []
    nav = page[page.index('class="views"') :].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', nav, re.DOTALL)
    return [(re.sub(r"<[^>]*>", "", text).strip(), url.replace("&amp;", "&")) for url, text in links]


def save(browser: Client, name: str, query: str = "", **more: object) -> View:
    answer = browser.post(f"{NEW}{query}", {"name": name, **more})
    assert answer.status_code == 302
    return View.objects.get(name=name)


def test_a_view_keeps_filters_way_and_columns(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    assert bar(agent) == []
    agent.post("/returns/columns/", {"act": "up:kind"})
    view = save(agent, "Oldest returns", "?kind=return_refund&sort=oldest&after=x&nonsense=1")
    assert view.query == "kind=return_refund&sort=oldest"
    agent.post("/returns/columns/", {"act": "reset"})
    tags = bar(agent)
    assert tags == [
        ("All returns", "?view=none"),
        ("Oldest returns", f"?kind=return_refund&sort=oldest&view={view.pk}"),
    ]
    page = agent.get(f"{LIST}{tags[1][1]}").content.decode()
    assert re.findall(r'data-column="(\w+)"', page)[:4] == ["number", "state", "turn", "kind"]
    assert f'<a href="?kind=return_refund&amp;sort=oldest&amp;view={view.pk}" aria-current="page">' in page


def test_columns_arranged_in_a_view_stay_in_it(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    view = save(agent, "Mine")
    agent.post(f"/returns/columns/?view={view.pk}", {"act": "up:kind"})
    inside = agent.get(f"{LIST}?view={view.pk}").content.decode()
    outside = agent.get(f"{LIST}?view=none").content.decode()
    assert re.findall(r'data-column="(\w+)"', inside)[3] == "kind"
    assert re.findall(r'data-column="(\w+)"', outside)[3] == "since"


def test_a_manager_shares_a_view_with_roles(as_role: As) -> None:
    manager, agent, auditor = as_role(Role.MANAGER), as_role(Role.AGENT), as_role(Role.AUDITOR)
    view = save(manager, "Team", "?state=approved", roles=["agent"])
    assert [name for name, _url in bar(agent)] == ["All returns", "Team"]
    assert bar(auditor) == []
    assert auditor.get(f"/returns/views/{view.pk}/").status_code == 404
    assert auditor.get(f"{LIST}?view={view.pk}").status_code == 200
    page = agent.get(f"/returns/views/{view.pk}/").content.decode()
    assert "A colleague shares this view" in page
    assert 'name="name"' not in page
    agent.post(f"/returns/views/{view.pk}/", {"name": "Taken", "delete": ""})
    view.refresh_from_db()
    assert view.name == "Team"


def test_who_may_not_share_is_not_offered_to_and_cannot(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    assert 'name="roles"' not in agent.get(NEW).content.decode()
    assert 'name="roles"' in as_role(Role.MANAGER).get(NEW).content.decode()
    assert save(agent, "Mine", roles=["manager"]).roles == []


def test_a_view_is_renamed_refilled_and_deleted(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    view = save(agent, "Mine", "?state=approved")
    agent.post(f"/returns/views/{view.pk}/?state=rejected&view={view.pk}", {"name": "Renamed"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Renamed", "state=approved")
    agent.post(f"/returns/views/{view.pk}/?state=rejected&view={view.pk}", {"name": "Renamed", "takes_over": "on"})
    view.refresh_from_db()
    assert view.query == "state=rejected"
    answer = agent.post(f"/returns/views/{view.pk}/", {"delete": "1"})
    assert (answer["Location"], View.objects.count()) == (LIST, 0)


def test_a_taken_name_is_said_beside_the_field(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    save(agent, "Mine")
    answer = agent.post(NEW, {"name": "mine"})
    assert answer.status_code == 422
    assert "You have a view named “mine”." in answer.content.decode()


def test_the_list_opens_with_the_chosen_view_until_another_is_asked_for(as_role: As, found: str) -> None:
    agent = as_role(Role.AGENT)
    view = save(agent, "Approved", "?state=approved", opens="on")
    assert agent.get(LIST)["Location"] == f"/returns/?state=approved&view={view.pk}"
    assert found in agent.get(f"{LIST}?view=none").content.decode()
    assert agent.get(LIST, headers={"HX-Request": "true"}).status_code == 200
    agent.post(f"/returns/views/{view.pk}/", {"name": "Approved"})
    assert agent.get(LIST).status_code == 200


def test_a_view_that_is_not_his_is_none(as_role: As) -> None:
    view = save(as_role(Role.AGENT), "Mine")
    page = as_role(Role.AUDITOR).get(f"{LIST}?view={view.pk}")
    assert page.status_code == 200
    assert 'class="views"' not in page.content.decode()
