"""Where the data lives, so that the server's user reaches it and nobody else's directory is touched.

As an ordinary user: home/postgres, everything 0700.

As root the server runs as another user, who must be able to walk down to the data. Three choices were weighed:
- Data in the home, whose directories root lends to the server's group for walking through (0710: no listing, no
  reading, nothing for anybody else; the secrets stay 0600 in a 0700 directory of root). Data stays with the home, on
  the same volume, so this is the rule. Only directories of ours are lent: a home that holds anything foreign is left
  as it is.
- When the way to the home is closed (a home under /root), its parents are not ours to open. Then the data goes into a
  new directory below /var/lib, and home/postgres/location names it. That directory carries a file `home` that names
  the home back, so that a copied home is noticed before two homes share one database. Never a temporary directory:
  that would be data with a date of decay.
- Opening the parents, or running from an inherited directory handle: the first touches what is foreign, the second
  breaks every ordinary tool that takes a path. Neither is done.

The place itself stays root's, so the server's user renames nothing in it; only data, log and sockets are that user's.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from aftercare.embedded.account import Account
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster

OUTSIDE = Path("/var/lib")
# fmt: off
_OURS = frozenset({
    "postgres", "secrets", "run", "run-state", "run-state.lock", "files", "generated", "mail", "media", "tmp", "cache",
    "log", "logs", "backups",
})
# fmt: on
_ROOM_FOR_A_NEW_CLUSTER = 150 * 2**20


def open_home(cluster: Cluster) -> None:
    """Make the home and our directory in it, 0700; raises EmbeddedError and then leaves nothing behind."""
    with as_sentence("make the home of Aftercare"):
        fresh = not cluster.home.exists()
        cluster.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            cluster.own.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            if fresh:
                cluster.home.rmdir()
            raise


def settle(cluster: Cluster, account: Account) -> Path:
    """The place of this cluster, chosen at the first call, reachable for the server's user; raises EmbeddedError."""
    if cluster.location_note.exists():
        return _check_outside(cluster, account)
    if not account.switched:
        return cluster.own
    _lend_what_is_ours(cluster, account)
    if account.can_enter(cluster.own):
        return cluster.own
    if cluster.data.exists():
        raise EmbeddedError(_closed(cluster.own, account))
    return _settle_outside(cluster, account)


def belongs_here(cluster: Cluster) -> bool:
    """False in a copy of a home whose data lies outside: the data is still that home's."""
    if cluster.place == cluster.own:
        return True
    named = _named_home(cluster.place)
    return named is not None and (named == cluster.home or not Cluster(named).location_note.exists())


def check_room(place: Path) -> None:
    """Refuse to make a cluster on a disk that is nearly full."""
    free = shutil.disk_usage(place).free
    if free < _ROOM_FOR_A_NEW_CLUSTER:
        raise EmbeddedError(
            f"The disk of {place} is nearly full: a new database needs {_ROOM_FOR_A_NEW_CLUSTER >> 20} MB, "
            f"{free >> 20} MB are free."
        )


def make_folder(folder: Path, account: Account) -> None:
    """A directory of the server's user alone; raises EmbeddedError when it is somebody else's or a link."""
    with as_sentence("make a directory for the database"):
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if os.fstat(handle).st_uid not in {account.uid, os.geteuid()}:
                raise EmbeddedError(
                    f"The directory {folder} belongs to another user. Remove it, or choose another AFTERCARE_HOME."
                )
            if account.switched:
                os.fchown(handle, account.uid, account.gid)
            os.fchmod(handle, 0o700)
        finally:
            os.close(handle)


def _lend_what_is_ours(cluster: Cluster, account: Account) -> None:
    if _is_private(cluster.home) and (cluster.data.exists() or _holds_only_ours(cluster.home)):
        _lend(cluster.home, account)
    _lend(cluster.own, account)


def _holds_only_ours(home: Path) -> bool:
    """Somebody may have named a directory of their own, even root's, as the home of Aftercare."""
    return {entry.name for entry in home.iterdir()} <= _OURS


def _is_private(folder: Path) -> bool:
    found = folder.stat()
    return found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o067


def _lend(folder: Path, account: Account) -> None:
    """Let the server's group walk through; nothing more."""
    with as_sentence("open a directory for the server"):
        os.chown(folder, -1, account.gid)
        folder.chmod(0o710)


def _settle_outside(cluster: Cluster, account: Account) -> Path:
    try:
        place = Path(tempfile.mkdtemp(prefix="aftercare-", dir=OUTSIDE))
    except OSError as error:
        raise EmbeddedError(_closed(cluster.home, account)) from error
    _lend(place, account)
    if not account.can_enter(place):
        place.rmdir()
        raise EmbeddedError(_closed(cluster.home, account))
    (place / "home").write_text(f"{cluster.home}\n")
    _write_note(cluster.location_note, str(place))
    return place


def _check_outside(cluster: Cluster, account: Account) -> Path:
    """The place outside, if it is there and belongs to this home."""
    place = cluster.place
    belongs_to = _named_home(place)
    if belongs_to is None:
        raise EmbeddedError(
            f"The database of {cluster.home} is kept in {place}, but nothing usable is there. "
            "Bring that directory back, or restore a backup into a new home."
        )
    if not belongs_here(cluster):
        raise EmbeddedError(
            f"The database in {place} belongs to {belongs_to}; {cluster.home} is a copy of that home. "
            "Restore a backup into a new home instead."
        )
    if belongs_to != cluster.home:
        (place / "home").write_text(f"{cluster.home}\n")  # the home was moved
    if account.switched and not account.can_enter(place):
        raise EmbeddedError(_closed(place, account))
    return place


def _named_home(place: Path) -> Path | None:
    try:
        return Path((place / "home").read_text().strip())
    except OSError:
        return None


def _write_note(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(f"{text}\n")
    draft.replace(path)


def _closed(folder: Path, account: Account) -> str:
    return (
        f"PostgreSQL does not run as root, and the user “{account.name}” cannot reach {folder}. "
        "Choose an AFTERCARE_HOME it can reach, such as /srv/aftercare, or run Aftercare as an ordinary user."
    )
