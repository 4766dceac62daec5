"""The directory of the server's socket. A socket's path must fit into 107 bytes (103 on macOS), and homes may lie deep.

The first that fits: home/run, or the place's own run directory when the data lives outside the home; a private
directory named after the home in the temp directory; the same in XDG_RUNTIME_DIR. The temp directory comes first
because the other vanishes when its user signs out, and the server outlives that. The choice is noted in the home, so
that every process looks in the same directory, whatever its environment.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from aftercare.embedded.account import Account
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster
from aftercare.embedded.place import make_folder

PORT = 5432
_NAME = f".s.PGSQL.{PORT}"
_LONGEST = 103 if sys.platform == "darwin" else 107


def socket_directory(cluster: Cluster) -> Path:
    """Where the socket is, or will be at the next start."""
    noted = noted_directory(cluster)
    return noted if noted else next(_candidates(cluster), cluster.home / "run")


def noted_directory(cluster: Cluster) -> Path | None:
    """The directory made at the last start, unless the home was moved or copied since and it is another home's."""
    try:
        folder = cluster.home / cluster.socket_note.read_text().strip()
    except OSError:
        return None
    mine = (cluster.home, cluster.place)
    return (
        folder
        if folder.name == f"aftercare-{cluster.mark}" or any(folder.is_relative_to(each) for each in mine)
        else None
    )


def choose(cluster: Cluster, account: Account) -> Path:
    """Make and note the directory for the server about to start; raises EmbeddedError when none can be had."""
    refusals = []
    for folder in _candidates(cluster):
        try:
            _make(folder, account)
        except EmbeddedError as error:
            refusals.append(error.sentence)
            continue
        _note(cluster, folder)
        return folder
    raise EmbeddedError(
        f"The path {cluster.home} is too long for the database's socket ({_LONGEST} bytes at most), and no short "
        f"directory can be used instead. Choose a shorter AFTERCARE_HOME. {' '.join(refusals)}".strip()
    )


def clear(folder: Path) -> None:
    """Remove the socket and its lock left by a dead server. The directory is ours alone, the cluster's lock is held."""
    for name in (_NAME, f"{_NAME}.lock"):
        with as_sentence("remove the socket of a dead server"):
            (folder / name).unlink(missing_ok=True)


def has_socket(folder: Path) -> bool:
    """Whether a socket lies in the directory; a cleaner of temp directories may have taken it."""
    return (folder / _NAME).exists()


def _candidates(cluster: Cluster) -> Iterator[Path]:
    near = cluster.home / "run" if cluster.place == cluster.own else cluster.place / "run"
    bases = [tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR")]
    for folder in (near, *(Path(base) / f"aftercare-{cluster.mark}" for base in bases if base)):
        # libpq reads a comma as the end of one host of several
        if len(os.fsencode(folder / _NAME)) <= _LONGEST and "," not in str(folder):
            yield folder


def _make(folder: Path, account: Account) -> None:
    make_folder(folder, account)
    if account.switched and not account.can_enter(folder):
        raise EmbeddedError(f"The user “{account.name}” cannot reach {folder}.")


def _note(cluster: Cluster, folder: Path) -> None:
    inside = folder.is_relative_to(cluster.home)
    with as_sentence("note the directory of the socket"):
        draft = cluster.socket_note.with_name(".socket.new")
        draft.write_text(f"{folder.relative_to(cluster.home) if inside else folder}\n")
        draft.replace(cluster.socket_note)
