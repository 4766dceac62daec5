"""Asking for a return on the buyer's pages."""

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.orders.models import Order
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.terms import State
from tests.factories.buying import account_of, bought_lately
from tests.factories.shop import Scene, goods, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


def answers(place: Scene, order: Order, *pieces: int, once: str = "ONCE", **more: object) -> dict[str, object]:
    """A filled-in request."""
    counts = {f"pieces-{line.pk}": n for line, n in zip(goods(order), pieces, strict=False)}
    return {"once": once, "reason": place.reason.pk, "remark": "太大了", **counts, **more}


@pytest.mark.shows("RET-31", "RET-33", "RET-37")
def test_buyer_asks_and_lands_on_his_case(client: Client, place: Scene) -> None:
    order = bought_lately(place)
    client.force_login(account_of(order))
    answer = client.post(f"/my/orders/{order.pk}/return/", answers(place, order, 2, 1))
    returning = Return.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/my/{returning.number}/")
    assert (returning.state, returning.asked_minor, returning.remark) == (State.SUBMITTED, 152700, "太大了")
    assert list(ReturnLine.objects.order_by("pk").values_list("sku", "quantity")) == [("KA-K2-GR", 2), ("KA-K2-TC", 1)]
    page = client.get(answer["Location"]).content.decode()
    assert "We are looking at your request" in page
    assert "£1,527.00" in page
    assert returning.applied_at <= timezone.now()
