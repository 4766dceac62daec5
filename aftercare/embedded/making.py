"""Making a new data directory: whole or not at all."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from aftercare.embedded.account import Account
from aftercare.embedded.binaries import Binaries
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster
from aftercare.embedded.place import check_room, make_folder
from aftercare.embedded.secret_files import ROLES, USERS, make, read

# The builtin C.UTF-8 sorts alike on every machine and knows upper case in every script. The system's own locale is only
# what is left of the C library's share; a machine without C.UTF-8 gets C.
_BUILTIN = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
_LOCALES = (["--locale=C.UTF-8"], ["--no-locale"])
_FIRST_WITH_BUILTIN = 17
_DRAFT = "data.new-"
_PATIENCE = 5.0
"""Seconds for an initdb that lost its caller to notice that its directory is gone."""


def make_data(cluster: Cluster, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Secrets and data directory. Made under a passing name and renamed, so a kill leaves nothing half done."""
    check_room(cluster.place)
    for role in ROLES:
        make(cluster, role)
    _clear(cluster.place)
    draft = _run_initdb(binaries, account, cluster.place, read(cluster, "admin"), durable=durable)
    with as_sentence("put the new database in its place"):
        draft.rename(cluster.data)
    _clear(cluster.place)


def _run_initdb(binaries: Binaries, account: Account, place: Path, password: str, *, durable: bool) -> Path:
    """The new directory. Its name is new each time: an initdb whose caller was killed may still be writing."""
    words = ""
    for locale in _LOCALES:
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=place))
        make_folder(draft, account)
        words = _initdb(binaries, account, draft, password, [*locale, *([] if durable else ["--no-sync"])])
        if not words:
            return draft
        _clear(place)
    raise EmbeddedError(_refusal(words))


def _initdb(binaries: Binaries, account: Account, draft: Path, password: str, options: list[str]) -> str:
    """What initdb complained about; nothing when it succeeded."""
    provider = _BUILTIN if binaries.major >= _FIRST_WITH_BUILTIN else []
    password_file = draft.with_name(f"{draft.name}.password")
    command = [
        str(binaries.folder / "initdb"), f"--pgdata={draft}", f"--username={USERS['admin']}",
        f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", *provider, *options,
    ]  # fmt: skip
    try:
        _lend_password(password_file, password, account)
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, cwd="/", umask=0o077,
            env=server_environment(), **account.switch,
        )  # fmt: skip
    except OSError as error:
        return str(error)
    finally:
        password_file.unlink(missing_ok=True)
    return "" if done.returncode == 0 else (done.stderr or done.stdout or f"it ended with {done.returncode}").strip()


def server_environment() -> dict[str, str]:
    """The little a database server needs; no setting and no secret of the application."""
    wanted = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {**{name: os.environ[name] for name in wanted if name in os.environ}, "LC_ALL": "C"}


def _lend_password(path: Path, password: str, account: Account) -> None:
    """The server's user cannot read our secrets, so initdb gets a copy that lives as long as it runs."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(password)
        if account.switched:
            os.fchown(file.fileno(), account.uid, account.gid)


def _clear(place: Path) -> None:
    """Remove what an interrupted start left behind; an initdb that still writes there ends once its files vanish."""
    until = time.monotonic() + _PATIENCE
    for left in place.glob(f"{_DRAFT}*"):
        if not left.is_dir():
            left.unlink(missing_ok=True)
            continue
        shutil.rmtree(left, ignore_errors=True)
        while left.exists() and time.monotonic() < until:
            time.sleep(0.05)
            shutil.rmtree(left, ignore_errors=True)


def _refusal(words: str) -> str:
    if "No space left on device" in words:
        return "The database could not be made: there is no space left on the disk."
    last = " ".join(words.splitlines()[-4:])
    return f"The database could not be made. PostgreSQL says: {last}"
