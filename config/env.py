"""Typed readers of the environment that fail with a sentence."""

import os
from pathlib import Path


class BadSetting(Exception):
    """An environment variable holds something that cannot be used."""


def env_text(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def env_int(name: str, default: int) -> int:
    """A whole number; raises BadSetting with a sentence."""
    raw = os.environ.get(name)
    if not raw:
        return default
    if not raw.lstrip("-").isdigit():
        raise BadSetting(f"{name} must be a whole number, but it is “{raw}”.")
    return int(raw)


def env_bool(name: str, default: bool = False) -> bool:
    """Yes or no, in the usual spellings; raises BadSetting with a sentence."""
    raw = (os.environ.get(name) or "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, but it is “{raw}”.")


def home() -> Path:
    """AFTERCARE_HOME: where database, files and secrets live; ./var unless told otherwise."""
    return Path(env_text("AFTERCARE_HOME", "var")).expanduser().absolute()
