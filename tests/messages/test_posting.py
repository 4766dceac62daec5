"""Text messages and chat go to a service over HTTP: slow, lying, redirecting or refusing, each means what it should."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aftercare.notifications.channels.registry import open_line
from aftercare.notifications.terms import Connection, Outcome, Parcel
from tests.factories.people import MONDAY

SECRET = "a-secret-that-both-sides-know"


@dataclass
class Service:
    """What it answers, and what it heard."""

    url: str = ""
    answer: tuple[int, bytes] = (200, b"")
    heard: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """Answers as it is told; status 0 means never."""

    disable_nagle_algorithm = True

    service: Service

    def do_POST(self) -> None:
        """One message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.service.heard.append((self.headers["Idempotency-Key"], body))
        status, content = self.service.answer
        if not status:
            self.service.hold.wait(10)
            return
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.service.url}/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        """Whoever follows a redirect ends here."""
        self.service.others.append(self.path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    """One on this machine."""
    found = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OurHandler", (Handler,), {"service": found}))
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_address[1]}/send"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("kind", ["sms", "chat"])
def test_a_service_is_believed_by_its_status_and_never_followed(service: Service, kind: str) -> None:
    line = open_line(
        kind, Connection(kind, url=service.url, secret=SECRET, sender="Kestrel", timeout_seconds=1, may_be_private=True)
    )
    parcel = Parcel("sms-m1.aa", "+447700900142", "Lin", "en", "Approved", "RT-1 is approved.", MONDAY)
    cases = [
        ((200, b'{"id": "S-1", "detail": "queued"}'), Outcome.TAKEN, "S-1", "queued"),
        ((200, b"<html>garbage" * 20_000), Outcome.TAKEN, "", ""),
        ((200, b'{"id": {"a": 1}}' + b"]" * 9), Outcome.TAKEN, "", ""),
        ((302, b""), Outcome.TRY_LATER, "", "HTTP 302"),
        ((429, b"{}"), Outcome.TRY_LATER, "", "HTTP 429"),
        ((503, b"\x00\xff"), Outcome.TRY_LATER, "", "HTTP 503"),
        ((422, b'{"error": "bad_address", "message": "no such\\nnumber"}'), Outcome.BAD_ADDRESS, "", "no such number"),
        ((401, b"[]"), Outcome.REFUSED, "", "HTTP 401"),
    ]
    for answer, outcome, reference, sentence in cases:
        service.answer = answer
        receipt = line.send(parcel)
        assert (receipt.outcome, receipt.reference, receipt.sentence) == (outcome, reference, sentence)
    service.answer = (0, b"")
    assert line.send(parcel).outcome == Outcome.TRY_LATER, "it never answers"
    assert {key for key, _body in service.heard} == {"sms-m1.aa"}, "every try under one key"
    assert service.others == []
    told = service.heard[0][1]
    assert (told["to"], told["text"], told["key"]) == ("+447700900142", "RT-1 is approved.", "sms-m1.aa")


def test_a_service_inside_our_network_is_asked_only_where_that_is_allowed(service: Service) -> None:
    shut = Connection("sms", url=service.url.replace("http:", "https:"), secret=SECRET, timeout_seconds=1)
    receipt = open_line("sms", shut).send(Parcel("k", "+44", "", "en", "", "x", MONDAY))
    assert (receipt.outcome, service.heard) == (Outcome.REFUSED, [])
