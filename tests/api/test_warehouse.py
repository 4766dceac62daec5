"""A warehouse system works with us: awaited goods, receipts, and a feed that skips nothing."""

import threading

import pytest
from django.db import connections, transaction

from aftercare.kernel.actor import SYSTEM
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.returns.commands.stock import write_stock
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import State, StockKind
from tests.api.client import Machine, machine_as
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved, shipped


@pytest.fixture
def place(db: None) -> Scene:
    return scene()


@pytest.fixture
def wms(db: None) -> Machine:
    return machine_as(Role.DOCK)


def receipt(returning: Return, *, accepted: int, counted: int = 0, **more: object) -> dict[str, object]:
    line = {"sku": "KA-K2-GR", "counted": counted or accepted, "accepted": accepted, "grade": "opened"}
    return {"number": returning.number, "lines": [line], **more}


@pytest.mark.shows("RET-65", "INF-20")
def test_the_warehouse_sees_what_is_awaited_page_by_page(place: Scene, wms: Machine) -> None:
    first, second = shipped(place, order(place), 2), approved(place, order(place))
    page = wms.get("/warehouse/awaited?limit=1").json()
    (item,) = page["items"]
    assert (item["number"], item["lines"][0]["quantity"]) == (first.number, 2)
    assert [parcel["tracking_number"] for parcel in item["parcels"]] == ["DP123456789GB"]
    following = wms.get(page["next"].removeprefix("/api/v1")).json()
    assert ([item["number"] for item in following["items"]], following["next"]) == ([second.number], None)
    assert wms.get("/warehouse/awaited?cursor=nonsense").json()["code"] == "bad_cursor"


@pytest.mark.shows("RET-65", "INF-20")
def test_a_receipt_counts_takes_into_stock_and_is_done_once(place: Scene, wms: Machine) -> None:
    returning = shipped(place, order(place), 3)
    body = receipt(returning, accepted=2) | {"number": "dp123456789gb"}
    answers = [wms.post("/warehouse/receipts", body, **{"Idempotency-Key": "wms-77"}) for _n in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["state"] == "inspected"
    assert list(StockRecord.objects.values_list("kind", "quantity")) == [("return_in", 2)]
    again = wms.post("/warehouse/receipts", body)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")


def test_a_receipt_with_nothing_accepted_needs_the_reason(place: Scene, wms: Machine) -> None:
    returning = shipped(place, order(place), 1)
    body = receipt(returning, accepted=0, counted=1)
    assert wms.post("/warehouse/receipts", body).json()["code"] == "reason_missing"
    returning.refresh_from_db()
    assert returning.state == State.IN_TRANSIT
    assert wms.post("/warehouse/receipts", {**body, "reason": "Other goods"}).json()["state"] == "refused"


def test_a_receipt_for_a_number_that_nobody_knows_is_refused(place: Scene, wms: Machine) -> None:
    shipped(place, order(place), 1)
    body = {"number": "XX99999", "lines": [{"sku": "A", "counted": 1, "accepted": 1, "grade": "opened"}]}
    assert wms.post("/warehouse/receipts", body).json()["code"] == "unknown_parcel"


@pytest.mark.shows("RET-65", "INF-20")
@pytest.mark.django_db(transaction=True)
def test_the_feed_of_movements_skips_nothing_that_commits_late(place: Scene, wms: Machine) -> None:
    late, early = shipped(place, order(place)), shipped(place, order(place))
    began, go = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            book(late)
            began.set()
            go.wait(10)
        connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    began.wait(10)
    book(early)
    first = wms.get("/warehouse/movements").json()
    assert (first["items"], first["has_more"]) == ([], False), "held back, or the late one would be skipped"
    go.set()
    slow.join()
    second = wms.get(f"/warehouse/movements?cursor={first['cursor']}").json()
    assert [item["number"] for item in second["items"]] == [late.number, early.number]
    assert wms.get(f"/warehouse/movements?cursor={second['cursor']}").json()["items"] == []


def book(returning: Return) -> None:
    lines = lines_of(returning)
    for line in lines:
        line.accepted, line.damaged = 1, 0
    write_stock(StockKind.RETURN_IN, returning, lines, by=SYSTEM, at=MONDAY)


def test_another_merchants_key_sees_nothing(place: Scene) -> None:
    shipped(place, order(place))
    other = scene("osprey")
    theirs = machine_as(Role.MERCHANT, merchant=Merchant.objects.get(pk=other.merchant.pk))
    assert theirs.get("/warehouse/awaited").json()["items"] == []
