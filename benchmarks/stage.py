"""An installation to measure: its tables made, its servers started and stopped."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aftercare.cli.installation import child_environment
from aftercare.cli.saying import Refusal

_PATIENCE_SECONDS = 300


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def prepare() -> None:
    """Tables, rights, static files, as `aftercare up` makes them."""
    subprocess.run([sys.executable, "-m", "aftercare.cli", "prepare"], env=child_environment(), check=True)


@contextmanager
def serving() -> Iterator[int]:
    """Web server and worker run as an operator runs them; yields the port."""
    port = int(os.environ["PORT"])
    command = [sys.executable, "-m", "aftercare.cli", "up"]
    with subprocess.Popen(command, env=child_environment(), stdout=subprocess.DEVNULL) as running:
        try:
            _wait_for(port, running)
            yield port
        finally:
            running.terminate()
            running.wait(30)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            asking.request("GET", "/health")
            if asking.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise Refusal("The servers did not answer in time.")
