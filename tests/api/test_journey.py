"""A return travels the API from the order to the money sent, each part played by another key."""

import pytest

from aftercare.cases.models import Case
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Return, StockRecord
from tests.api.client import COUNTED, PARCEL, PAYOUT, Crew, order_body, return_body
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db


@pytest.mark.shows("RET-29", "RET-31", "RET-37", "RET-45", "RET-48", "RET-49", "RET-59", "RET-61", "RET-63", "RET-65")
def test_return_and_refund_travels_through_the_api(place: Scene, keys: Crew) -> None:
    pushed = keys.shop.post("/orders", order_body(place))
    assert (pushed.status_code, pushed.json()["outcome"]) == (201, "new")

    asked = keys.shop.post("/returns", return_body(place))
    assert asked.status_code == 201, asked.content
    number = asked.json()["number"]
    assert (asked.json()["asked"], asked.json()["currency"], asked.json()["shown"]) == (
        "1527.00",
        "GBP",
        "pending_review",
    )
    assert asked.json()["actions"] == ["cancel"]

    seen = keys.reviewer.get(f"/returns/{number}").json()
    assert seen["actions"] == ["approve", "reject"]
    assert [(line["position"], line["quantity"], line["ceiling"]) for line in seen["lines"]] == [
        (1, 2, "1398.00"),
        (2, 1, "129.00"),
    ]
    address = keys.reviewer.get("/return-addresses").json()["items"][0]
    approved = keys.reviewer.post(f"/returns/{number}/approve", {"address": address["id"], "version": seen["version"]})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert approved.json()["send_to"] == {
        "contact": "Dock team",
        "phone": "+44 20 7946 0018",
        "address": "88 Example Road, Demo City, GB",
    }

    assert keys.shop.post(f"/returns/{number}/ship", PARCEL).json()["state"] == "in_transit"
    assert keys.warehouse.post(f"/returns/{number}/receive").json()["state"] == "received"
    counted = keys.warehouse.post(f"/returns/{number}/inspect", COUNTED)
    assert (counted.status_code, counted.json()["state"], counted.json()["amount"]) == (200, "inspected", "1527.00")
    assert keys.finance.get(f"/returns/{number}").json()["actions"] == ["send-back", "approve-refund"]
    assert keys.finance.post(f"/returns/{number}/approve-refund").json()["state"] == "refunding"
    paid = keys.cashier.post(f"/returns/{number}/pay", PAYOUT)
    assert (paid.status_code, paid.json()["state"], paid.json()["shown"]) == (200, "completed", "completed")
    assert paid.json()["refund"]["payout"]["reference"] == "BACS 7741"
    assert paid.json()["refund"]["payout"]["amount"] == "1527.00"

    returning = Return.objects.get(number=number)
    assert Case.objects.get(pk=returning.case_id).state == "closed"
    assert list(StockRecord.objects.order_by("pk").values_list("sku", "quantity", "is_scrap")) == [
        ("KA-K2-GR", 2, False),
        ("KA-K2-TC", 1, True),
    ]
    line = OrderLine.objects.get(order=returning.order_id, position=1)
    assert (line.granted_minor, line.paid_out_minor, line.goods_asked, line.goods_back) == (139800, 139800, 2, 2)
    steps = [step["kind"] for step in keys.shop.get(f"/returns/{number}/timeline").json()["items"]]
    assert steps[:3] == ["cases.case.open", "returns.return.submit", "returns.return.approve"]
    assert steps[-1] == "cases.case.settled"
