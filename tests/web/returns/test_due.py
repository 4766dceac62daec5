"""The promised time in the list and on the page of a return."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.terms import Metric, Unit
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.buying import bought_lately
from tests.factories.people import member
from tests.factories.promises import promise
from tests.factories.shop import scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Client:
    """Somebody at the service desk."""
    client.force_login(member(Role.AGENT))
    return client


@pytest.fixture
def returns() -> list[Return]:
    """One without a promise, one late, one due in four hours."""
    place, now = scene(), timezone.now()
    found = [applied(place, bought_lately(place, account="a"), at=now)]
    promise(Metric.DECIDE, 300, Unit.MINUTES)
    found += [
        applied(place, bought_lately(place, account=account), at=now - timedelta(hours=hours))
        for account, hours in (("b", 1), ("c", 6))
    ]
    return found


def numbers(page: str, returns: list[Return]) -> list[int]:
    """Which of the returns a list shows, from the top."""
    places = {n: page.find(f">{one.number}<") for n, one in enumerate(returns)}
    return [n for n in sorted(places, key=lambda n: places[n]) if places[n] >= 0]


@pytest.mark.shows("CRM-02")
@pytest.mark.parametrize(
    ("query", "shown"),
    [("", [1, 0, 2]), ("due=any", [2, 1]), ("due=any&sort=newest", [1, 2]), ("due=late", [2]), ("due=today", [2, 1])],
)
def test_the_list_stands_by_the_due_time_when_it_is_asked_for(
    agent: Client, returns: list[Return], query: str, shown: list[int]
) -> None:
    page = agent.get(f"{reverse('returns-list')}?{query}").content.decode()
    found = numbers(page, returns)
    assert (found if query else sorted(found)) == (shown if query else [0, 1, 2])


def test_the_page_tells_what_is_due_and_why(agent: Client, returns: list[Return]) -> None:
    page = agent.get(reverse("return-detail", args=[returns[2].number])).content.decode()
    assert "Decision: late by 1 h" in page
    assert "5 h from" in page
    assert "counted 6 h 0 min, waited 0 min" in page
    assert 'class="counted"' in page
    quiet = agent.get(reverse("return-detail", args=[returns[0].number])).content.decode()
    assert "Promised times" not in quiet


@pytest.mark.shows("PAG-24", "CRM-26")
def test_the_buyer_reads_until_when_he_hears_of_us(client: Client, returns: list[Return]) -> None:
    running, late = (client.get(f"/c/{one.case.token}/").content.decode() for one in (returns[1], returns[2]))
    assert "We promise: Decision by" in running
    assert "We promise" not in late
