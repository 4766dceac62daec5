"""Counting at the dock: what the numbers do, and that wrong ones do nothing."""

import pytest
from django.test import Client

from aftercare.org.roles import Role
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.terms import State
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import member
from tests.factories.shop import Scene, goods, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def three(place: Scene) -> Sendable:
    """Three headphones are promised, 699.00 each."""
    return sendable(place, bought_lately(place), 3)


@pytest.fixture
def docker(client: Client) -> Client:
    """A browser at the dock."""
    client.force_login(member(Role.DOCK))
    return client


def count(
    sent: Sendable, counted: object, accepted: object, damaged: object = 0, grade: str = "opened"
) -> dict[str, object]:
    """A filled-in count of the only line, with a key of its own."""
    line = ReturnLine.objects.get(returning=sent.returning)
    numbers = {"counted": counted, "accepted": accepted, "damaged": damaged, "grade": grade}
    return {"once": "ONCE", **{f"{name}-{line.pk}": value for name, value in numbers.items()}}


@pytest.mark.shows("RET-49", "RET-61")
def test_three_asked_two_came_one_damaged(docker: Client, three: Sendable) -> None:
    url = f"/dock/{three.returning.number}/"
    answer = docker.post(url, count(three, 2, 2, 1, "damaged"))
    assert (answer.status_code, answer["Location"]) == (302, f"/dock/?done={three.returning.number}")
    fresh = Return.objects.get(pk=three.returning.pk)
    assert (fresh.state, fresh.amount_minor) == (State.INSPECTED, 139800)
    found = StockRecord.objects.order_by("is_scrap").values_list("kind", "sku", "quantity", "is_scrap", "operator_name")
    assert list(found) == [("return_in", "KA-K2-GR", 1, False, "Dock"), ("return_in", "KA-K2-GR", 1, True, "Dock")]
    account = goods(fresh.order)[0]
    assert (account.granted_minor, account.goods_asked, account.goods_back) == (139800, 2, 2)
    page = docker.get(answer["Location"]).content.decode()
    assert "1 to stock, 1 scrapped, 1 missing" in page
    assert "promised 3, counted 2, accepted 2" in page


def test_scan_of_the_slip_opens_the_count(docker: Client, three: Sendable) -> None:
    answer = docker.get("/dock/", {"scan": three.returning.number.lower()})
    assert (answer.status_code, answer["Location"]) == (302, f"/dock/{three.returning.number}/")
