"""Many returns in one request: the same rules, rows and journal as one by one, in a fraction of the statements."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import DateTimeField, ForeignKey, Model
from django.test.utils import CaptureQueriesContext

from aftercare.cases.models import Case, Turn
from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Metric, Unit
from aftercare.journal.models import Answer as KeptAnswer
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.orders.models import Order, OrderLine
from aftercare.org.rights import Right as R
from aftercare.parcels.models import FirstFreight, WatchTimes
from aftercare.returns.models import Return, ReturnLine, ReturnPolicy
from tests.api.client import Answer, Crew, Machine, machine, order_body, return_body
from tests.api.test_once import at_once
from tests.api.test_statements import statements
from tests.factories.exchanges import articles, exchange_reason
from tests.factories.promises import promise
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db
LONG_AGO = "2026-02-26T09:00:00Z"
ONE = [{"position": 1, "quantity": 1}]
OTHER = [{"position": 2, "quantity": 1}]


def push(shop: Machine, place: Scene, numbers: range, **changes: object) -> None:
    """Orders of a shop."""
    orders = [order_body(place, f"88-{n}", **changes) for n in numbers]
    assert shop.post("/orders/batch", {"orders": orders}).status_code == 200


def batch(shop: Machine, returns: list[Any], **headers: str) -> list[dict[str, Any]]:
    """What became of each."""
    found = shop.post("/returns/batch", {"returns": returns}, **headers)
    assert found.status_code == 200, found.content
    results: list[dict[str, Any]] = found.json()["results"]
    return results


def outcomes(results: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Outcome, code and field of each."""
    return [(one["outcome"], one["code"], one["field"]) for one in results]


def all_kinds(place: Scene) -> list[Any]:
    """Requests of every kind, and some of everything that is refused."""
    ask = return_body
    return [
        *(ask(place, f"88-{n}") for n in range(12)),
        ask(place, "88-0", lines=OTHER),  # open already, with more
        ask(place, "88-12", lines=ONE),
        ask(place, "88-12", lines=OTHER),
        ask(place, "88-12", lines=ONE),  # open already
        ask(place, "88-12", lines=ONE, despite="A second one broke"),
        ask(place, "88-12", lines=[{"position": 1, "quantity": 9}], despite="All of them"),
        ask(place, "88-13", lines=[*ONE, *ONE]),
        ask(place, "88-13", lines=[*ONE, {"position": 2, "quantity": 9}]),
        ask(place, "88-13", kind="exchange", reason=exchange_reason().code, is_doa=True),
        ask(place, "88-14", lines=[{"position": 7, "quantity": 1}]),
        ask(place, "88-15", reason="nobody-knows"),
        ask(place, "88-99"),
        ask(place, "88-16", kind="refund_only", reason="never-mind"),
        ask(place, "88-17"),
    ]


def books(place: Scene) -> dict[str, list[list[Any]]]:
    """Everything that was written about a merchant's returns, without ids, times and what is drawn by lot."""
    mine = Return.objects.filter(merchant=place.merchant).order_by("pk")
    cases = [row.case_id for row in mine]
    lines = OrderLine.objects.filter(order__merchant=place.merchant).order_by("order__number", "position")
    streams = [row.stream for row in mine]
    return {
        "returns": _plain(mine),
        "lines": _plain(ReturnLine.objects.filter(returning__in=mine).order_by("pk")),
        "cases": _plain(Case.objects.filter(pk__in=cases).order_by("pk")),
        "turns": _plain(Turn.objects.filter(case__in=cases).order_by("case", "pk")),
        "clocks": _plain(Clock.objects.filter(stream__in=streams).order_by("pk")),
        "accounts": _plain(lines),
        "firsts": _plain(FirstFreight.objects.filter(case__in=cases).order_by("case")),
        "journal": [_told(e) for s in streams for e in Entry.objects.filter(stream=s).order_by("position")],
    }


def _plain(rows: Any) -> list[list[Any]]:
    return [[_unnumbered(getattr(row, name)) for name in _names(type(row))] for row in rows]


def _names(model: type[Model]) -> list[str]:
    lots = {"id", "token", "subject", "stream", "tape", "traits"}
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, ForeignKey | DateTimeField)]
    return [field.name for field in fields if field.name not in lots]


def _told(entry: Entry) -> list[Any]:
    label = entry.subject.partition(":")[0]
    said = [entry.before, entry.after, entry.actor, entry.actor_name, entry.note]
    return [entry.kind, label, entry.position, *map(_unnumbered, said)]


def _unnumbered(value: Any) -> Any:
    """Service numbers are drawn one after the other, and asking takes place at some time."""
    return re.sub(r"\b[A-Z]{2}-\d{4}-\d+|\d{4}-\d\d-\d\dT[\d:.+Z]+", "#", repr(value))


def test_taken_together_or_one_by_one_the_books_are_the_same() -> None:
    one, many = scene("kestrel"), scene("otter")
    promise(Metric.DECIDE, 240, Unit.MINUTES, name="Four hours")
    keys = {place: machine(R.ORDERS_PUSH, R.RETURNS_OPEN, R.RETURNS_SEE) for place in (one, many)}
    for place, shop in keys.items():
        articles(place)
        WatchTimes.objects.create(merchant=place.merchant, pays_first_freight=True)
        ReturnPolicy.objects.filter(merchant=place.merchant).update(law="cn_online")
        push(shop, place, range(16))
        push(shop, place, range(16, 17), shipped_at=None)
        push(shop, place, range(17, 18), signed_at=LONG_AGO)
    singly = [keys[one].post("/returns", body).json() for body in all_kinds(one)]
    together = batch(keys[many], all_kinds(many))
    refused = [answer.get("code", "") if "actions" not in answer else "" for answer in singly]
    assert [result["code"] for result in together] == refused
    assert [result["field"] for result in together if result["code"]] == [
        one["field"] for one in singly if "code" in one
    ]
    assert {"looks_like_another", "too_many_pieces", "nothing_wanted", "unknown_line", "window_over"} <= set(refused)
    ours, theirs = books(one), books(many)
    assert len(ours["returns"]) == len([code for code in refused if not code]) == 16
    for part, rows in ours.items():
        assert rows, part
        assert [_merchantless(row) for row in rows] == [_merchantless(row) for row in theirs[part]], part
    assert list(broken_links()) == []


