"""Homes that are thrown away, with whatever server runs in them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pytest

from aftercare.embedded.cluster import Cluster, destroy, ensure_database
from tests.embedded.support import start


@contextmanager
def _a_room() -> Iterator[Path]:
    """A directory everybody can enter: pytest's own is closed to the user that runs the server for root."""
    room = Path(tempfile.mkdtemp(prefix="aft-"))
    room.chmod(0o755)
    try:
        yield room
    finally:
        for home in room.iterdir():
            destroy(Cluster.at(home))
        rmtree(room)


@pytest.fixture
def room() -> Iterator[Path]:
    """A place for homes; servers in its direct children are stopped afterwards."""
    with _a_room() as room:
        yield room


@pytest.fixture
def cluster(room: Path) -> Cluster:
    """A home that does not exist yet."""
    return Cluster.at(room / "home")


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    """A server with the database “aftercare”, shared by a file's tests that do it no harm."""
    with _a_room() as room:
        cluster = Cluster.at(room / "home")
        start(cluster)
        ensure_database(cluster)
        yield cluster
