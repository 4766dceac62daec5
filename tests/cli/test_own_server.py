"""Everything on a server of the operator's own: Debian's PostgreSQL 15, with one role for everything."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from aftercare.embedded.binaries import installations
from aftercare.embedded.cluster import Cluster, ensure_running
from tests.cli.company import DEBIANS, address, loaded, version, with_company
from tests.cli.conftest import Installation, temporary_home
from tests.cli.running import Running, started, wait_for

pytestmark = [
    pytest.mark.skipif(not (DEBIANS / "postgres").exists(), reason="Debian's PostgreSQL 15 is not installed here"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def wheels() -> Path:
    """Where newer programs are."""
    return next(each.folder for each in installations() if each.major > 15)


@pytest.fixture(scope="module")
def server(wheels: Path) -> Iterator[Cluster]:
    """A PostgreSQL 15 that knows nothing of Aftercare's ways of starting servers."""
    with temporary_home() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFTERCARE_PG_BIN", str(DEBIANS))
        ensure_running(Cluster.at(home))
        yield Cluster.at(home)


@pytest.fixture(scope="module")
def company(server: Cluster) -> Iterator[Running]:
    """The demo company, up on that server."""
    with (
        temporary_home() as home,
        started(with_company(Installation(home, DATABASE_URL=address(server, "company"), AFTERCARE_DEMO="1"))) as found,
    ):
        wait_for("the demo company", found.is_well)
        yield found


def test_its_tables_are_made_and_the_demo_company_is_loaded_there() -> None:
    made = loaded()
    assert made.major == 15
    assert "Making the database’s tables" in made.said
    assert "Demo company loaded: 105 returns" in made.said


def test_aftercare_works_on_debians_postgresql_and_moves_to_the_embedded_one(company: Running, home: Path) -> None:
    own = company.installation
    url = own.env["DATABASE_URL"]
    assert version(url) == 15
    assert "your own server, PostgreSQL 15" in own.run("status").stdout
    checked = own.run("check")
    assert (checked.returncode, "PostgreSQL 15" in checked.stdout) == (0, True), checked.stdout
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("DELETE FROM journal_entry")
    saved = own.run("backup", str(home.parent / "saved.tar"))
    assert saved.returncode == 0, saved.stderr
    assert not (own.home / "postgres").exists()
    moved = Installation(home).run("restore", str(home.parent / "saved.tar"))
    assert (moved.returncode, "every chain holds" in moved.stdout) == (0, True), moved.stderr


def test_newer_tools_restore_into_an_older_server(server: Cluster, wheels: Path, company: Running, home: Path) -> None:
    """The dump is made and read by the wheel's programs, which speak to an older server than their own."""
    again = address(server, "older_again")
    saved = company.installation.run("backup", str(home.parent / "saved.tar"), AFTERCARE_PG_BIN=str(wheels))
    assert saved.returncode == 0, saved.stderr
    restored = Installation(home, DATABASE_URL=again, AFTERCARE_PG_BIN=str(wheels)).run(
        "restore", str(home.parent / "saved.tar")
    )
    assert restored.returncode == 0, restored.stderr
    assert version(again) == 15
