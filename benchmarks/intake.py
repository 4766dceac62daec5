"""How many returns a second the API takes in, each with an idempotency key; beside pgbench and plain psycopg."""

import json
import time
from collections.abc import Sequence

from django.utils import timezone

from aftercare.cli.installation import cluster
from aftercare.cli.saying import say
from aftercare.journal.queries.outbox import has_more
from aftercare.orders.models import Order
from benchmarks.cpu import PARTS, spent
from benchmarks.load import Request, ask_at_once
from benchmarks.scenery import Scenery, at_the_interface
from benchmarks.stories import SKU, fresh_orders
from benchmarks.terms import Figure, Latencies, Options
from benchmarks.yardsticks import pgbench_rate, raw_rate
from config.env import home

_MORE_THAN_POSSIBLE = 1500
"""Returns a second that we prepare orders for."""
_BATCH = 100
"""Returns in one request, where they come in batches."""


def measure_intake(options: Options, scenery: Scenery, port: int) -> list[Figure]:
    """Yardsticks and intake by turns, so that what else the machine does hits all of them."""
    say("Measuring intake …")
    asker = at_the_interface(scenery, port)
    warm = fresh_orders(scenery, 400, at=timezone.now())
    ask_at_once(asker, [_asking(order, scenery) for order in warm], seconds=30)
    pgbench, raw, answers, costs = [], [], [], []
    for _ in range(options.repeats):
        orders = fresh_orders(scenery, int(options.seconds * _MORE_THAN_POSSIBLE), at=timezone.now())
        requests = [_asking(order, scenery) for order in orders]
        _let_the_worker_rest()
        pgbench.append(pgbench_rate(cluster(), options.seconds))
        raw.append(raw_rate(cluster(), options.seconds))
        before = spent(home())
        answered = ask_at_once(asker, requests, seconds=options.seconds)
        cost = spent(home()).since(before)
        answers.append(answered)
        costs.append({part: 1000 * seconds / len(answered.each) for part, seconds in cost.items()})
    return [
        Figure("pgbench, TPC-B-like", "transactions/s", pgbench),
        Figure("psycopg, 5 rows in a transaction", "transactions/s", raw, "pgbench", pgbench),
        Figure("intake by API, 8 clients", "returns/s", [one.rate for one in answers], "pgbench", pgbench),
        *(
            Figure(f"intake by API, 8 clients, p{share}", "ms", [Latencies(a.each).at(share / 100) for a in answers])
            for share in (50, 95, 99)
        ),
        *(Figure(f"processor time of a return: {part}", "ms", [cost[part] for cost in costs]) for part in PARTS),
    ]


def measure_batches(options: Options, scenery: Scenery, port: int) -> list[Figure]:
    """The same returns, a hundred in a request; what each costs, and how long a request takes."""
    say("Measuring intake in batches …")
    asker = at_the_interface(scenery, port)
    ask_at_once(asker, _batches(fresh_orders(scenery, 8 * _BATCH, at=timezone.now()), scenery), seconds=30)
    pgbench, rates, latencies, costs = [], [], [], []
    for _ in range(options.repeats):
        orders = fresh_orders(scenery, int(options.seconds * _MORE_THAN_POSSIBLE), at=timezone.now())
        _let_the_worker_rest()
        pgbench.append(pgbench_rate(cluster(), options.seconds))
        before = spent(home())
        answered = ask_at_once(asker, _batches(orders, scenery), seconds=options.seconds)
        cost = spent(home()).since(before)
        taken = _BATCH * len(answered.each)
        rates.append(taken / answered.seconds)
        latencies.append(Latencies(answered.each))
        costs.append({part: 1000 * seconds / taken for part, seconds in cost.items()})
    name = f"intake by API, {_BATCH} in a request, 8 clients"
    return [
        Figure(name, "returns/s", rates, "pgbench", pgbench),
        *(
            Figure(f"{name}, p{share} of a request", "ms", [one.at(share / 100) for one in latencies])
            for share in (50, 99)
        ),
        *(Figure(f"processor time of one of {_BATCH}: {part}", "ms", [cost[part] for cost in costs]) for part in PARTS),
    ]


def _batches(orders: Sequence[Order], scenery: Scenery) -> list[Request]:
    """Requests of a hundred returns each."""
    found = []
    for start in range(0, len(orders), _BATCH):
        some = orders[start : start + _BATCH]
        body = json.dumps({"returns": [_body(order, scenery) for order in some]}).encode()
        found.append(Request("POST", "/api/v1/returns/batch", body, key=f"bench-batch-{some[0].pk}"))
    return found


def _let_the_worker_rest() -> None:
    """The orders just made are indexed first; that work is not the intake's."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and any(has_more(name) for name in ("search", "scores")):
        time.sleep(0.5)


def _asking(order: Order, scenery: Scenery) -> Request:
    body = json.dumps(_body(order, scenery)).encode()
    return Request("POST", "/api/v1/returns", body, expected=201, key=f"bench-{order.pk}")


def _body(order: Order, scenery: Scenery) -> dict[str, object]:
    return {
        "shop": scenery.shop,
        "order_number": order.number,
        "lines": [{"sku": SKU, "quantity": 2}],
        "reason": scenery.reason,
    }
