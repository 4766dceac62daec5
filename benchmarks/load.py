"""People and machines that ask over HTTP: threads in processes of their own, each with one open connection."""

import multiprocessing
import re
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

PROCESSES, THREADS = 2, 4
"""As many clients as the server has threads."""


@dataclass(frozen=True)
class Request:
    """What is asked; `expected` is the status that counts as an answer, `key` an idempotency key."""

    method: str
    path: str
    body: bytes = b""
    expected: int = 200
    key: str = ""


@dataclass(frozen=True)
class Asker:
    """Where and as whom one asks."""

    port: int
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answered:
    """How many were answered, in how many seconds, and how long each took in milliseconds."""

    seconds: float
    each: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.each) / self.seconds


class WrongAnswer(Exception):
    """The server answered otherwise than expected; nothing is measured then."""


def ask_in_turn(asker: Asker, requests: Sequence[Request]) -> Answered:
    """One client, one request after the other."""
    began = time.perf_counter()
    each = _ask(asker, requests, deadline=float("inf"))
    return Answered(time.perf_counter() - began, tuple(each))


def ask_at_once(asker: Asker, requests: Sequence[Request], *, seconds: float) -> Answered:
    """All clients ask as fast as they are answered, until the time is up or the requests are used up."""
    shares = [requests[n :: PROCESSES * THREADS] for n in range(PROCESSES * THREADS)]
    start = time.time() + 1.5  # the processes need a moment to be born
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [
            pool.submit(_process, asker, shares[n * THREADS : (n + 1) * THREADS], start, seconds)
            for n in range(PROCESSES)
        ]
        parts = [job.result() for job in jobs]
    taken = max(seconds_taken for seconds_taken, _each in parts)
    return Answered(taken, tuple(one for _seconds, each in parts for one in each))


def _process(
    asker: Asker, shares: Sequence[Sequence[Request]], start: float, seconds: float
) -> tuple[float, list[float]]:
    each: list[float] = []
    faults: list[BaseException] = []

    def client(share: Sequence[Request]) -> None:
        try:
            each.extend(_ask(asker, share, deadline=time.perf_counter() + seconds))
        except (WrongAnswer, OSError) as fault:
            faults.append(fault)

    time.sleep(max(0.0, start - time.time()))
    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=[share]) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return time.perf_counter() - began, each


def _ask(asker: Asker, requests: Sequence[Request], *, deadline: float) -> list[float]:
    each = []
    with Line(asker) as line:
        for request in requests:
            began = time.perf_counter()
            if began > deadline:
                break
            status, content = line.ask(request)
            if status != request.expected:
                raise WrongAnswer(f"{request.method} {request.path}: {status} {content[:300]!r}")
            each.append((time.perf_counter() - began) * 1000)
    return each


class Line:
    """One open connection. Just enough of HTTP, since the clients share the processor with what they measure."""

    def __init__(self, asker: Asker) -> None:
        self._host = f"127.0.0.1:{asker.port}"
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in asker.headers)
        self._socket = socket.create_connection(("127.0.0.1", asker.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def ask(self, request: Request) -> tuple[int, bytes]:
        """Status and body, as it came."""
        more = f"Idempotency-Key: {request.key}\r\n" if request.key else ""
        length = f"Content-Length: {len(request.body)}\r\n" if request.body else ""
        head = f"{request.method} {request.path} HTTP/1.1\r\nHost: {self._host}\r\n{self._headers}{more}{length}\r\n"
        self._socket.sendall(head.encode() + request.body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._read()
        told, _end, content = answer.partition(b"\r\n\r\n")
        status, told = int(told[9:12]), told.lower()
        if b"\r\ntransfer-encoding: chunked" in told:
            while not content.endswith(b"0\r\n\r\n"):
                content += self._read()
            return status, content
        found = re.search(rb"\r\ncontent-length: (\d+)", told)
        while found and len(content) < int(found[1]):
            content += self._read()
        return status, content

    def _read(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise WrongAnswer("The server closed the connection.")
        return part
