"""Secrets are made once per installation and kept in AFTERCARE_HOME/secrets, readable by the owner alone."""

import os
import secrets
from pathlib import Path


def secret(home: Path, name: str) -> str:
    """The secret called `name`, made at the first call. Two processes calling at once get the same one."""
    folder = home / "secrets"
    path = folder / name
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first; its secret counts
        finally:
            draft.unlink()
    return path.read_text().strip()
