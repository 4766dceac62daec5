"""Which times were kept, what is owed, what is stuck."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.terms import Act, Metric, Per, Unit
from aftercare.flow.exchange import refund_instead
from aftercare.flow.promises import sweep
from aftercare.org.roles import Role
from aftercare.reporting.queries import dwell
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from tests.factories.buying import bought_lately
from tests.factories.exchanges import agreed, articles, counted
from tests.factories.people import DOCKER, MONDAY, REVIEWER, member
from tests.factories.promises import promise
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, inspected, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    """Who reads the reports."""
    client.force_login(member(Role.MANAGER))
    return client


def asked(place: Scene, hours_ago: float, *, decided_after: float | None = None, account: str = "a") -> str:
    """A request so long ago, maybe decided; its number."""
    at = timezone.now() - timedelta(hours=hours_ago)
    returning = applied(place, bought_lately(place, account=account), at=at)
    if decided_after is not None:
        when = at + timedelta(hours=decided_after)
        approve(returning, Decision(address=place.address), by=REVIEWER, at=when)
    return returning.number


def test_an_open_one_that_is_overdue_counts_as_missed(manager: Client) -> None:
    promise(Metric.DECIDE, 120, Unit.MINUTES, name="Two hours")
    place = scene()
    asked(place, 10, decided_after=1, account="kept")
    asked(place, 10, decided_after=3, account="late")
    asked(place, 10, account="open and late")
    asked(place, 1, account="open")
    page = manager.get(reverse("times")).content.decode()
    row = page[page.index("Two hours") :]
    assert [cell.split("<")[0] for cell in row.split('">')[1:5]] == ["1", "2", "1", "33.3 %"]
    by_person = manager.get(reverse("times") + "?by=person").content.decode()
    assert REVIEWER.name in by_person
    by_owner = manager.get(reverse("times") + "?by=owner").content.decode()
    assert "Operations" in by_owner


def test_a_merchants_own_people_are_not_let_in(client: Client) -> None:
    place = scene()
    client.force_login(member(Role.MERCHANT, merchants=(place.merchant,)))
    assert client.get(reverse("times")).status_code == 403


def test_what_is_owed_is_listed(manager: Client) -> None:
    penalty = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP", per=Per.HOUR)
    promise(Metric.DECIDE, 60, Unit.MINUTES, penalty, name="One hour")
    place = scene()
    number = asked(place, 5)
    sweep(at=timezone.now() + timedelta(days=3))
    page = manager.get(reverse("times-owed")).content.decode()
    assert number in page
    assert "Growing" in page
    assert "£" in page


@pytest.mark.shows("PAG-24")
def test_what_stays_longer_than_usual_is_stuck_and_offers_the_next_step(manager: Client) -> None:
    place = scene()
    fresh, old = asked(place, 2, account="a"), asked(place, 40, account="b")
    page = manager.get(reverse("times-stuck") + "?show=all").content.decode()
    assert (old in page, fresh in page) == (True, False)
    row = page[page.index(old) :]
    assert "Operations" in row
    assert f'href="{reverse("return-detail", args=[old])}">Review' in row


def test_counted_goods_of_an_exchange_wait_for_who_picks_and_not_for_finance(manager: Client) -> None:
    promise(Metric.SOLVE, 600, Unit.MINUTES)
    place = scene()
    articles(place)
    returning = counted(agreed(place, order(place)))
    page = manager.get(reverse("times-stuck") + "?show=all").content.decode()
    row = page[page.index(returning.number) :]
    assert [word in row for word in ("To pick", "Dock", "Pick the goods", "Finance review")] == [
        True,
        True,
        True,
        False,
    ]
    tape = manager.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "To pick" in tape[tape.index("Matter settled") :]
    # Nothing can be sent: it ends in money, and finance is next.
    refund_instead(returning, "Sold out", by=REVIEWER, at=MONDAY + timedelta(days=3))
    page = manager.get(reverse("times-stuck") + "?show=all").content.decode()
    row = page[page.index(returning.number) :]
    assert [word in row for word in ("Finance", "Approve the refund", "Pick the goods")] == [True, True, False]


def test_what_is_usual_is_measured_once_enough_have_passed(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dwell, "ENOUGH", 3)
    place = scene()
    for n in range(3):
        asked(place, 90, decided_after=1, account=f"quick {n}")
    waiting = asked(place, 2, account="waits")
    found = dwell.dwells()["returns.return", "return_refund", "submitted"]
    assert (found.usual, found.limit, found.measured_on) == (timedelta(hours=1), timedelta(hours=1), 3)
    page = manager.get(reverse("times-stuck") + "?show=all").content.decode()
    assert waiting in page


def test_a_stay_of_no_time_is_no_evidence(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dwell, "ENOUGH", 3)
    place = scene()
    for n in range(3):
        inspected(place, bought_lately(place, account=f"quick {n}"), 1)  # counted at the instant of its receipt
    assert dwell.dwells()["returns.return", "return_refund", "received"].limit == timedelta(hours=24)
    waiting = shipped(place, bought_lately(place, account="waits"))
    receive(waiting, by=DOCKER, at=timezone.now() - timedelta(hours=1))
    assert waiting.number not in manager.get(reverse("times-stuck") + "?show=all").content.decode()


def test_what_is_usual_for_one_kind_says_nothing_of_another(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dwell, "ENOUGH", 3)
    place = scene()
    for n in range(3):
        asked(place, 90, decided_after=1, account=f"quick {n}")
    measured = dwell.dwells()
    assert measured["returns.return", "return_refund", "submitted"].limit == timedelta(hours=1)
    assert measured["returns.return", "exchange", "submitted"].limit == timedelta(hours=24)
    other = asked(place, 2, account="other kind")
    Return.objects.filter(number=other).update(kind="exchange")
    assert other not in manager.get(reverse("times-stuck") + "?show=all").content.decode()
