"""`aftercare backup`: everything of an installation in one file, consistent, while it runs."""

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from rich.progress import Progress

import aftercare
from aftercare.cli.archive import DUMP, FILES, NOTE, SECRETS, Note, sha256_of
from aftercare.cli.installation import connected, connection_of, database_at_hand
from aftercare.cli.saying import Refusal, progress, say
from aftercare.cli.tools import run, tool
from config.env import home

_UNIMPORTANT = "shared_cache"
_DATABASES_OWN = "postgres_"
"""Secrets of the embedded server; a restored one makes its own."""


@dataclass(frozen=True)
class Snapshot:
    """One moment of the database that several connections may look at."""

    id: str
    server: str
    major: int
    rows: dict[str, int]


def back_up(target: Path) -> None:
    """Write the backup; raises Refusal when the file exists already or cannot be written."""
    if target.exists():
        raise Refusal(f"{target} exists already; a backup never overwrites anything.")
    if not target.parent.is_dir():
        raise Refusal(f"There is no directory {target.parent}.")
    with database_at_hand(), _draft(target) as draft, _draft(target, ".dump") as dump, progress() as bar:
        with _snapshot(bar) as snapshot:
            used = _dump(dump, snapshot, bar)
        note = _write(draft, dump, snapshot, used, bar)
        os.link(draft, target)  # unlike a rename, this never overwrites
    rows = sum(note.rows.values())
    say(f"{target}: {rows} rows and {note.files} files, {target.stat().st_size / 2**20:.1f} MB. It holds secrets.")


@contextmanager
def _draft(target: Path, suffix: str = "") -> Iterator[Path]:
    """A passing file beside the target, for our eyes only; gone at the end, whatever happens."""
    path = target.with_name(f".{target.name}{suffix}.part")
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _snapshot(bar: Progress) -> Iterator[Snapshot]:
    """Hold one moment of the database, with the number of rows in every table."""
    task = bar.add_task("Looking at the tables", total=None)
    with connected("owner") as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        rows = {name: _count(connection, name) for name in _tables(connection)}
        bar.remove_task(task)
        yield Snapshot(row[0], row[1], connection.info.server_version // 10000, rows)


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [row[0] for row in found if row[0] != _UNIMPORTANT]


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    return int(row[0]) if row else 0


def _dump(target: Path, snapshot: Snapshot, bar: Progress) -> int:
    """Dump that moment; returns the program's major version."""
    task = bar.add_task("Dumping the database", total=None)
    program, major = tool("pg_dump", snapshot.major)
    arguments = ["--format=custom", f"--snapshot={snapshot.id}", "--no-owner", "--no-privileges"]
    run(program, connection_of("owner"), [*arguments, f"--exclude-table-data={_UNIMPORTANT}", f"--file={target}"])
    bar.remove_task(task)
    return major


def _write(draft: Path, dump: Path, snapshot: Snapshot, tool_major: int, bar: Progress) -> Note:
    """The files are read after the dump: a file is on disk before its row is committed, so every row has its file."""
    count = 0
    with draft.open("wb") as file, tarfile.open(fileobj=file, mode="w:") as tar:
        for secret in _plain_files(home() / "secrets"):
            if not secret.name.startswith(_DATABASES_OWN):
                tar.add(secret, f"{SECRETS}{secret.name}")
        tar.add(dump, DUMP)
        stored = _plain_files(home() / "files")
        for path in bar.track(stored, description="Adding files"):
            tar.add(path, f"{FILES}{path.relative_to(home() / 'files').as_posix()}")
            count += 1
        note = Note(
            aftercare.__version__, datetime.now(UTC).isoformat(timespec="seconds"), snapshot.server, tool_major,
            sha256_of(dump), count, snapshot.rows,
        )  # fmt: skip
        entry = tarfile.TarInfo(NOTE)
        entry.size = len(note.as_json())
        tar.addfile(entry, io.BytesIO(note.as_json()))
        file.flush()
        os.fsync(file.fileno())
    return note


def _plain_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
