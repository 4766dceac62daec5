"""kill -9 of web server, worker and database while a thousand returns are asked for: each is there exactly once.

Before that, all three die while two gateways have payments in hand: no refund is ever paid twice, and each is paid.

Every request carries an Idempotency-Key and is sent again, with the same key, until it is acknowledged, as a careful
client does it.
"""

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from aftercare.embedded.cluster import Cluster, parameters, status
from tests.cli.conftest import Installation, temporary_home, with_tables
from tests.cli.running import PATIENCE, Running, started, wait_for
from tests.gateways.bank import Bank, open_bank
from tests.kill.paying import AFTER, BEFORE, EACH, Killer, open_refunds_in

pytestmark = pytest.mark.timeout(1200)
REQUESTS, CLIENTS, PIECES, ORDERS = 1000, 4, 20, 50
SHOP = f"{AFTER}-web"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """An installation, up and well."""
    surroundings = {"AFTERCARE_NOTHING_LEAVES": "1", "AFTERCARE_GATEWAY_PRIVATE": "1"}
    with temporary_home() as home, started(Installation(with_tables(home), **surroundings)) as found:
        wait_for("the installation", found.is_well)
        yield found


@pytest.fixture(scope="module")
def bank(running: Running) -> Iterator[Bank]:
    """Gateways that had everything killed: one before it paid, one after; the worker goes on when it is there again."""
    before = {name: running.pid(name) for name in ("web", "worker")}
    killer = Killer(lambda: [*before.values(), status(Cluster.at(running.installation.home)).pid or 0])
    with open_bank(killer) as found:
        open_refunds_in(running.installation, found.url)
        wait_for("the kill", killer.has_killed.is_set)
        for name, pid in before.items():
            wait_for(f"the {name} to be started again", lambda name=name, pid=pid: running.pid(name) not in {0, pid})  # type: ignore[misc]
        wait_for("everything to be well", running.is_well)
        yield found


