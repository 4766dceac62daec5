"""Which user of the operating system runs the server.

PostgreSQL refuses to run as root. When we are root, the server runs as the owner of its data; before there is data, as
the owner of the home, else as `postgres` when the system has that user, else as `nobody`.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from aftercare.embedded.errors import EmbeddedError
from aftercare.embedded.layout import Cluster


class Switch(TypedDict, total=False):
    """The arguments of subprocess that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The server's user; `switched` when it is not ours."""

    name: str
    uid: int
    gid: int
    switched: bool

    @property
    def switch(self) -> Switch:
        """What to pass to subprocess so that the child runs as this user."""
        return Switch(user=self.uid, group=self.gid, extra_groups=[]) if self.switched else Switch()

    def can_enter(self, folder: Path) -> bool:
        """Whether the user gets into the directory, found out by trying."""
        return self._try('cd -- "$1"', folder)

    def can_run(self, program: Path) -> bool:
        """Whether the user can execute the program, found out by trying."""
        return self._try('"$1" --version', program)

    def _try(self, act: str, path: Path) -> bool:
        command = ["/bin/sh", "-c", act, "sh", str(path)]
        try:
            found = subprocess.run(command, capture_output=True, cwd="/", check=False, timeout=30, **self.switch)
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedError(
                f"PostgreSQL does not run as root, and this machine does not let us run it as “{self.name}” ({error}). "
                "Run Aftercare as an ordinary user."
            ) from error
        return found.returncode == 0


def server_account(cluster: Cluster) -> Account:
    """The user for this cluster's server; raises EmbeddedError when root finds no ordinary user."""
    if os.geteuid() != 0:
        return Account(_name(os.geteuid()), os.geteuid(), os.getegid(), switched=False)
    for folder in (cluster.data, cluster.home):
        owner = _owner(folder)
        if owner:
            return owner
    for name in ("postgres", "nobody"):
        try:
            return _switched(pwd.getpwnam(name))
        except KeyError:
            continue
    raise EmbeddedError(
        "PostgreSQL does not run as root, and this system has neither a user “postgres” nor “nobody”. "
        "Run Aftercare as an ordinary user."
    )


def _owner(folder: Path) -> Account | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return Account(_name(found.st_uid), found.st_uid, found.st_gid, switched=True) if found.st_uid else None


def _switched(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
