"""The ordinary life of an embedded server."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercare.embedded.cluster import (
    Cluster,
    EmbeddedError,
    ensure_database,
    ensure_running,
    is_running,
    parameters,
    status,
    stop,
)
from tests.embedded.support import IS_ROOT, ask, elsewhere, server_of, start, told


def test_first_start_makes_a_server_that_answers(cluster: Cluster) -> None:
    ensure_running(cluster)  # with the settings of a real installation
    assert is_running(cluster)
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SELECT lower('ÁÑ')") == "áñ"


def test_directories_and_secrets_are_closed_to_others(running: Cluster) -> None:
    own = 0o710 if IS_ROOT else 0o700  # root lends the way, not the sight, to the server's group
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (running.home, running.own, running.secrets)}
    assert modes == {running.home: own, running.own: own, running.secrets: 0o700}
    assert stat.S_IMODE((running.home / "run").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in running.secrets.iterdir()} == {0o600}


def test_second_start_adopts_the_running_server(running: Cluster) -> None:
    before = server_of(running)
    start(running)
    assert server_of(running) == before


def test_stop_ends_it_and_start_brings_the_data_back(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    start(cluster)
    ask(cluster, "UPDATE kept SET answer = 43", "owner", "aftercare")
    found = parameters(cluster, "app")
    assert stop(cluster)
    assert not is_running(cluster)
    assert not stop(cluster)
    assert parameters(cluster, "app") == found
    start(cluster)
    assert ask(cluster, "SELECT answer FROM kept", "app", "aftercare") == 43


def test_parameters_before_the_first_start_refuse_with_a_sentence(room: Path) -> None:
    cluster = Cluster.at(room / "nothing")
    with pytest.raises(EmbeddedError) as refused:
        parameters(cluster, "app")
    assert "has not been set up yet" in refused.value.sentence
    assert not cluster.home.exists()


def test_status_tells_of_a_home_without_a_database(room: Path) -> None:
    cluster = Cluster.at(room / "nothing")
    found = status(cluster)
    assert (found.running, found.pid, found.version, found.size) == (False, None, "", 0)
    assert not cluster.home.exists()


def test_status_tells_pid_version_and_size(running: Cluster) -> None:
    found = status(running)
    assert (found.running, found.pid) == (True, server_of(running).pid)
    assert found.version == str(ask(running, "SHOW server_version")).split()[0]
    assert found.data == running.data
    assert found.size > 20_000_000


def test_parameters_hide_the_password_when_printed(running: Cluster) -> None:
    found = parameters(running, "app")
    assert found.password not in repr(found)


def test_two_homes_run_side_by_side(running: Cluster, cluster: Cluster) -> None:
    start(cluster)
    assert server_of(cluster).pid != server_of(running).pid
    numbers = [ask(each, "SELECT system_identifier FROM pg_control_system()") for each in (running, cluster)]
    assert numbers[0] != numbers[1]


def test_four_processes_starting_at_once_get_one_server(cluster: Cluster) -> None:
    code = "ensure_running(cluster, tuning=fast); ensure_database(cluster); tell(pid=status(cluster).pid)"
    racers = [elsewhere(cluster.home, code) for _ in range(4)]
    assert {told(racer)["pid"] for racer in racers} == {server_of(cluster).pid}
    assert ask(cluster, "SELECT count(*) FROM pg_database WHERE datname = 'aftercare'") == 1


def test_ensure_database_twice_changes_nothing(running: Cluster) -> None:
    ensure_database(running)
    assert ask(running, "SELECT count(*) FROM pg_default_acl", "app", "aftercare") == 2
