"""What the tests of the embedded database share: asking it, and acting from other processes and as another user."""

import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest

from aftercare.embedded import pid_file
from aftercare.embedded.cluster import Cluster, Role, Tuning, ensure_running, parameters
from aftercare.embedded.processes import Process

ROOT = Path(__file__).parents[2]
FAST = Tuning.for_tests()
IS_ROOT = os.geteuid() == 0

_PRELUDE = """
import json, sys, time
from pathlib import Path
from aftercare.embedded.cluster import *
from aftercare.embedded.errors import EmbeddedError
cluster = Cluster.at(Path(sys.argv[1]))
fast = Tuning.for_tests()
def tell(**facts): print(json.dumps(facts), flush=True)
"""


def start(cluster: Cluster) -> None:
    """Start a server that need not survive a power cut."""
    ensure_running(cluster, tuning=FAST)


def ask(cluster: Cluster, question: str, role: Role = "admin", database: str = "postgres") -> Any:
    """The first value the server answers."""
    with psycopg.connect(**asdict(parameters(cluster, role, database)), autocommit=True) as connection:
        found = connection.execute(question.encode())
        row = found.fetchone() if found.description else None
        return row[0] if row else None


def server_of(cluster: Cluster) -> Process:
    """The server's process, which must be there."""
    found = pid_file.server_of(cluster.data)
    assert found is not None
    return found


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that happens in another process."""
    ends_at = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends_at, "it did not happen"
        time.sleep(0.02)


def elsewhere(home: Path, code: str, user: str | None = None) -> subprocess.Popen[str]:
    """Another Python with `cluster` of this home, running `code`; what it tells comes on its stdout."""
    switch: dict[str, Any] = {}
    if user:
        entry = pwd.getpwnam(user)
        switch = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", _PRELUDE + code, str(home)],
        stdout=subprocess.PIPE, text=True, cwd="/", env=environment, **switch,
    )  # fmt: skip


def told(process: subprocess.Popen[str]) -> Any:
    """What the other Python told, after it has ended well."""
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(out)


def first_told(process: subprocess.Popen[str]) -> Any:
    """What the other Python told first; it goes on running."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def an_ordinary_user() -> str:
    """A user without any rights who can run this Python; skips where there is none."""
    if not IS_ROOT:
        pytest.skip("only root can act as another user")
    nobody = pwd.getpwnam("nobody")
    tried = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import aftercare, psycopg"],
        user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/", capture_output=True, check=False,
    )  # fmt: skip
    if tried.returncode:
        pytest.skip("this Python lies where an ordinary user cannot reach it")
    return "nobody"
