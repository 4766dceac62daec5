"""Homes that are thrown away, with whatever server runs in them."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pytest

from aftercare.embedded.cluster import Cluster, destroy, ensure_database, stop
from tests.embedded.support import ask, start
from tests.rooms import quick_place


@contextmanager
def _a_room() -> Iterator[Path]:
    """A directory everybody can enter: pytest's own is closed to the user that runs the server for root."""
    room = Path(tempfile.mkdtemp(prefix="aft-", dir=quick_place()))
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


@pytest.fixture(scope="session")
def mould() -> Iterator[Path]:
    """A home with a stopped server, the database “aftercare” and a row in it. Casting beats making five to one."""
    with _a_room() as room:
        cluster = Cluster.at(room / "mould")
        start(cluster)
        ensure_database(cluster)
        ask(cluster, "CREATE TABLE kept AS SELECT 42 AS answer", "owner", "aftercare")
        stop(cluster)
        yield cluster.home


@pytest.fixture
def cast(mould: Path, room: Path) -> Callable[[str], Cluster]:
    """Makes a home of this name in the room out of the mould."""

    def copy(name: str) -> Cluster:
        subprocess.run(["/bin/cp", "-a", str(mould), str(room / name)], check=True)
        return Cluster.at(room / name)

    return copy


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
