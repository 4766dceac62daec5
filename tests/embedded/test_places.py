"""Homes in odd places, and homes that move."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aftercare.embedded import place
from aftercare.embedded.binaries import locate
from aftercare.embedded.cluster import (
    Cluster,
    EmbeddedError,
    destroy,
    ensure_database,
    ensure_running,
    is_running,
    parameters,
    status,
    stop,
)
from aftercare.embedded.processes import same
from aftercare.embedded.sockets import socket_directory
from tests.embedded.support import IS_ROOT, as_ordinary_user, ask, server_of, skip_unless_nobody_runs_programs, start

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
    destroy(cluster)
    assert (temp / f"aftercare-{cluster.mark}").is_symlink()
    assert modes(room) == before


@pytest.mark.parametrize("name", ["it's a “home” für 退货, 100 %", 'quotes " and \\ back'])
def test_home_with_odd_characters_works(room: Path, name: str) -> None:
    cluster = Cluster.at(room / name)
    start(cluster)
    ensure_database(cluster)
    assert ask(cluster, "SELECT 1", "app", "aftercare") == 1


def test_moved_home_takes_its_database_along(cast: Callable[[str], Cluster], room: Path) -> None:
    old = cast("old")
    start(old)
    ask(old, "UPDATE kept SET answer = 43", "owner", "aftercare")
    stop(old)
    old.home.rename(room / "new")
    new = Cluster.at(room / "new")
    assert parameters(new, "app").host == str(new.home / "run")
    start(new)
    assert ask(new, "SELECT answer FROM kept", "app", "aftercare") == 43


def test_home_moved_under_a_running_server_gets_it_started_anew(cast: Callable[[str], Cluster], room: Path) -> None:
    old = cast("old")
    ensure_running(old)
    ask(old, "CREATE TABLE here ()")
    server = server_of(old)
    old.home.rename(room / "new")
    new = Cluster.at(room / "new")
    assert server_of(new) == server
    assert not is_running(new)
    start(new)
    assert not same(server)
    assert ask(new, "SELECT to_regclass('here')") == "here"
    assert not old.home.exists()


def test_new_home_in_the_place_of_a_moved_one_is_safe_from_its_server(
    cast: Callable[[str], Cluster], room: Path
) -> None:
    old = cast("home")
    ensure_running(old)
    ask(old, "CREATE TABLE here ()")
    server = server_of(old)
    old.home.rename(room / "kept")
    start(Cluster.at(room / "home"))
    assert not same(server)
    assert ask(Cluster.at(room / "home"), "SELECT to_regclass('here')") is None
    start(Cluster.at(room / "kept"))
    assert ask(Cluster.at(room / "kept"), "SELECT to_regclass('here')") == "here"


def test_copied_home_gets_a_server_of_its_own(cast: Callable[[str], Cluster]) -> None:
    cluster, copy = cast("home"), cast("copy")
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
def test_programs_the_servers_user_cannot_reach_are_copied(
    closed: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = locate().folder.parents[1]
    hidden = closed / "site" / package.name
    shutil.copytree(package, hidden, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(package.with_name(f"{package.name}.libs"), hidden.with_name(f"{package.name}.libs"))
    folder = locate().folder
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(hidden / folder.relative_to(package)))
    start(cluster)
    assert server_of(cluster).arguments[0].startswith(f"{cluster.place}/programs-")
    assert ask(cluster, "SELECT count(*) FROM pg_available_extensions WHERE name = 'plpgsql'") == 1
    shutil.rmtree(closed / "site")
    stop(cluster)
    monkeypatch.delenv("AFTERCARE_PG_BIN")
    start(cluster)
    assert server_of(cluster).arguments[0] == str(folder / "postgres")


def test_ordinary_user_runs_a_server(room: Path) -> None:
    skip_unless_nobody_runs_programs()
    folder = room / "user"
    folder.mkdir()
    shutil.chown(folder, "nobody")

    def act() -> dict[str, Any]:
        cluster = Cluster.at(folder / "home")
        start(cluster)
        ensure_database(cluster)
        kept = {"running": is_running(cluster), "mode": cluster.home.stat().st_mode & 0o777, "data": str(cluster.data)}
        return {**kept, "stopped": stop(cluster) and not is_running(cluster)}

    data = str(folder / "home" / "postgres" / "data")
    assert as_ordinary_user(act) == {"running": True, "mode": 0o700, "data": data, "stopped": True}


def sentence_of(act: Callable[[], object]) -> str:
    """The refusal; nothing when there was none."""
    try:
        act()
    except EmbeddedError as error:
        return error.sentence
    return ""


@as_root
def test_home_that_may_not_be_made_is_refused_and_nothing_left(room: Path) -> None:
    home = room / "home"
    said = as_ordinary_user(lambda: sentence_of(lambda: start(Cluster.at(home))))
    assert said == f"Cannot make the home of Aftercare: permission is denied ({home})."
    assert list(room.iterdir()) == []


@as_root
def test_home_that_may_not_be_written_is_refused_and_nothing_left(room: Path) -> None:
    home = room / "home"
    home.mkdir(mode=0o755)
    said = as_ordinary_user(lambda: sentence_of(lambda: start(Cluster.at(home))))
    assert said == f"Cannot make the home of Aftercare: permission is denied ({home}/postgres)."
    assert list(home.iterdir()) == []


@as_root
def test_home_of_another_user_is_refused_with_a_sentence(running: Cluster) -> None:
    acts: list[Callable[[], object]] = [
        lambda: start(running),
        lambda: stop(running),
        lambda: parameters(running, "app"),
    ]
    said = as_ordinary_user(lambda: [sentence_of(act) for act in acts])
    assert all(said)
    assert as_ordinary_user(lambda: is_running(running)) is False
    assert is_running(running)
