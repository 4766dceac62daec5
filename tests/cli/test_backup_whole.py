"""A backup that is restored on an empty machine: every table and every file has the same checksum."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from aftercare.embedded.cluster import Cluster, ensure_running, parameters, stop
from tests.cli.conftest import Installation, temporary_database, temporary_home
from tests.conftest import TEMPLATE

pytestmark = pytest.mark.timeout(300)

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
_SUM = "SELECT count(*), md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) FROM {} AS row"
OF_THE_SERVER = {"journal_cursor"}
"""How far readers came is told in the server's own transaction numbers, which another server counts anew."""


@pytest.fixture(scope="module")
def original(test_cluster: Cluster) -> Iterator[Installation]:
    """The demo company, photos and all."""
    with temporary_home() as home, temporary_database(test_cluster, TEMPLATE) as url:
        home.mkdir(mode=0o700)
        installation = Installation(home, DATABASE_URL=url, AFTERCARE_DEMO="1")
        done = installation.run("prepare")
        assert done.returncode == 0, done.stderr
        yield installation


def checksums(conninfo: str) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table, whoever made it, and where every sequence stands."""
    with psycopg.connect(conninfo) as connection:
        names = [str(name) for (name,) in connection.execute(_TABLES)]
        sums = {name: connection.execute(sql.SQL(_SUM).format(sql.Identifier(name))).fetchone() for name in names}
        stands = {f"sequence {name}": (int(value or 0), "") for name, value in connection.execute(_SEQUENCES)}
    return {**sums, **stands}  # type: ignore[dict-item]


def files(home: Path) -> dict[str, str]:
    """Checksum of every stored file and every secret that a backup keeps."""
    kept = [path for part in ("files", "secrets") for path in (home / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def compared(first: dict[str, tuple[int, str]], second: dict[str, tuple[int, str]]) -> dict[str, object]:
    """Tables and sequences that differ."""
    return {
        name: (first.get(name), second.get(name))
        for name in sorted({*first, *second})
        if name not in OF_THE_SERVER and first.get(name) != second.get(name)
    }


def test_every_table_and_file_has_its_checksum_on_an_empty_machine(
    original: Installation, home: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.tar"
    done = original.run("backup", str(saved))
    assert (done.returncode, done.stderr) == (0, "")
    before = checksums(original.env["DATABASE_URL"])
    assert len([name for name, (count, _sum) in before.items() if count]) > 40
    restored = Installation(home)
    done = restored.run("restore", str(saved))
    assert (done.returncode, done.stderr) == (0, "")
    cluster = Cluster.at(home)
    ensure_running(cluster)
    try:
        after = checksums(make_conninfo("", **asdict(parameters(cluster, "owner"))))
    finally:
        stop(cluster)
    assert compared(before, after) == {}
    assert files(home) == files(original.home)
