"""`python -m benchmarks --messages`: pages for eight readers without a queue of messages and with one, in one run.

10,000 e-mails go to a mail server in this process, which takes them as fast as it can; the yardstick is smtplib alone,
which hands mails of the same size to the same server over one connection, keeping no record of anything.
"""

import smtplib
import socketserver
import threading
import time
from dataclasses import dataclass
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

MESSAGES, MAILS = 10_000, 2_000
BODY = "Hello\n\n" + "A line of what a mail says.\n" * 12


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


def measure(options: Options) -> None:
    """Without, then with."""
    at = timezone.now()
    scenery = make_scenery(at=at)
    with Office(("127.0.0.1", 0), Taker) as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        Policy.objects.create(nothing_leaves=False)
        Outlet.objects.create(kind="email", host="127.0.0.1", port=office.server_address[1], sender="a@bench.example")
        raw = _raw_rate(office.server_address[1])
        say(f"Yardstick, smtplib alone: {raw:.0f} mails/s.")
        with serving() as port:
            _measure(Course(scenery, port, options.seconds), raw)
        office.shutdown()


@dataclass(frozen=True)
class Course:
    """What is asked, where, and how long each time."""

    scenery: Scenery
    port: int
    seconds: float


def _measure(course: Course, raw: float) -> None:
    _pages(course)  # warm
    calm = _say("without messages", _pages(course))
    _wait_in_line()
    began = time.perf_counter()
    queue("email")
    busy = _say(f"while {MESSAGES:,} messages wait and are sent", _pages(course))
    left = _left()
    say(f"p95 with the queue: {busy / calm:.2f} × without. Sent meanwhile: {MESSAGES - left:,} messages.")
    began = time.perf_counter()
    while time.perf_counter() - began < course.seconds and _left():
        time.sleep(0.5)
    rate = (left - _left()) / (time.perf_counter() - began)
    say(f"Sent with nobody reading pages: {rate:.0f} messages/s, {rate / raw:.3f} × smtplib alone.")


def _left() -> int:
    return Message.objects.filter(state=MessageState.WAITING).count()


def _raw_rate(port: int) -> float:
    mail = f"From: a@bench.example\r\nTo: b@bench.example\r\nSubject: We have received your request\r\n\r\n{BODY}"
    with smtplib.SMTP("127.0.0.1", port) as server:
        began = time.perf_counter()
        for _number in range(MAILS):
            server.sendmail("a@bench.example", ["b@bench.example"], mail)
        return MAILS / (time.perf_counter() - began)


def _wait_in_line() -> None:
    at = timezone.now() - timedelta(seconds=1)
    Message.objects.bulk_create(
        Message(
            key=f"bench:{number}", event="received", channel="email", role="buyer",
            address=f"buyer{number}@bench.example", to_name="Buyer", language="en",
            subject="We have received your request", body=BODY,
            made_at=at, due_at=at, state=MessageState.WAITING, state_since=at,
        )
        for number in range(MESSAGES)
    )  # fmt: skip


def _pages(course: Course) -> Answered:
    paths = ("/returns/", "/returns/?shown=completed", "/finance/", "/bell/list/")
    requests = [Request("GET", path) for path in paths] * 2000
    return ask_at_once(at_the_desk(course.scenery, course.port), requests, seconds=course.seconds)


def _say(what: str, answered: Answered) -> float:
    """Print it; returns its p95 in milliseconds."""
    found = Latencies(answered.each)
    say(f"Pages {what}: {answered.rate:.0f}/s, p50 {found.at(0.5):.0f} ms, p95 {found.at(0.95):.0f} ms.")
    return found.at(0.95)
