"""The door to the embedded PostgreSQL.

cluster = Cluster.at(home)
ensure_running(cluster)
ensure_database(cluster, "aftercare")
psycopg.connect(**asdict(parameters(cluster, "app", "aftercare")))
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from aftercare.embedded import pid_file
from aftercare.embedded.account import server_account
from aftercare.embedded.binaries import Binaries, locate
from aftercare.embedded.carrying import runnable
from aftercare.embedded.connection import Parameters, State, knock, parameters
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster
from aftercare.embedded.locking import Deadline, locked
from aftercare.embedded.making import make_data
from aftercare.embedded.place import belongs_here, open_home, settle
from aftercare.embedded.roles import ensure_database, ensure_roles
from aftercare.embedded.secret_files import ROLES, Role, make, path_of
from aftercare.embedded.server import Server, bring_up, send_away_strays, take_down
from aftercare.embedded.sockets import noted_directory
from aftercare.embedded.tuning import Tuning

__all__ = [
    "Cluster", "EmbeddedError", "Parameters", "Role", "Status", "Tuning", "destroy", "ensure_database",
    "ensure_running", "is_running", "parameters", "status", "stop",
]  # fmt: skip

_USUAL = Tuning()


@dataclass(frozen=True)
class Status:
    """How the server is. `version` is the running server's, else that of the data; `size` in bytes."""

    running: bool
    pid: int | None
    version: str
    data: Path
    size: int


def ensure_running(cluster: Cluster, *, timeout: float = 60, tuning: Tuning = _USUAL) -> None:
    """Make the cluster unless there is one, start it unless it runs, and return when it answers; raises EmbeddedError.

    Any number of processes may call this at once. `tuning` counts when this call starts the server.
    """
    if is_running(cluster) and all(path_of(cluster, role).exists() for role in ROLES):
        return
    major = _major(cluster)
    binaries = locate(major)
    deadline = Deadline(timeout)
    open_home(cluster)
    with locked(cluster, deadline):
        send_away_strays(cluster, deadline)
        server = _prepare(cluster, binaries, tuning)
        if bring_up(server, deadline) is State.UNFINISHED or _renew_secrets(cluster):
            ensure_roles(cluster)


def stop(cluster: Cluster, *, timeout: float = 60) -> bool:
    """Stop the server, ending open transactions, and wait for its end. False when it was not running."""
    with as_sentence("stop the database"):
        if not cluster.own.is_dir() or not belongs_here(cluster):
            return False
    deadline = Deadline(timeout)
    with locked(cluster, deadline):
        return take_down(cluster, deadline)


def is_running(cluster: Cluster) -> bool:
    """Whether this cluster's own server answers, with all its roles."""
    return _is_set_up(cluster) and knock(cluster).state is State.READY


def status(cluster: Cluster) -> Status:
    """How the server is; raises nothing for a cluster that was never set up."""
    answer = knock(cluster) if _is_set_up(cluster) else None
    running = answer is not None and answer.state is State.READY
    process = pid_file.server_of(cluster.data)
    version = answer.version if answer and answer.version else str(_major(cluster) or "")
    return Status(running, process.pid if process else None, version, cluster.data, _size(cluster.data))


def destroy(cluster: Cluster, *, timeout: float = 60) -> None:
    """Stop the server and remove the database with all its data and passwords, also what lies outside the home."""
    stop(cluster, timeout=timeout)
    elsewhere = (noted_directory(cluster), cluster.place) if belongs_here(cluster) else ()
    with as_sentence("remove the database"):
        for folder in (*elsewhere, cluster.own):
            if folder and folder.exists():
                shutil.rmtree(folder)
        for role in ROLES:
            path_of(cluster, role).unlink(missing_ok=True)


def _prepare(cluster: Cluster, binaries: Binaries, tuning: Tuning) -> Server:
    account = server_account(cluster)
    settle(cluster, account)
    usable = runnable(cluster, binaries, account)
    if not cluster.data.exists():
        make_data(cluster, usable, account, durable=tuning.fsync)
    return Server(cluster, usable, account, tuning)


def _renew_secrets(cluster: Cluster) -> bool:
    """Make the passwords of owner and app again when their files were lost; the administrator's cannot be."""
    return any([make(cluster, "owner"), make(cluster, "app")])


def _is_set_up(cluster: Cluster) -> bool:
    """Whether there is data and we hold the administrator's password; a foreign user holds neither."""
    readable = os.access(path_of(cluster, "admin"), os.R_OK)
    return readable and cluster.data.exists() and belongs_here(cluster)


def _major(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data / "PG_VERSION").read_text().strip())
    except (OSError, ValueError):
        return None


def _size(folder: Path) -> int:
    """Bytes in the directory; files that vanish meanwhile do not count."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_size
            except OSError:
                continue
    return total