@dataclass
class Shop:
    """A machine that pushes orders and asks for returns; it remembers what was acknowledged, by its own mark."""

    running: Running
    secret: str
    waiting: SimpleQueue[int] = field(default_factory=SimpleQueue)
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    pause: threading.Event = field(default_factory=threading.Event)

    def push_orders(self) -> None:
        """Enough pieces for every request."""
        now = datetime.now(UTC)
        orders = [order(n, now) for n in range(ORDERS)]
        code, body = self.post("/api/v1/orders/batch", {"orders": orders}, key="orders")
        assert (code, {each["outcome"] for each in body["results"]}) == (200, {"new"})

    def post(self, path: str, body: object, *, key: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
        """One try."""
        line = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
            line.request("POST", path, json.dumps(body), {**headers, "Idempotency-Key": key})
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def ask(self, mark: int) -> tuple[int, dict[str, object]]:
        """Ask for one piece of one order; the mark travels as the buyer's remark."""
        wanted = {
            "shop": SHOP, "order_number": f"K{mark % ORDERS}", "lines": [{"position": 1, "quantity": 1}],
            "reason": "changed-my-mind", "remark": f"mark {mark}", "despite": "One piece each, all meant.",
        }  # fmt: skip
        code, body = self.post("/api/v1/returns", wanted, key=f"mark-{mark}")
        return code, dict(body)

    def has(self, many: int) -> bool:
        """Whether so many were acknowledged; a refusal will not turn into one."""
        assert self.refused == []
        return len(self.acknowledged) >= many

    def work(self) -> None:
        """Ask until nothing waits; whatever was not acknowledged waits again."""
        while True:
            try:
                mark = self.waiting.get_nowait()
            except Empty:
                return
            self.tries += 1
            try:
                code, body = self.ask(mark)
            except (OSError, http.client.HTTPException, ValueError):
                code, body = 0, {}
            if code == 201:
                self.acknowledged[mark] = str(body["number"])
            elif code == 0 or code >= 500:
                self.waiting.put(mark)
                self.pause.wait(0.05)
            else:
                self.refused.append(f"{code} {body}")


def order(number: int, now: datetime) -> dict[str, object]:
    """An order of many equal pieces, delivered yesterday."""
    yesterday = (now - timedelta(days=1)).isoformat()
    return {
        "shop": SHOP, "number": f"K{number}", "currency": "CNY", "ordered_at": yesterday, "paid_at": yesterday,
        "shipped_at": yesterday, "signed_at": yesterday, "buyer": {"account": f"killer{number % 7}"},
        "lines": [{"sku": "MZ-FAN", "name": "静音桌面风扇", "quantity": PIECES, "unit_price": "159.00"}],
    }  # fmt: skip


def kill_process(running: Running, name: str) -> None:
    """kill -9 of the web server or the worker, and wait until the supervisor has noticed."""
    before = running.pid(name)
    os.kill(before, signal.SIGKILL)
    wait_for(f"the {name} to be started again", lambda: running.pid(name) not in {0, before})


def kill_database(running: Running, _name: str) -> None:
    """kill -9 of the server that all connections go to."""
    cluster = Cluster.at(running.installation.home)
    before = status(cluster).pid
    assert before
    os.kill(before, signal.SIGKILL)
    wait_for("the database to be started again", lambda: status(cluster).pid not in {None, before})


KILLS: tuple[tuple[int, Callable[[Running, str], None], str], ...] = (
    (150, kill_process, "web"), (300, kill_process, "worker"), (450, kill_database, ""), (650, kill_process, "web"),
    (800, kill_database, ""),
)  # fmt: skip
"""After how many acknowledged requests what is killed."""


def rows(running: Running, query: str) -> list[tuple[object, ...]]:
    """What the database says."""
    found = parameters(Cluster.at(running.installation.home), "app")
    with psycopg.connect(make_conninfo("", **asdict(found)), autocommit=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.usefixtures("bank")
def test_every_acknowledged_return_is_there_exactly_once(running: Running) -> None:
    made = running.installation.run(
        "apikey", "create", "killer", "--scope", "orders.push", "--scope", "returns.open", "--scope", "returns.see"
    )
    shop = Shop(running, made.stdout.splitlines()[0])
    shop.push_orders()
    for mark in range(REQUESTS):
        shop.waiting.put(mark)
    clients = [threading.Thread(target=shop.work) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for after, kill, name in KILLS:
        wait_for(f"{after} acknowledgements", lambda after=after: shop.has(after))  # type: ignore[misc]
        kill(running, name)
    for client in clients:
        client.join(PATIENCE)
    wait_for("everything to be well", running.is_well)

    assert shop.refused == []
    assert len(shop.acknowledged) == REQUESTS
    assert shop.tries > REQUESTS, "nothing was interrupted, so nothing was shown"
    found = rows(running, "SELECT remark, number FROM returns_return WHERE remark LIKE 'mark %'")
    assert sorted(found) == sorted((f"mark {mark}", number) for mark, number in shop.acknowledged.items())
    asked = rows(
        running,
        "SELECT goods_asked FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id WHERE o.number LIKE 'K%'",
    )
    assert asked == [(PIECES,)] * ORDERS
    opened = rows(
        running,
        "SELECT count(*), count(DISTINCT stream) FROM journal_entry e JOIN returns_return r ON e.subject = "
        "'returns.return:' || r.id WHERE e.kind = 'returns.return.submit' AND r.remark LIKE 'mark %'",
    )
    assert opened == [(REQUESTS, REQUESTS)]

    for mark in (0, 499, 999):
        code, body = shop.ask(mark)
        assert (code, body["number"]) == (201, shop.acknowledged[mark])
    checked = running.installation.run("check", "--kept")
    assert (checked.returncode, "every chain holds" in checked.stdout) == (0, True), checked.stdout


ORDERS_OF = """
SELECT o.key, o.state, r.state, m.code, count(p.id) FROM billing_payoutorder o
JOIN billing_refund r ON r.id = o.refund_id JOIN org_merchant m ON m.id = r.merchant_id
LEFT JOIN billing_payout p ON p.refund_id = r.id WHERE m.code IN ('unpaid', 'paid') GROUP BY 1, 2, 3, 4
"""
TIME_PASSES = """
UPDATE billing_payoutorder SET busy_until = now() - interval '1 s', next_look_at = now() - interval '1 s'
WHERE next_look_at IS NOT NULL RETURNING id
"""
"""The minutes in which a worker that is silent might still be asking."""


def test_no_payout_is_made_twice_though_all_died_before_and_after_it(running: Running, bank: Bank) -> None:
    lost = rows(
        running,
        "SELECT m.code, count(DISTINCT a.order_id) FROM billing_payoutattempt a JOIN billing_payoutorder o "
        "ON o.id = a.order_id JOIN billing_refund r ON r.id = o.refund_id JOIN org_merchant m ON m.id = r.merchant_id "
        "WHERE a.outcome = 'lost' GROUP BY 1",
    )
    assert {str(code) for code, _count in lost} == {BEFORE, AFTER}, "nothing was interrupted, so nothing was shown"

    def all_paid() -> bool:
        rows(running, TIME_PASSES)
        time.sleep(0.5)
        return {state for _key, state, *_rest in rows(running, ORDERS_OF)} == {"paid"}

    wait_for("every refund to be paid", all_paid)
    told = rows(running, ORDERS_OF)
    assert sorted(told) == sorted((key, "paid", "paid", code, 1) for key, _o, _r, code, _n in told)
    assert dict(bank.payments) == {key: 1 for key, *_rest in told}
    assert (len(told), bank.unsigned) == (2 * EACH, 0)
