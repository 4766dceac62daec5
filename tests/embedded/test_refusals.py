"""When it cannot be, a sentence says why and what helps."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercare.embedded import place
from aftercare.embedded.cluster import Cluster, EmbeddedError, ensure_running, is_running
from aftercare.embedded.locking import Deadline, locked
from aftercare.embedded.place import open_home
from tests.embedded.support import FAST, start


def refusal(cluster: Cluster, timeout: float = 60) -> str:
    with pytest.raises(EmbeddedError) as refused:
        ensure_running(cluster, timeout=timeout, tuning=FAST)
    assert str(refused.value) == refused.value.sentence
    return refused.value.sentence


def programs(folder: Path, version: str = "18.4", initdb: str = "exit 1") -> Path:
    """Programs that pretend."""
    folder.mkdir()
    for name, act in {"postgres": f"echo 'postgres (PostgreSQL) {version}'", "initdb": initdb}.items():
        (folder / name).write_text(f"#!/bin/sh\n{act}\n")
        (folder / name).chmod(0o755)
    return folder


def test_missing_programs(cluster: Cluster, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(room / "nowhere"))
    assert "AFTERCARE_PG_BIN names" in refusal(cluster)
    assert not cluster.home.exists()


def test_data_of_another_major_version(
    cast: Callable[[str], Cluster], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = cast("home")
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(programs(tmp_path / "bin", "99.1")))
    major = (cluster.data / "PG_VERSION").read_text().strip()
    assert f"was made by PostgreSQL {major}, but only PostgreSQL 99.1 is installed" in refusal(cluster)


def test_full_disk_while_making(cluster: Cluster, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = programs(room / "bin", initdb="echo 'could not write: No space left on device' >&2; exit 1")
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(folder))
    assert refusal(cluster) == "The database could not be made: there is no space left on the disk."
    assert not cluster.data.exists()
    assert list(cluster.own.glob("data*")) == []
    shutil.rmtree(folder)


def test_disk_that_is_nearly_full_is_not_begun_on(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_ROOM_FOR_A_NEW_CLUSTER", 2**70)
    assert "is nearly full" in refusal(cluster)
    assert not cluster.data.exists()


def test_initdb_that_fails_tells_its_words(cluster: Cluster, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = programs(room / "bin", initdb="echo 'the moon is wrong' >&2; exit 1")
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(folder))
    assert refusal(cluster) == "The database could not be made. PostgreSQL says: the moon is wrong"
    shutil.rmtree(folder)


def test_server_that_does_not_start_tells_its_last_words(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    (cluster.data / "postgresql.auto.conf").write_text("nonsense = 1\n")
    sentence = refusal(cluster)
    assert sentence.startswith("The database did not start. Its last words:")
    assert 'unrecognized configuration parameter "nonsense"' in sentence
    assert str(cluster.log) in sentence
    assert not is_running(cluster)
    (cluster.data / "postgresql.auto.conf").write_text("")
    start(cluster)


def test_lock_held_too_long_by_another(cluster: Cluster) -> None:
    open_home(cluster)
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(cluster, Deadline(5)):
            taken.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(5)
    assert "has been starting or stopping the database" in refusal(cluster, timeout=0.2)
    done.set()
    holder.join()
    assert not cluster.data.exists()


def test_home_that_is_a_file(room: Path) -> None:
    (room / "file").touch()
    assert "Cannot make the home of Aftercare" in refusal(Cluster.at(room / "file"))
    (room / "file").unlink()
