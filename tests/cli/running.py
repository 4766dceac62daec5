"""`aftercare up` as a process, watched from outside."""

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aftercare.cli import run_state
from tests.cli.conftest import Installation

PATIENCE = 240.0
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(what: str, done: Callable[[], bool]) -> None:
    """Look again and again until it is so; fails when patience ends."""
    ends_at = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < ends_at, f"waited in vain for {what}"
        time.sleep(0.05)


@dataclass
class Running:
    """A running installation: its process, port, and what it said."""

    installation: Installation
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; status 0 when nobody answers."""
        try:
            with _DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def is_well(self) -> bool:
        """Whether /health says so; fails when `up` has ended."""
        assert self.process.poll() is None, self.log.read_text()
        status, body = self.get("/health")
        return status == 200 and json.loads(body)["status"] == "ok"

    def pid(self, name: str) -> int:
        """The pid of the web server or the worker, as they stand in the home."""
        state = run_state.read(self.installation.home)
        assert state
        return next((entry.pid for entry in state.programs if entry.name == name), 0)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask `up` to stop; returns its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def started(installation: Installation, *, place: Path | None = None, **env: str) -> Iterator[Running]:
    """`aftercare up` begun, in a folder or in ours; not necessarily ready."""
    port = free_port()
    log = installation.home.with_suffix(".log")
    with log.open("wb") as file:
        process = subprocess.Popen(
            installation.command("up"),
            env={**installation.env, "PORT": str(port), **env},
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Running(installation, process, port, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.stop(signal.SIGTERM)
