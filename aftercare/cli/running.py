"""Everything up: database, web server, worker, until Ctrl-C or `aftercare down`."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import aftercare
from aftercare.cli import run_state
from aftercare.cli.guarding import Guard
from aftercare.cli.herald import Herald
from aftercare.cli.installation import ROOT, child_environment, cluster, has_own_server
from aftercare.cli.processes import Program, Supervisor
from aftercare.cli.saying import Refusal, say
from aftercare.embedded.cluster import ensure_database, ensure_running, is_running, stop
from config.env import env_int, env_text, home

_PYTHON = (sys.executable, "-P", "-m")


def up() -> None:
    """Make everything ready, serve until asked to stop, and leave nothing running; raises Refusal."""
    began_at = time.monotonic()
    signal.signal(signal.SIGTERM, _leave)
    host, port = env_text("AFTERCARE_BIND", "127.0.0.1"), env_int("PORT", 8000)
    _refuse_second()
    _refuse_taken(host, port)
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    address = env_text("AFTERCARE_ADDRESS", f"http://{_shown(host)}:{port}")
    with _database():
        _prepare()
        herald = Herald(f"http://{_shown(host)}:{port}/health", address, began_at)
        herald.start()
        code = Supervisor(home(), _programs(host, port), facts={"address": address}).run()
        herald.dismiss()
    say("Stopped.")
    if code:
        raise Refusal("Aftercare could not be kept running; its last words are above.")


def down() -> bool:
    """Stop what runs in this home, wherever it was started; tells whether anything ran."""
    ran = run_state.bring_down(home()) if home().is_dir() else False
    return (not has_own_server() and stop(cluster())) or ran


def _leave(number: int, _frame: object) -> NoReturn:
    """Told to stop before anything is watched over: leave in good order, as with Ctrl-C."""
    sys.exit(128 + number)


def _programs(host: str, port: int) -> tuple[Program, ...]:
    """What is kept running, in the home: there lies no code that could be taken for ours."""
    env = {"PYTHONPATH": str(ROOT), "AFTERCARE_HOME": str(home()), "DJANGO_SETTINGS_MODULE": "config.settings"}
    web = (*_PYTHON, "config.serving", host, str(port))
    return (
        Program("web", web, {**env, "AFTERCARE_PROCESS": "aftercare web", "PORT": str(port)}, home()),
        Program("worker", (*_PYTHON, "config.working"), {**env, "AFTERCARE_PROCESS": "aftercare worker"}, home()),
    )


@contextmanager
def _database() -> Iterator[None]:
    """The embedded database runs, and is kept running, for as long as we serve; an own server is only used."""
    if has_own_server():
        yield
        return
    ours = not is_running(cluster())
    if ours:
        say(f"Aftercare {aftercare.__version__} in {home()}")
    ensure_running(cluster())
    ensure_database(cluster(), "aftercare")
    guard = Guard(cluster())
    guard.start()
    try:
        yield
    finally:
        guard.dismiss()
        _stop_unless_needed()


def _stop_unless_needed() -> None:
    """When two were started at once, the one that was refused must not take the other's database away."""
    state = run_state.read(home())
    if state is None or not state.is_up:
        stop(cluster())


def _prepare() -> None:
    """In a process of its own: it is the database's owner, which nothing that serves requests may be."""
    done = subprocess.run([*_PYTHON, "aftercare.cli", "prepare"], env=child_environment(), check=False)
    if done.returncode:
        raise Refusal("Aftercare was not started; the reason is above.")


def _refuse_second() -> None:
    state = run_state.read(home())
    if state and state.is_up:
        where = state.facts.get("address", "another address")
        raise Refusal(f"Aftercare is already up in {home()}, at {where}. “aftercare down” stops it.")


def _refuse_taken(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise Refusal(f"PORT must be between 1 and 65535, but it is {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                f"Choose another one, for example: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from error


def _shown(host: str) -> str:
    """A name a browser on this machine can open."""
    if host in {"127.0.0.1", "0.0.0.0", "::"}:
        return "localhost"  # passkeys belong to a name; browsers refuse them on a bare address
    return f"[{host}]" if ":" in host else host
