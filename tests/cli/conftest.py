"""The command as tests use it: inside this process on the test's database, or as a process on a home of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from aftercare.cli import run_state
from aftercare.cli.main import app
from aftercare.embedded.cluster import Cluster, destroy, ensure_database, ensure_running, parameters
from tests.conftest import HOME_VARIABLE, TEMPLATE
from tests.rooms import quick_place
from tests.templates import fill

ROOT = Path(__file__).parent.parent.parent
Word = Callable[..., Result]


@pytest.fixture
def aftercare() -> Word:
    """`aftercare("apikey", "list")` inside this process."""

    def call(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, words, input=typed, catch_exceptions=False)

    return call


class Installation:
    """A home with the command run on it as a process of its own."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        keep = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "AFTERCARE_DB_ROLE"}}
        self.env = {
            **keep,
            "AFTERCARE_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            # Made once for all; compressing them takes as long as making the tables.
            "AFTERCARE_STATICS": f"{os.environ[HOME_VARIABLE]}/statics",
            **env,
        }

    def command(self, *words: str) -> list[str]:
        """What is executed."""
        return [sys.executable, "-P", "-m", "aftercare.cli", *words]

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a word to its end."""
        return subprocess.run(
            self.command(*words), env={**self.env, **env}, capture_output=True, text=True, timeout=600, check=False
        )


def with_tables(home: Path) -> Path:
    """Give a home its database with all tables, from the file that the run made; what makes them is shown elsewhere."""
    home.mkdir(mode=0o700)
    cluster = Cluster.at(home)
    ensure_running(cluster)
    ensure_database(cluster, "aftercare")
    fill(cluster, "aftercare")
    return home


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that does not exist yet, where every user may come; removed with what runs in it."""
    parent = Path(tempfile.mkdtemp(prefix="aftercare-cli-", dir=quick_place()))
    parent.chmod(0o711)
    home = parent / "home"
    try:
        yield home
    finally:
        if home.exists():
            run_state.bring_down(home)
            destroy(Cluster.at(home))
        shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own."""
    with temporary_home() as found:
        yield found


@contextmanager
def temporary_database(cluster: Cluster, template: str) -> Iterator[str]:
    """The address of a database of its own, made from a template, as the role that owns it."""
    name = f"cli_{uuid4().hex[:12]}"
    owner = parameters(cluster, "owner", "postgres")
    told = make_conninfo("", **asdict(owner))
    with psycopg.connect(told, autocommit=True) as admin:
        statement = "CREATE DATABASE {} TEMPLATE {}"
        admin.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
        try:
            host = str(owner.host).replace("/", "%2F")
            yield f"postgres://{owner.user}:{owner.password}@{host}:{owner.port}/{name}"
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(test_cluster: Cluster) -> Iterator[str]:
    """The address of a database with all tables and no rows."""
    with temporary_database(test_cluster, TEMPLATE) as url:
        yield url


@pytest.fixture
def empty_database(test_cluster: Cluster) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with temporary_database(test_cluster, "template0") as url:
        yield url
