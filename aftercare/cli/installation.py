"""Which installation the command works on: its home, its database, and whether that is at hand."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import aftercare
from aftercare.cli.saying import Refusal, one_line
from aftercare.embedded.cluster import Cluster, ensure_running, is_running, parameters, stop
from config.env import BadSetting, env_text, home

Role = Literal["owner", "app"]
Connect = dict[str, str | int]
_SCHEMES = ("postgresql://", "postgres://")

ROOT = Path(aftercare.__file__).parent.parent
"""Where `aftercare` and `config` are imported from."""


def cluster() -> Cluster:
    """The embedded database of this home."""
    return Cluster.at(home())


def has_own_server() -> bool:
    """Whether DATABASE_URL names a server of the operator's own."""
    return bool(env_text("DATABASE_URL"))


def connection_of(role: Role) -> Connect:
    """How to connect in that role; with one role for everything, both are the same."""
    if not has_own_server():
        return {**asdict(parameters(cluster(), role))}
    name = "DATABASE_OWNER_URL" if role == "owner" and env_text("DATABASE_OWNER_URL") else "DATABASE_URL"
    url = env_text(name)
    if not url.startswith(_SCHEMES):
        raise BadSetting(f"{name} must be the address of a PostgreSQL database: postgresql://user:password@host/name")
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError as bad:
        raise BadSetting(f"{name} cannot be read: {one_line(bad)}.") from None
    return {name: value for name, value in found.items() if value is not None}


@contextmanager
def connected(role: Role) -> Iterator[psycopg.Connection]:
    """A plain connection, outside Django; every statement commits."""
    with psycopg.connect(make_conninfo("", **connection_of(role)), autocommit=True, connect_timeout=10) as connection:
        yield connection


@contextmanager
def database_at_hand() -> Iterator[None]:
    """The database can be used inside the block. An embedded one that was not running is stopped again after it."""
    if has_own_server() or is_running(cluster()):
        yield
        return
    if not cluster().data.exists():
        raise Refusal(f"There is no Aftercare in {home()} yet. Run “aftercare up” first.")
    ensure_running(cluster())
    try:
        yield
    finally:
        stop(cluster())


def child_environment(**more: str) -> dict[str, str]:
    """The environment for our own processes: this home, this code, whatever directory they start in."""
    return {**os.environ, "AFTERCARE_HOME": str(home()), "PYTHONPATH": str(ROOT), **more}
