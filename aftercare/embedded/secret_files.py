"""Passwords of the database roles: made once, kept in files that only their owner may read."""

import os
import secrets
from pathlib import Path
from typing import Literal

from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster

Role = Literal["owner", "app", "admin"]
ROLES: tuple[Role, ...] = ("admin", "owner", "app")
USERS: dict[Role, str] = {"admin": "postgres", "owner": "aftercare_owner", "app": "aftercare_app"}


def path_of(cluster: Cluster, role: Role) -> Path:
    """The file that holds the role's password."""
    return cluster.secrets / f"postgres_{role}"


def read(cluster: Cluster, role: Role) -> str:
    """The role's password; raises EmbeddedError when it was never made or may not be read."""
    path = path_of(cluster, role)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        raise EmbeddedError(
            f"The embedded database of {cluster.home} has not been set up yet ({path.name} is missing). "
            "Run “aftercare up” first."
        ) from None
    except PermissionError:
        raise EmbeddedError(
            f"The secrets of {cluster.home} belong to another user. Run Aftercare as the user that set it up."
        ) from None


def make(cluster: Cluster, role: Role) -> bool:
    """Make the role's password unless there is one. Tells whether it is new."""
    path = path_of(cluster, role)
    if path.exists():
        return False
    with as_sentence("write the secrets of the database"):
        cluster.secrets.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        _write_durably(draft, secrets.token_urlsafe(32))
        draft.replace(path)
    return True


def _write_durably(path: Path, text: str) -> None:
    """A password that is lost in a power cut after the database learned it would lock us out."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
