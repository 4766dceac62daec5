"""How many returns a second the API takes in, beside what pgbench and plain psycopg write at the same time."""

import json

from django.utils import timezone

from aftercare.cli.installation import cluster
from aftercare.cli.saying import say
from aftercare.orders.models import Order
from benchmarks.load import Request, ask_at_once
from benchmarks.scenery import Scenery, at_the_interface
from benchmarks.stories import SKU, fresh_orders
from benchmarks.terms import Figure, Latencies, Options
from benchmarks.yardsticks import pgbench_rate, raw_rate

_MORE_THAN_POSSIBLE = 700
"""Returns a second that we prepare orders for."""


def measure_intake(options: Options, scenery: Scenery, port: int) -> list[Figure]:
    """Yardsticks and intake by turns, so that what else the machine does hits all of them."""
    say("Measuring intake …")
    asker = at_the_interface(scenery, port)
    warm = fresh_orders(scenery, 80, at=timezone.now())
    ask_at_once(asker, [_asking(order, scenery) for order in warm], seconds=30)
    pgbench, raw, rates, slowest = [], [], [], []
    for _ in range(options.repeats):
        orders = fresh_orders(scenery, int(options.seconds * _MORE_THAN_POSSIBLE), at=timezone.now())
        requests = [_asking(order, scenery) for order in orders]
        pgbench.append(pgbench_rate(cluster(), options.seconds))
        raw.append(raw_rate(cluster(), options.seconds))
        answered = ask_at_once(asker, requests, seconds=options.seconds)
        rates.append(answered.rate)
        slowest.append(Latencies(answered.each).at(0.95))
    return [
        Figure("pgbench, TPC-B-like", "transactions/s", pgbench),
        Figure("psycopg, 5 rows in a transaction", "transactions/s", raw, "pgbench", pgbench),
        Figure("intake by API, 8 clients", "returns/s", rates, "psycopg", raw),
        Figure("intake by API, 8 clients, p95", "ms", slowest),
    ]


def _asking(order: Order, scenery: Scenery) -> Request:
    body = {
        "shop": scenery.shop,
        "order_number": order.number,
        "lines": [{"sku": SKU, "quantity": 2}],
        "reason": scenery.reason,
    }
    return Request("POST", "/api/v1/returns", json.dumps(body).encode(), expected=201)
