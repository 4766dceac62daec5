"""People and machines that ask over HTTP: threads in processes of their own, each with one open connection."""

import http.client
import multiprocessing
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

PROCESSES, THREADS = 2, 4
"""As many clients as the server has threads."""


@dataclass(frozen=True)
class Request:
    """What is asked; `expected` is the status that counts as an answer."""

    method: str
    path: str
    body: bytes = b""
    expected: int = 200


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
    connection = http.client.HTTPConnection("127.0.0.1", asker.port, timeout=60)
    headers = dict(asker.headers)
    each = []
    for request in requests:
        began = time.perf_counter()
        if began > deadline:
            break
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != request.expected:
            raise WrongAnswer(f"{request.method} {request.path}: {answer.status} {content[:300]!r}")
        each.append((time.perf_counter() - began) * 1000)
    connection.close()
    return each
