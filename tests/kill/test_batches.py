"""kill -9 of web server and database while returns are handed over in batches: a batch is there whole or not at all,
each acknowledged return exactly once, and whoever asks again with the same key is told the same.
"""

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

import pytest

from tests.cli.conftest import Installation, temporary_home, with_tables
from tests.cli.running import PATIENCE, Running, started, wait_for
from tests.kill.paying import open_shop_in
from tests.kill.test_kill import PIECES, SHOP, kill_database, kill_process, order, rows

pytestmark = pytest.mark.timeout(1200)
BATCHES, SIZE, CLIENTS, ORDERS = 16, 25, 2, 20
KILLS = ((3, kill_process, "web"), (7, kill_database, ""), (11, kill_process, "web"))
"""After how many acknowledged batches what is killed."""


@pytest.fixture
def running() -> Iterator[Running]:
    """An installation with a shop, up and well."""
    with temporary_home() as home, started(Installation(with_tables(home), AFTERCARE_NOTHING_LEAVES="1")) as found:
        wait_for("the installation", found.is_well)
        open_shop_in(found.installation)
        yield found


@dataclass
class Marketplace:
    """Hands batches over; what was answered to each is kept to the byte."""

    running: Running
    secret: str
    waiting: SimpleQueue[int] = field(default_factory=SimpleQueue)
    answered: dict[int, bytes] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    pause: threading.Event = field(default_factory=threading.Event)

    def post(self, path: str, body: object, key: str) -> tuple[int, bytes, str]:
        """One try: the status, the body, and whether it is a repetition."""
        line = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
            line.request("POST", path, json.dumps(body), {**headers, "Idempotency-Key": key})
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers.get("Idempotent-Replayed", "")
        finally:
            line.close()

    def hand_over(self, batch: int) -> tuple[int, bytes, str]:
        """One piece each; the mark travels as the buyer's remark."""
        wanted = [
            {
                "shop": SHOP, "order_number": f"K{(batch * SIZE + n) % ORDERS}", "reason": "changed-my-mind",
                "lines": [{"position": 1, "quantity": 1}], "remark": f"batch {batch} mark {n}",
                "despite": "One piece each, all meant.",
            }
            for n in range(SIZE)
        ]  # fmt: skip
        return self.post("/api/v1/returns/batch", {"returns": wanted}, f"batch-{batch}")

    def has(self, many: int) -> bool:
        """Whether so many were answered."""
        assert self.refused == []
        return len(self.answered) >= many

    def work(self) -> None:
        """Hand over until nothing waits; what was not answered waits again."""
        while True:
            try:
                batch = self.waiting.get_nowait()
            except Empty:
                return
            self.tries += 1
            try:
                code, body, _again = self.hand_over(batch)
            except (OSError, http.client.HTTPException):
                code, body = 0, b""
            if code == 200:
                self.answered[batch] = body
            elif code == 0 or code >= 500:
                self.waiting.put(batch)
                self.pause.wait(0.1)
            else:
                self.refused.append(f"{code} {body!r}")


def outcomes(body: bytes) -> list[tuple[str, str]]:
    """What became of each request of a batch, and its number."""
    return [(one["outcome"], one["number"]) for one in json.loads(body)["results"]]


def test_a_batch_is_there_whole_once_and_told_the_same_however_often_all_died(running: Running) -> None:
    scopes = ("--scope", "orders.push", "--scope", "returns.open", "--scope", "returns.see")
    made = running.installation.run("apikey", "create", "batches", *scopes)
    market = Marketplace(running, made.stdout.splitlines()[0])
    bought = [order(n, datetime.now(UTC) - timedelta(hours=1)) for n in range(ORDERS)]
    assert market.post("/api/v1/orders/batch", {"orders": bought}, "orders")[0] == 200
    for batch in range(BATCHES):
        market.waiting.put(batch)
    clients = [threading.Thread(target=market.work) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for after, kill, name in KILLS:
        wait_for(f"{after} batches", lambda after=after: market.has(after))  # type: ignore[misc]
        kill(running, name)
    for client in clients:
        client.join(PATIENCE)
    wait_for("everything to be well", running.is_well)

    assert (market.refused, sorted(market.answered)) == ([], list(range(BATCHES)))
    assert market.tries > BATCHES, "nothing was interrupted, so nothing was shown"
    told = {
        (f"batch {batch} mark {n}", number)
        for batch, body in market.answered.items()
        for n, (outcome, number) in enumerate(outcomes(body))
        if outcome == "new"
    }
    assert len(told) == BATCHES * SIZE
    found = rows(running, "SELECT remark, number FROM returns_return WHERE remark LIKE 'batch %'")
    assert sorted(found) == sorted(told)
    query = "SELECT sum(goods_asked) FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id "
    assert rows(running, query + "WHERE o.number LIKE 'K%'") == [(BATCHES * SIZE,)]
    assert BATCHES * SIZE <= ORDERS * PIECES
    for batch, body in market.answered.items():
        assert market.hand_over(batch) == (200, body, "true")
    checked = running.installation.run("check", "--kept")
    assert (checked.returncode, "every chain holds" in checked.stdout) == (0, True), checked.stdout
