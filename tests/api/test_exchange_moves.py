"""An exchange for dearer goods by machines alone, from the articles that are told to the receipt of the new goods."""

import pytest

from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.models import Return, StockRecord
from tests.api.client import machine, machine_as
from tests.factories.exchanges import SILVER, agreed, counted
from tests.factories.people import MONDAY, actor
from tests.factories.shop import Scene, order

pytestmark = pytest.mark.django_db
PRICED = [
    {"sku": "KA-K2-GR", "name": "K2 headphones, graphite", "price": "699.00", "currency": "GBP", "family": "K2"},
    {"sku": SILVER.sku, "name": SILVER.name, "price": "749.00", "currency": "GBP", "family": "K2"},
]


@pytest.mark.shows("RET-54")
def test_every_move_of_the_new_goods_by_machine(place: Scene) -> None:
    set_rules(place.merchant, {"agent_releases": True}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    shop, agent, dock = machine(Right.ORDERS_PUSH), machine_as(Role.AGENT), machine_as(Role.DOCK)
    told = shop.post("/articles", {"merchant": place.merchant.code, "articles": PRICED})
    assert told.status_code == 200
    assert len(shop.get(f"/articles/{place.merchant.code}").json()["items"]) == 2
    returning = counted(agreed(place, order(place), new=SILVER))
    at = f"/returns/{returning.number}"
    unpaid = agent.post(f"{at}/release")
    assert (unpaid.status_code, Return.objects.get().state) == (409, "inspected")
    paid = machine_as(Role.CASHIER).post(f"{at}/pay-charge", {"method": "bank", "reference": "IN 77"})
    assert (paid.status_code, paid.json()["charges"][0]["state"]) == (200, "paid")
    assert agent.post(f"{at}/release").json()["dispatches"][0]["state"] == "to_pick"
    picked = dock.post(f"{at}/pick").json()["dispatches"][0]
    stale = dock.post(f"{at}/put-back", {"version": picked["version"] - 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert dock.post(f"{at}/put-back").json()["dispatches"][0]["state"] == "to_pick"
    dock.post(f"{at}/pick")
    parcel = {"carrier": "Demo Post", "tracking_number": "NP55001", "scanned": [{"sku": SILVER.sku, "quantity": 1}]}
    sent = [dock.post(f"{at}/send-out", parcel, **{"Idempotency-Key": "out-1"}) for _n in range(2)]
    assert ([one.status_code for one in sent], sent[0].content == sent[1].content) == ([200, 200], True)
    assert StockRecord.objects.filter(kind="after_sales_out").count() == 1
    assert agent.post(f"{at}/confirm").json()["state"] == "completed"
