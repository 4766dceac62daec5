"""What the tests of the embedded database share: asking it, and acting from other processes and as another user."""

import json
import os
import pwd
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from aftercare.embedded import pid_file
from aftercare.embedded.account import Account
from aftercare.embedded.binaries import locate
from aftercare.embedded.cluster import Cluster, Role, Tuning, ensure_running, parameters
from aftercare.embedded.processes import Process

ROOT = Path(__file__).parents[2]
IMPORTS = os.pathsep.join([str(ROOT), *sys.path])
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


def elsewhere(home: Path, code: str) -> subprocess.Popen[str]:
    """Another Python with `cluster` of this home, running `code`; what it tells comes on its stdout."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": IMPORTS, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", _PRELUDE + code, str(home)],
        stdout=subprocess.PIPE, text=True, cwd="/", env=environment,
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


def as_ordinary_user(act: Callable[[], Any]) -> Any:
    """What `act` returns when `nobody` does it, in a child that shares our memory but not our rights.

    A new Python would not do: often it lies under /root, where `nobody` cannot run it.
    """
    nobody = pwd.getpwnam("nobody")
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads; the child does one thing and ends
        child = os.fork()
    if child == 0:
        _answer(writing, nobody, act)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = json.loads(pipe.read() or "null")
    assert os.waitpid(child, 0)[1] == 0
    return answer


def _answer(pipe: int, user: pwd.struct_passwd, act: Callable[[], Any]) -> NoReturn:
    code = 1
    try:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.write(pipe, json.dumps(act()).encode())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def skip_unless_nobody_runs_programs() -> None:
    """A checkout under /root hides PostgreSQL's programs from ordinary users."""
    if not IS_ROOT:
        pytest.skip("only root can act as another user")
    nobody = pwd.getpwnam("nobody")
    if not Account("nobody", nobody.pw_uid, nobody.pw_gid, switched=True).can_run(locate().folder / "postgres"):
        pytest.skip("PostgreSQL's programs lie where an ordinary user cannot reach them")
