"""`aftercare restore`: an installation made anew from a backup, and looked over before it is called good."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql
from rich.progress import Progress

import aftercare
from aftercare.cli.archive import DUMP, FILES, SECRETS, Note, members, opened, unpack
from aftercare.cli.installation import (
    child_environment,
    cluster,
    connected,
    connection_of,
    database_at_hand,
    has_own_server,
)  # fmt: skip
from aftercare.cli.saying import Refusal, progress, say
from aftercare.cli.tools import run, tool
from aftercare.embedded.cluster import destroy, ensure_database, ensure_running, stop
from config.env import home


def restore(source: Path) -> None:
    """Fill an empty home, and an empty database, from a backup; raises Refusal and then leaves the home as it was."""
    if not source.is_file():
        raise Refusal(f"There is no file {source}.")
    with opened(source) as (tar, note), _new_home():
        _refuse_newer(note)
        with progress() as bar:
            _put_files(tar, note, bar)
            _make_database()
            _put_database(tar, note, bar)
        _compare_rows(note)
        _prepare()
        _look_over()
        if not has_own_server():
            stop(cluster())
    say(f"Restored into {home()}: {sum(note.rows.values())} rows and {note.files} files of {note.made_at}.")
    say("“aftercare up” starts it.")


@contextmanager
def _new_home() -> Iterator[None]:
    """An empty home; emptied again when the restoring fails."""
    existed = home().exists()
    if existed and any(home().iterdir()):
        raise Refusal(f"{home()} is not empty. Restore into a new home: AFTERCARE_HOME=… aftercare restore FILE")
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if has_own_server():
            _refuse_filled()
        yield
    except BaseException:
        if not has_own_server():
            destroy(cluster())
        for left in home().iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        if not existed:
            home().rmdir()
        raise


def _refuse_newer(note: Note) -> None:
    if _numbers(note.version) > _numbers(aftercare.__version__):
        raise Refusal(
            f"This backup was made by Aftercare {note.version}; this is {aftercare.__version__}. "
            "Restore it with that version or a newer one."
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _refuse_filled() -> None:
    with connected("owner") as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if row and row[0]:
        raise Refusal("The database that DATABASE_URL names has tables already. Restore into an empty one.")


def _put_files(tar: tarfile.TarFile, note: Note, bar: Progress) -> None:
    for member in members(tar, SECRETS):
        unpack(tar, member, home() / member.name)
    stored = members(tar, FILES)
    if len(stored) != note.files:
        raise Refusal(f"The backup should hold {note.files} files, but it holds {len(stored)}.")
    for member in bar.track(stored, description="Putting files back"):
        unpack(tar, member, home() / member.name)


def _make_database() -> None:
    if not has_own_server():
        ensure_running(cluster())
        ensure_database(cluster(), "aftercare")


def _put_database(tar: tarfile.TarFile, note: Note, bar: Progress) -> None:
    task = bar.add_task("Restoring the database", total=None)
    dump = home() / "restore.dump"
    try:
        if unpack(tar, DUMP, dump) != note.dump_sha256:
            raise Refusal("The backup is damaged: its database is not what was written.")
        with connected("owner") as connection:
            major = connection.info.server_version // 10000
        program, _ = tool("pg_restore", max(major, note.tool))
        run(program, connection_of("owner"), ["--no-owner", "--no-privileges", "--jobs=2", str(dump)])
    finally:
        dump.unlink(missing_ok=True)
        bar.remove_task(task)


def _compare_rows(note: Note) -> None:
    with connected("owner") as connection:
        for table, expected in note.rows.items():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
            row = connection.execute(query).fetchone()
            if row is None or row[0] != expected:
                raise Refusal(f"The table {table} should have {expected} rows, but it has {row[0] if row else 0}.")


def _prepare() -> None:
    """Rights, static files, and the steps that a newer version adds."""
    command = [sys.executable, "-P", "-m", "aftercare.cli", "prepare"]
    if subprocess.run(command, env=child_environment(AFTERCARE_DEMO="0"), check=False).returncode:
        raise Refusal("The restored installation could not be made ready; the reason is above.")


def _look_over() -> None:
    """The same looks as `aftercare check` takes at what is kept."""
    command = [sys.executable, "-P", "-m", "aftercare.cli", "check", "--kept"]
    with database_at_hand():
        if subprocess.run(command, env=child_environment(), check=False).returncode:
            raise Refusal("What was restored is not whole; the reason is above.")
