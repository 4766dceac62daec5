"""The demo company, loaded once for all homes of a run that want it, on Debian's PostgreSQL where that is installed."""

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from aftercare.cli.tools import run, tool
from aftercare.embedded.cluster import Cluster, ensure_database, ensure_running, parameters
from tests.cli.conftest import Installation, temporary_home
from tests.conftest import HOME_VARIABLE

DEBIANS = Path("/usr/lib/postgresql/15/bin")


@dataclass(frozen=True)
class Loaded:
    """Where its home and its rows lie, the major version of the server that they come from, and what was said."""

    place: Path
    major: int
    said: str


def with_company(installation: Installation) -> Installation:
    """Give it to a home that does not exist yet, and its rows to the empty database that this home uses."""
    found = loaded()
    shutil.copytree(found.place / "home", installation.home)
    url = installation.env["DATABASE_URL"]
    program, _ = tool("pg_restore", max(version(url), found.major))
    run(program, conninfo_to_dict(url), ["--exit-on-error", "--no-owner", found.place / "rows.dump"])  # type: ignore[arg-type]
    return installation


def loaded() -> Loaded:
    """The company, made by whoever asks first; the others wait."""
    place = Path(os.environ[HOME_VARIABLE]) / "company"
    with place.with_suffix(".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (place / "told.json").exists():
            _load(place)
    return Loaded(place, **json.loads((place / "told.json").read_text()))


def _load(place: Path) -> None:
    """From nothing, with one role for everything; then only what was made is kept."""
    home = place / "home"
    shutil.rmtree(place, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)
    with temporary_home() as of_server, pytest.MonkeyPatch.context() as patch:
        if DEBIANS.exists():
            patch.setenv("AFTERCARE_PG_BIN", str(DEBIANS))
        ensure_running(Cluster.at(of_server))
        url = address(Cluster.at(of_server), "company")
        done = Installation(home, DATABASE_URL=url, AFTERCARE_DEMO="1").run("prepare")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        program, _ = tool("pg_dump", version(url))
        run(program, conninfo_to_dict(url), ["--format=custom", f"--file={place / 'rows.dump'}"])  # type: ignore[arg-type]
        (place / "told.json").write_text(json.dumps({"major": version(url), "said": done.stdout}))


def address(server: Cluster, name: str) -> str:
    """The address of a new database in it."""
    ensure_database(server, name)
    owner = parameters(server, "owner", name)
    return f"postgresql://{owner.user}:{owner.password}@{owner.host.replace('/', '%2F')}:{owner.port}/{name}"


def version(url: str) -> int:
    """The server's major version."""
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10000
