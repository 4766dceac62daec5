"""Orders: pushed once or again, one or many, shown with their accounts."""

from typing import Any

import pytest

from aftercare.journal.models import Entry
from aftercare.orders.models import Order, OrderLine
from tests.api.client import Crew, machine, order_body
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.mark.shows("RET-65")
def test_an_order_is_kept_as_told(place: Scene, keys: Crew) -> None:
    lines = [
        {"sku": "A", "name": "Café ☕ 耳机", "quantity": 3, "unit_price": "699.00", "discount": "97.00"},
        {"sku": "B", "name": "Funda", "quantity": 1, "unit_price": "732.80"},
    ]
    body = order_body(place, "88/2026-1", currency="CNY", discount="100.00", freight="12.5", lines=lines)
    found = keys.shop.post("/orders", body)
    assert (found.status_code, found.json()) == (
        201,
        {"shop": "kestrel-web", "number": "88/2026-1", "outcome": "new", "code": "", "detail": "", "field": ""},
    )
    kept = Order.objects.get()
    assert (kept.number, kept.currency, kept.freight_minor, kept.discount_minor) == ("88/2026-1", "CNY", 1250, 10000)
    assert kept.paid_minor == 200000 + 73280 - 10000 + 1250
    shown = keys.shop.get("/orders/kestrel-web/88/2026-1").json()
    assert (shown["paid"], shown["freight"], shown["shipped_at"]) == ("2645.30", "12.50", "2026-02-25T01:00:00Z")
    assert [(line["sku"], line["name"], line["paid"], line["is_freight"]) for line in shown["lines"]] == [
        ("", "", "12.50", True),
        ("A", "Café ☕ 耳机", "1926.81", False),
        ("B", "Funda", "705.99", False),
    ]
    assert (shown["recipient"], shown["phone"], shown["address"]) == ("L•••", "••• •••• 0142", "7•••")


@pytest.mark.parametrize(("currency", "price", "paid"), [("JPY", "1280", 3840), ("KWD", "1.005", 3015)])
def test_currencies_have_their_own_decimal_places(
    place: Scene, keys: Crew, currency: str, price: str, paid: int
) -> None:
    line = {"sku": "A", "name": "A", "quantity": 3, "unit_price": price}
    assert keys.shop.post("/orders", order_body(place, currency=currency, lines=[line], freight="0")).status_code == 201
    assert OrderLine.objects.get().paid_minor == paid
    shown = keys.shop.get("/orders/kestrel-web/88-1").json()["lines"][0]
    assert shown["unit_price"] == price


def test_a_currency_that_nobody_pays_in_is_refused_alone(place: Scene, keys: Crew) -> None:
    entries = Entry.objects.count()
    refused = keys.shop.post("/orders", order_body(place, currency="XXQ"))
    told = (refused.status_code, *(refused.json()[name] for name in ("code", "field", "detail")))
    sentence = "“XXQ” is no currency; write it like EUR."
    assert told == (422, "bad_order", "currency", sentence)
    assert (Order.objects.count(), Entry.objects.count()) == (0, entries)
    orders = [order_body(place, "88-1"), order_body(place, "88-2", currency="XXQ"), order_body(place, "88-3")]
    results = keys.shop.post("/orders/batch", {"orders": orders}).json()["results"]
    assert [(r["outcome"], r["code"], r["field"], r["detail"]) for r in results] == [
        ("new", "", "", ""),
        ("refused", "bad_order", "currency", sentence),
        ("new", "", "", ""),
    ]
    assert sorted(Order.objects.values_list("number", "currency")) == [("88-1", "GBP"), ("88-3", "GBP")]


def test_pushed_again_it_is_unchanged_and_dates_are_learned(place: Scene, keys: Crew) -> None:
    unshipped = order_body(place, shipped_at=None)
    assert keys.shop.post("/orders", unshipped).json()["outcome"] == "new"
    again = keys.shop.post("/orders", unshipped)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert set(OrderLine.objects.filter(is_freight=False).values_list("goods_out", flat=True)) == {0}
    shipped = keys.shop.post("/orders", order_body(place, signed_at="2026-02-27T09:00:00Z"))
    assert (shipped.status_code, shipped.json()["outcome"]) == (200, "changed")
    assert list(OrderLine.objects.filter(is_freight=False).order_by("position").values_list("goods_out")) == [
        (3,),
        (2,),
    ]
    assert Order.objects.count() == 1


