"""Payout orders from outside."""

import pytest

from aftercare.billing.models import Gateway, PayoutOrder
from aftercare.org.rights import Right
from tests.api.client import machine
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import to_pay

pytestmark = pytest.mark.django_db


def ordered(place: Scene) -> PayoutOrder:
    """A payment that a gateway shall make."""
    refund = to_pay(place, order(place), 1)
    return PayoutOrder.objects.get(refund=refund)


@pytest.fixture
def gateway(db: None) -> Gateway:
    """One for all merchants."""
    return Gateway.objects.create(kind="http", url="https://pay.example.com/v1", sealed_secret="sealed")


def test_payout_orders_are_listed_newest_first_page_by_page(gateway: Gateway) -> None:
    place, other = scene("kestrel"), scene("northlight")
    first, second, third = ordered(place), ordered(other), ordered(place)
    who = machine(Right.REFUNDS_SEE)
    page = who.get("/payout-orders?limit=2").json()
    assert [item["key"] for item in page["items"]] == [third.key, second.key]
    rest = who.get(page["next"].removeprefix("/api/v1")).json()
    assert ([item["key"] for item in rest["items"]], rest["next"]) == ([first.key], None)
    assert rest["items"][0] == {
        "number": first.refund.number, "merchant": "kestrel", "key": first.key, "state": "due", "amount": "699.00",
        "currency": "GBP", "payee": first.refund.order_number, "said": "", "tries": 0,
        "opened_at": first.opened_at.isoformat().replace("+00:00", "Z"), "sent_at": None,
    }  # fmt: skip
    assert len(who.get("/payout-orders?state=failed").json()["items"]) == 0
    assert [one["key"] for one in who.get("/payout-orders?merchant=northlight").json()["items"]] == [second.key]


def test_a_key_that_is_kept_to_a_merchant_sees_its_own(gateway: Gateway) -> None:
    place, other = scene("kestrel"), scene("northlight")
    own, _foreign = ordered(place), ordered(other)
    who = machine(Right.REFUNDS_SEE, merchant=place.merchant)
    assert [item["key"] for item in who.get("/payout-orders").json()["items"]] == [own.key]


def test_a_strange_cursor_is_refused(gateway: Gateway) -> None:
    answer = machine(Right.REFUNDS_SEE).get("/payout-orders?cursor=x")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
