"""How many statements a request costs: few on the busy path, and the same for one row as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.client import Crew, machine, order_body, return_body
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db(transaction=True)
# Frames of transactions, and the wake-up of the journal's readers, which is sent 20 times a second at most.
# The first request of a minute also counts its key's use and notes when the key was used.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT pg_notify")
ONCE_A_MINUTE = ("INSERT INTO org_keyuse", 'UPDATE "org_apikey" SET "used_at"')


def statements(found: CaptureQueriesContext) -> list[str]:
    """What was asked of the database."""
    asked = [q["sql"].strip() for q in found.captured_queries]
    return [sql for sql in asked if not sql.startswith(FRAMES + ONCE_A_MINUTE)]


def test_asking_for_a_return_costs_at_most_16_statements_for_any_number_of_lines(place: Scene, keys: Crew) -> None:
    one_line = [{"position": 1, "quantity": 1}]
    for number in ("88-1", "88-2", "88-3"):
        keys.shop.post("/orders", order_body(place, number))
    keys.shop.post("/returns", return_body(place, "88-1"))
    with CaptureQueriesContext(connection) as for_one:
        assert keys.shop.post("/returns", return_body(place, "88-2", lines=one_line)).status_code == 201
    with CaptureQueriesContext(connection) as for_two:
        assert keys.shop.post("/returns", return_body(place, "88-3")).status_code == 201
    assert len(statements(for_one)) == len(statements(for_two))
    assert len(statements(for_two)) <= 16


@pytest.mark.parametrize("path", ["/returns", "/returns?shown=pending_review&limit=10"])
def test_listing_costs_the_same_for_one_return_and_for_three(place: Scene, keys: Crew, path: str) -> None:
    counts = []
    for number in ("88-1", "88-2", "88-3"):
        keys.shop.post("/orders", order_body(place, number))
        keys.shop.post("/returns", return_body(place, number))
        with CaptureQueriesContext(connection) as found:
            assert keys.reviewer.get(path).status_code == 200
        counts.append(len(statements(found)))
    assert counts == [2, 2, 2]  # the key and the rows


def test_showing_an_order_and_a_return_costs_the_same_for_one_line_and_for_many(place: Scene, keys: Crew) -> None:
    watcher = machine(*keys.shop.rights())
    lines = order_body(place)["lines"]
    counts = []
    for number, count in (("88-0", 1), ("88-1", 1), ("88-2", 2)):
        keys.shop.post("/orders", order_body(place, number, lines=lines[:count]))
        wanted = [{"position": n + 1, "quantity": 1} for n in range(count)]
        opened = keys.shop.post("/returns", return_body(place, number, lines=wanted)).json()["number"]
        with CaptureQueriesContext(connection) as found:
            assert watcher.get(f"/returns/{opened}").status_code == 200
            assert watcher.get(f"/orders/{place.shop.code}/{number}").status_code == 200
        counts.append(len(statements(found)))
    assert counts[1] == counts[2]