def test_pushed_again_with_other_lines_it_is_refused(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    entries = Entry.objects.count()
    found = keys.shop.post("/orders", order_body(place, freight="1.00"))
    assert (found.status_code, found.json()["code"]) == (409, "order_differs")
    assert (Order.objects.get().freight_minor, Entry.objects.count()) == (1200, entries)


def test_numbers_are_unique_in_a_shop_only(place: Scene, keys: Crew) -> None:
    other = scene("otter")
    assert keys.shop.post("/orders", order_body(place)).status_code == 201
    assert keys.shop.post("/orders", order_body(other)).status_code == 201


def test_a_batch_takes_what_it_can(place: Scene, keys: Crew) -> None:
    other = scene("otter")
    keys.shop.post("/orders", order_body(place, "88-1"))
    keys.shop.post("/orders", order_body(place, "88-2", shipped_at=None))
    wrong_line = {"sku": "A", "name": "A", "quantity": 1, "unit_price": "1.001"}
    above = {"sku": "A", "name": "A", "quantity": 1, "unit_price": "1", "discount": "2"}
    orders: list[Any] = [
        order_body(place, "88-1"),
        order_body(place, "88-2"),
        order_body(place, "88-3"),
        order_body(other, "88-3"),
        {**order_body(place, "88-4"), "shop": "nowhere"},
        order_body(place, "88-5", lines=[wrong_line]),
        order_body(place, "88-6", lines=[above]),
        {"number": "88-7", "shop": "kestrel-web", "colour": 1},
        "no order",
        order_body(place, "88-1", freight="0"),
    ]
    found = keys.shop.post("/orders/batch", {"orders": orders})
    assert found.status_code == 200
    assert [(r["shop"], r["number"], r["outcome"], r["code"], r["field"]) for r in found.json()["results"]] == [
        ("kestrel-web", "88-1", "unchanged", "", ""),
        ("kestrel-web", "88-2", "changed", "", ""),
        ("kestrel-web", "88-3", "new", "", ""),
        ("otter-web", "88-3", "new", "", ""),
        ("nowhere", "88-4", "refused", "unknown_shop", "shop"),
        ("kestrel-web", "88-5", "refused", "bad_amount", "lines[0].unit_price"),
        ("kestrel-web", "88-6", "refused", "bad_order", "lines"),
        ("kestrel-web", "88-7", "refused", "not_understood", "currency"),
        ("", "", "refused", "not_understood", ""),
        ("kestrel-web", "88-1", "refused", "order_differs", ""),
    ]
    assert all(r["detail"].endswith(".") for r in found.json()["results"] if r["outcome"] == "refused")
    assert sorted(Order.objects.values_list("shop__code", "number")) == [
        ("kestrel-web", "88-1"),
        ("kestrel-web", "88-2"),
        ("kestrel-web", "88-3"),
        ("otter-web", "88-3"),
    ]


def test_a_batch_has_at_most_500_orders(place: Scene, keys: Crew) -> None:
    body = {"orders": [order_body(place)] * 501}
    found = keys.shop.post("/orders/batch", body)
    assert (found.status_code, found.json()["field"]) == (422, "orders")
    assert keys.shop.post("/orders/batch", {"orders": []}).status_code == 422
    assert Order.objects.count() == 0


def test_a_batch_of_500_orders_is_taken(place: Scene, keys: Crew) -> None:
    body = {"orders": [order_body(place, f"88-{n}") for n in range(500)]}
    found = keys.shop.post("/orders/batch", body, Idempotency_Key="night-1")
    assert [result["outcome"] for result in found.json()["results"]] == ["new"] * 500
    assert Order.objects.count() == 500
    assert keys.shop.post("/orders/batch", body, Idempotency_Key="night-1").content == found.content


def test_an_order_of_a_shop_that_is_closed_to_the_key_does_not_exist(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    blind = machine(*keys.warehouse.rights())
    assert blind.get("/orders/kestrel-web/88-1").status_code == 403
    assert keys.shop.get("/orders/otter-web/88-1").status_code == 404
