"""Another system that takes webhooks: it answers, is slow, lies, drips or is away, as it is told."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Manner = Callable[["Handler"], None]


@dataclass
class Receiver:
    """What came in, and how it behaves."""

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    manner: Manner | None = None
    hold: threading.Event = field(default_factory=threading.Event)

    def events(self) -> list[str]:
        """What it was told, in order."""
        return [each["type"] for each in self.heard]


class Handler(BaseHTTPRequestHandler):
    """Checks every signature as the standard says, then does as told."""

    disable_nagle_algorithm = True

    receiver: Receiver

    def do_POST(self) -> None:
        """One event."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.body, self.is_true = body, self._is_signed(body)
        (self.receiver.manner or takes)(self)

    def keep(self) -> None:
        """Take what came, once per id, as the standard asks receivers to."""
        assert self.is_true, "the signature is wrong"
        if self.headers["webhook-id"] not in self.receiver.ids:
            self.receiver.heard.append(json.loads(self.body))
        self.receiver.ids.append(self.headers["webhook-id"])

    def answer(self, status: int, body: bytes = b"ok") -> None:
        """Say so."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _is_signed(self, body: bytes) -> bool:
        told = b".".join([self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), body])
        given = {one.partition(",")[2] for one in self.headers["webhook-signature"].split()}
        return any(_signed(secret, told) in given for secret in self.receiver.secrets)


def _signed(secret: str, told: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()


def takes(handler: Handler) -> None:
    """Takes it."""
    handler.keep()
    handler.answer(204, b"")


def breaks(handler: Handler) -> None:
    """Takes nothing."""
    handler.answer(500, b"out of order")


def lies(handler: Handler) -> None:
    """Takes it and says that it did not."""
    handler.keep()
    handler.answer(500)


def babbles(handler: Handler) -> None:
    """Takes it, and says far too much that means nothing."""
    handler.keep()
    handler.answer(200, b"\x00<h1>no JSON</h1>\n" * 50_000)


def sends_away(handler: Handler) -> None:
    """Says to ask elsewhere."""
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def is_gone(handler: Handler) -> None:
    """Wants to hear nothing any more."""
    handler.answer(410)


def hangs(handler: Handler) -> None:
    """Takes it and never answers."""
    handler.keep()
    handler.receiver.hold.wait(20)
    handler.close_connection = True


def drips(handler: Handler) -> None:
    """Answers a byte now and then."""
    for byte in b"HTTP/1.1 200 OK\r\n" * 20:
        try:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
        except OSError:
            return
        if handler.receiver.hold.wait(0.1):
            return


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Another system on this machine."""
    found = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OurHandler", (Handler,), {"receiver": found}))
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
