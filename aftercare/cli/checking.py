"""`aftercare check`: a look at everything an installation needs, in sentences; this half needs no Django."""

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from aftercare.cli import run_state
from aftercare.cli.findings import Finding, good, note, tell, wrong
from aftercare.cli.inside import perform
from aftercare.cli.installation import connected, database_at_hand, has_own_server
from aftercare.cli.saying import Refusal, one_line
from aftercare.embedded.errors import EmbeddedError
from config.env import env_bool, home

_OLDEST_SERVER = 14
_LITTLE_ROOM = 2 * 2**30
_NO_ROOM = 200 * 2**20
_CLOCKS_MAY_DIFFER = 5.0


def check(*, kept_only: bool = False) -> bool:
    """Look, say what was found, and tell whether nothing is wrong; `kept_only` looks only at what a backup holds."""
    if not home().is_dir():
        raise Refusal(f"There is no Aftercare in {home()} yet. Run “aftercare up” first.")
    is_well = True
    if not kept_only:
        is_well &= tell([*_place(), *_running()])
    try:
        with database_at_hand():
            is_well &= tell(_server())
            return bool(perform("aftercare.cli.looks:look", kept_only=kept_only)) and is_well
    except (psycopg.OperationalError, EmbeddedError, Refusal) as away:
        wrong(f"The database cannot be used: {one_line(away)}.").say()
        return False


def _place() -> Iterator[Finding]:
    mode = stat.S_IMODE(home().stat().st_mode)
    if mode & 0o067:
        yield wrong(f"Others may read {home()} (mode {mode:o}); it should be for its owner alone: chmod 700.")
    yield from _secrets(home() / "secrets")
    free = shutil.disk_usage(home()).free
    room = f"{free / 2**30:.1f} GB are free on the disk of {home()}."
    yield wrong(f"Only {room}") if free < _NO_ROOM else note(f"Only {room}") if free < _LITTLE_ROOM else good(room)


def _secrets(folder: Path) -> Iterator[Finding]:
    open_ones = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077]
    if open_ones:
        yield wrong(f"Others may read the secrets {', '.join(open_ones)} in {folder}: chmod 600.")
    elif folder.is_dir():
        yield good("Nobody else can read the secrets.")


def _running() -> Iterator[Finding]:
    state = run_state.read(home())
    if state and state.is_up:
        yield good(f"Aftercare is up at {state.facts.get('address', 'an unknown address')}.")
    else:
        yield note("Aftercare is not up.")
    if env_bool("AFTERCARE_DEMO"):
        yield note("AFTERCARE_DEMO is set: anybody who opens the sign-in page can become anybody.")


def _server() -> Iterator[Finding]:
    with connected("app") as connection:
        row = connection.execute("SELECT clock_timestamp(), current_setting('server_version')").fetchone()
        version = connection.info.server_version // 10000
        assert row is not None
    kind = "your own server" if has_own_server() else "embedded"
    if version < _OLDEST_SERVER:
        yield wrong(f"The database is PostgreSQL {row[1]}; Aftercare needs {_OLDEST_SERVER} or newer.")
    else:
        yield good(f"The database answers: PostgreSQL {row[1]}, {kind}.")
    apart = abs((datetime.now(UTC) - row[0]).total_seconds())
    if apart > _CLOCKS_MAY_DIFFER:
        yield wrong(f"The clocks of this machine and of the database are {apart:.0f} seconds apart.")
    else:
        yield good("The clocks of this machine and of the database agree.")
