"""`python -m benchmarks --messages`: pages for eight readers without a queue of messages and with one, in one run.

10,000 e-mails go to a mail server in this process, which takes them as fast as it can.
"""

import socketserver
import threading
import time
from datetime import timedelta

from django.utils import timezone

from aftercare.cli.saying import say
from aftercare.notifications.commands.queueing import queue
from aftercare.notifications.models import Message, Outlet, Policy
from aftercare.notifications.terms import MessageState
from benchmarks.load import Answered, Request, ask_at_once
from benchmarks.scenery import Scenery, at_the_desk, make_scenery
from benchmarks.stage import serving
from benchmarks.terms import Latencies, Options

MESSAGES, SECONDS = 10_000, 10.0


class Taker(socketserver.StreamRequestHandler):
    """Says yes to everything, as a mail server does."""

    def handle(self) -> None:
        """Until it is hung up."""
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            if line[:4].upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            self.wfile.write(b"221 bye\r\n" if line[:4].upper() == b"QUIT" else b"250 fine\r\n")


class Office(socketserver.ThreadingTCPServer):
    """The mail server."""

    allow_reuse_address = True
    daemon_threads = True


def measure(_options: Options) -> None:
    """Without, then with."""
    at = timezone.now()
    scenery = make_scenery(at=at)
    with Office(("127.0.0.1", 0), Taker) as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        Policy.objects.create(nothing_leaves=False)
        Outlet.objects.create(kind="email", host="127.0.0.1", port=office.server_address[1], sender="a@bench.example")
        with serving() as port:
            _measure(scenery, port)
        office.shutdown()


def _measure(scenery: Scenery, port: int) -> None:
    _pages(scenery, port)  # warm
    _say("without messages", _pages(scenery, port))
    _say("without messages, again", _pages(scenery, port))
    _wait_in_line()
    began = time.perf_counter()
    queue("email")
    _say(f"while {MESSAGES:,} messages wait and are sent", _pages(scenery, port))
    left = Message.objects.filter(state=MessageState.WAITING).count()
    say(f"Sent meanwhile: {MESSAGES - left:,} in {time.perf_counter() - began:.0f} s.")
    began = time.perf_counter()
    while (now_left := Message.objects.filter(state=MessageState.WAITING).count()) > left / 10:
        time.sleep(0.5)
    say(f"Alone: {(left - now_left) / (time.perf_counter() - began):.0f} messages/s.")


def _wait_in_line() -> None:
    at = timezone.now() - timedelta(seconds=1)
    Message.objects.bulk_create(
        Message(
            key=f"bench:{number}", event="received", channel="email", role="buyer",
            address=f"buyer{number}@bench.example", to_name="Buyer", language="en",
            subject="We have received your request", body="Hello\n\n" + "A line of what a mail says.\n" * 12,
            made_at=at, due_at=at, state=MessageState.WAITING, state_since=at,
        )
        for number in range(MESSAGES)
    )  # fmt: skip


def _pages(scenery: Scenery, port: int) -> Answered:
    paths = ("/returns/", "/returns/?shown=completed", "/finance/", "/bell/list/")
    requests = [Request("GET", path) for path in paths] * 2000
    return ask_at_once(at_the_desk(scenery, port), requests, seconds=SECONDS)


def _say(what: str, answered: Answered) -> None:
    found = Latencies(answered.each)
    say(f"Pages {what}: {answered.rate:.0f}/s, p50 {found.at(0.5):.0f} ms, p95 {found.at(0.95):.0f} ms.")
