"""`aftercare backup` and `aftercare restore`: everything comes back, or nothing is touched."""

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from aftercare.embedded.cluster import Cluster, ensure_running, parameters, stop
from tests.cli import checksums
from tests.cli.company import with_company
from tests.cli.conftest import Installation, temporary_database, temporary_home

TABLES = ("org_member", "orders_order", "orders_orderline", "returns_return", "journal_entry", "files_storedfile")


@pytest.fixture(scope="module")
def original(test_cluster: Cluster) -> Iterator[Installation]:
    """The demo company, photos and all, on a server of its own."""
    with temporary_home() as home, temporary_database(test_cluster, "template0") as url:
        yield with_company(Installation(home, DATABASE_URL=url, AFTERCARE_DEMO="1"))


@pytest.fixture(scope="module")
def saved(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    target = tmp_path_factory.mktemp("backup") / "saved.tar"
    done = original.run("backup", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    return target


def rows(installation: Installation) -> dict[str, int]:
    """How many rows the tables that matter hold, by the installation's own count."""
    with psycopg.connect(installation.env["DATABASE_URL"]) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # type: ignore[index]


def contents(home: Path) -> dict[str, bytes]:
    """Every stored file."""
    return {str(path.relative_to(home)): path.read_bytes() for path in (home / "files").rglob("*") if path.is_file()}


def test_backup_is_for_its_owner_alone_and_complete(original: Installation, saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert list(saved.parent.iterdir()) == [saved]
    with tarfile.open(saved) as tar:
        names = tar.getnames()
        note = json.load(tar.extractfile("backup.json") or io.BytesIO())
    stored = contents(original.home)
    assert len(stored) > 50
    assert {name for name in names if name.startswith("files/")} == set(stored)
    assert note["files"] == len(stored)
    assert {table: note["rows"][table] for table in TABLES} == rows(original)
    assert "secrets/django_key" in names
    assert not any("postgres" in name for name in names)


def test_backup_overwrites_nothing(original: Installation, saved: Path) -> None:
    before = saved.read_bytes()
    done = original.run("backup", str(saved))
    assert (done.returncode, "exists already" in done.stderr, saved.read_bytes() == before) == (1, True, True)
    assert original.run("backup", "/nowhere/at/all.tar").returncode == 1


def test_an_empty_machine_has_the_same_checksums_afterwards(original: Installation, saved: Path, home: Path) -> None:
    restored = Installation(home)
    done = restored.run("restore", str(saved))
    assert (done.returncode, done.stderr) == (0, "")
    assert "every chain holds" in done.stdout
    assert checksums.of_files(home) == checksums.of_files(original.home)
    cluster = Cluster.at(home)
    ensure_running(cluster)
    try:
        after = checksums.of_database(make_conninfo("", **asdict(parameters(cluster, "owner"))))
        assert restored.run("check").returncode == 0
    finally:
        stop(cluster)
    before = checksums.of_database(original.env["DATABASE_URL"])
    assert len([name for name, (count, _sum) in before.items() if count]) > 40
    assert checksums.differing(before, after) == {}


def test_restore_into_an_own_server_brings_everything_back(
    original: Installation, saved: Path, home: Path, empty_database: str
) -> None:
    restored = Installation(home, DATABASE_URL=empty_database)
    done = restored.run("restore", str(saved))
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(restored) == rows(original)
    again = Installation(home.parent / "other", DATABASE_URL=empty_database).run("restore", str(saved))
    assert (again.returncode, "has tables already" in again.stderr) == (1, True)
    assert not (home.parent / "other").exists()


def test_restore_refuses_a_home_that_is_in_use(saved: Path, home: Path) -> None:
    home.mkdir()
    (home / "precious").write_text("mine")
    done = Installation(home).run("restore", str(saved))
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert [path.name for path in home.iterdir()] == ["precious"]


def test_restore_refuses_what_is_no_whole_backup(saved: Path, home: Path, tmp_path: Path) -> None:
    cut, text, newer = tmp_path / "cut.tar", tmp_path / "text.tar", tmp_path / "newer.tar"
    cut.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    text.write_text("hello")
    with tarfile.open(saved) as old, tarfile.open(newer, "w") as new:
        note = json.load(old.extractfile("backup.json") or io.BytesIO())
        content = json.dumps({**note, "version": "99.0"}).encode()
        entry = tarfile.TarInfo("backup.json")
        entry.size = len(content)
        new.addfile(entry, io.BytesIO(content))
    sentences = {
        cut: "only a part of one", text: "only a part of one", newer: "made by Aftercare 99.0",
        tmp_path / "missing.tar": "There is no file",
    }  # fmt: skip
    for path, sentence in sentences.items():
        done = Installation(home).run("restore", str(path))
        assert (done.returncode, sentence in done.stderr, home.exists()) == (1, True, False), done.stderr


def test_restore_refuses_a_damaged_dump_and_leaves_nothing(saved: Path, home: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(saved) as tar:
        place = tar.getmember("database.dump").offset_data + 4000
    content = bytearray(saved.read_bytes())
    content[place] ^= 0xFF
    damaged.write_bytes(content)
    done = Installation(home).run("restore", str(damaged))
    assert (done.returncode, "is damaged" in done.stderr, home.exists()) == (1, True, False)


def test_restore_refuses_names_that_lead_out_of_the_home(saved: Path, home: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(saved) as old, tarfile.open(evil, "w") as new:
        escape = tarfile.TarInfo("files/../../escaped")
        new.addfile(escape)
        new.addfile(old.getmember("backup.json"), old.extractfile("backup.json"))
    done = Installation(home).run("restore", str(evil))
    assert (done.returncode, "does not belong there" in done.stderr) == (1, True)
    assert not (home.parent / "escaped").exists()