def _merchantless(row: list[Any]) -> list[Any]:
    return [
        re.sub("kestrel|otter|Kestrel|Otter|key:[0-9]+", "@", value) if isinstance(value, str) else value
        for value in row
    ]


def test_each_is_taken_or_refused_by_itself(place: Scene, keys: Crew) -> None:
    push(keys.shop, place, range(4))
    results = batch(
        keys.shop,
        [
            return_body(place, "88-0"),
            {**return_body(place, "88-1"), "colour": 1},
            "no return",
            {**return_body(place, "88-1"), "shop": "nowhere"},
            return_body(place, "88-1", window_override="Please", lines=[{"position": 1, "quantity": 4}]),
            return_body(place, "88-2"),
        ],
    )
    assert outcomes(results) == [
        ("new", "", ""),
        ("refused", "not_understood", "colour"),
        ("refused", "not_understood", ""),
        ("refused", "unknown_order", "order_number"),
        ("refused", "too_many_pieces", "lines"),
        ("new", "", ""),
    ]
    assert [one["order_number"] for one in results] == ["88-0", "88-1", "", "88-1", "88-1", "88-2"]
    assert all(one["detail"].endswith(".") for one in results if one["outcome"] == "refused")
    numbers = [one["number"] for one in results if one["outcome"] == "new"]
    assert sorted(Return.objects.values_list("number", flat=True)) == sorted(numbers)
    assert OrderLine.objects.filter(order__number="88-1", goods_asked__gt=0).count() == 0


def test_a_refused_one_leaves_nothing_behind(place: Scene, keys: Crew) -> None:
    push(keys.shop, place, range(1))
    entries = Entry.objects.count()
    results = batch(keys.shop, [return_body(place, "88-0", lines=[{"position": 1, "quantity": 4}])])
    assert outcomes(results) == [("refused", "too_many_pieces", "lines")]
    assert (Return.objects.count(), Case.objects.count(), Entry.objects.count()) == (0, 0, entries)


def test_a_batch_is_done_once(place: Scene, keys: Crew) -> None:
    push(keys.shop, place, range(3))
    body = [return_body(place, f"88-{n}") for n in range(3)]
    first = batch(keys.shop, body, Idempotency_Key="push-1")
    assert batch(keys.shop, body, Idempotency_Key="push-1") == first
    other = keys.shop.post("/returns/batch", {"returns": body[:1]}, Idempotency_Key="push-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (Return.objects.count(), KeptAnswer.objects.count()) == (3, 1)


def test_who_serves_another_merchant_is_told_of_no_order(place: Scene, keys: Crew) -> None:
    push(keys.shop, place, range(1))
    stranger = machine(R.RETURNS_OPEN, merchant=scene("otter").merchant)
    assert outcomes(batch(stranger, [return_body(place, "88-0")])) == [("refused", "unknown_order", "order_number")]
    assert Return.objects.count() == 0


def test_a_batch_has_one_to_500_returns(place: Scene, keys: Crew) -> None:
    for count in (0, 501):
        found = keys.shop.post("/returns/batch", {"returns": [return_body(place)] * count})
        assert (found.status_code, found.json()["field"]) == (422, "returns")


def test_the_statements_do_not_grow_with_the_returns(place: Scene, keys: Crew) -> None:
    promise(Metric.DECIDE, 240, Unit.MINUTES, name="Four hours")
    push(keys.shop, place, range(60))
    asked = []
    for numbers in (range(10), range(10, 20), range(20, 60)):
        with CaptureQueriesContext(connection) as found:
            results = batch(
                keys.shop, [return_body(place, f"88-{n}") for n in numbers], Idempotency_Key=f"p-{numbers[0]}"
            )
        assert {one["outcome"] for one in results} == {"new"}
        asked.append(len(statements(found)))
    assert asked[1] == asked[2]
    assert asked[2] <= 19


@pytest.mark.django_db(transaction=True)
def test_batches_and_single_requests_at_once_open_one_case_for_each_order(place: Scene, keys: Crew) -> None:
    push(keys.shop, place, range(12))
    several = [return_body(place, f"88-{n}", lines=ONE) for n in range(12)]

    def send(n: int) -> Answer:
        if n < 3:
            return keys.shop.post("/returns", several[4 * n])
        order = several if n % 2 else several[::-1]
        return keys.shop.post("/returns/batch", {"returns": order[:9]})

    found = at_once(6, send)
    assert {answer.status_code for answer in found[3:]} == {200}
    refused = {one["code"] for answer in found[3:] for one in answer.json()["results"] if one["code"]}
    assert refused <= {"looks_like_another"}
    opened = list(Return.objects.values_list("order", flat=True))
    assert len(opened) == len(set(opened))
    assert Order.objects.filter(pk__in=opened).count() == len(opened) == 12
    assert set(OrderLine.objects.filter(position=1).values_list("goods_asked", flat=True)) == {1}
    assert list(broken_links()) == []
