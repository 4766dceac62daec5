"""A payout service as it might stand at the other end: a real HTTP server that keeps books and can misbehave."""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aftercare.kernel.signing import signature

SECRET = "whsec_dGVzdHMtb25seS1ub3QtYS1zZWNyZXQtYXQtYWxs"
Manner = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Bank:
    """Its books: what was paid under which key, and everything that was asked. `manner` is how it takes a POST."""

    manner: Manner
    paid: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    unsigned: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    hold: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    status: Manner | None = None
    asker: int = 0

    def pay(self, told: dict[str, Any], **otherwise: Any) -> dict[str, Any]:
        """Pay once per key, whatever else the answer is going to say."""
        key = told["key"]
        with self.lock:
            if key not in self.paid:
                self.payments[key] += 1
                count = sum(self.payments.values())
                facts = {name: told[name] for name in ("key", "amount_minor", "currency")}
                self.paid[key] = {"status": "paid", "reference": f"GW-{count}", **facts, **otherwise}
            return self.paid[key]


class Handler(BaseHTTPRequestHandler):
    """Routes a question to the bank; every one must be signed."""

    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"
    bank: Bank

    def do_POST(self) -> None:
        """Somebody wants to be paid."""
        told = json.loads(self._body())
        with self.bank.lock:
            self.bank.asked.append(("POST", self.headers["Idempotency-Key"]))
            self.bank.bodies.append(told)
        self.bank.manner(self, told)

    def do_GET(self) -> None:
        """Somebody wants to know."""
        self._body()
        key = self.path.rpartition("/")[2]
        with self.bank.lock:
            self.bank.asked.append(("GET", key))
        if self.bank.status:
            self.bank.status(self, {"key": key})
        elif key in self.bank.paid:
            self.answer(200, self.bank.paid[key])
        else:
            self.answer(404, {"status": "unknown"})

    def answer(self, status: int, told: object) -> None:
        """Say something."""
        self.raw(status, json.dumps(told).encode())

    def raw(self, status: int, body: bytes) -> None:
        """Say anything."""
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key, seconds = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        if signature(SECRET, key, seconds, body) != self.headers["webhook-signature"]:
            self.bank.unsigned += 1
        return body

    def log_message(self, *_args: Any) -> None:
        """Say nothing on the terminal."""


class Server(ThreadingHTTPServer):
    """Holds its connections open no longer than the test."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_args: Any) -> None:
        """A client that hung up is part of the play."""


@contextmanager
def open_bank(manner: Manner) -> Iterator[Bank]:
    """A bank that answers on this machine until the test ends."""
    bank = Bank(manner)
    server = Server(("127.0.0.1", 0), type("Ours", (Handler,), {"bank": bank}))
    bank.url = f"http://127.0.0.1:{server.server_address[1]}/payouts"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield bank
    finally:
        bank.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()


def pays(handler: Handler, told: dict[str, Any]) -> None:
    """Pays and says so."""
    handler.answer(200, handler.bank.pay(told))


def pays_silently(handler: Handler, told: dict[str, Any]) -> None:
    """Pays, and lets the asker wait in vain."""
    handler.bank.pay(told)
    handler.bank.hold.wait(20)
    handler.close_connection = True


def pays_and_breaks(handler: Handler, told: dict[str, Any]) -> None:
    """Pays, and says 500."""
    handler.bank.pay(told)
    handler.answer(500, {"detail": "out of order"})


def pays_and_mumbles(handler: Handler, told: dict[str, Any]) -> None:
    """Pays, and answers what nobody understands."""
    handler.bank.pay(told)
    handler.raw(200, b'{"status": "paid", "reference"')


def breaks(handler: Handler, _told: dict[str, Any]) -> None:
    """Pays nothing and says 500."""
    handler.answer(503, {"detail": "closed for the night"})


def refuses(handler: Handler, _told: dict[str, Any]) -> None:
    """Knows nobody of that name."""
    handler.answer(422, {"status": "failed", "detail": "The account is closed."})


def pays_less(handler: Handler, told: dict[str, Any]) -> None:
    """Pays another amount than it was told."""
    handler.answer(200, handler.bank.pay(told, amount_minor=told["amount_minor"] - 100))


def kills_before_paying(handler: Handler, _told: dict[str, Any]) -> None:
    """kill -9 of whoever asks, before anything is paid."""
    os.kill(handler.bank.asker, signal.SIGKILL)
    handler.close_connection = True


def kills_after_paying(handler: Handler, told: dict[str, Any]) -> None:
    """kill -9 of whoever asks, when the money has gone."""
    handler.bank.pay(told)
    os.kill(handler.bank.asker, signal.SIGKILL)
    handler.close_connection = True
