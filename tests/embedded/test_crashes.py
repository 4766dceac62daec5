"""What is left behind by kills and power cuts, and how the next start puts it right."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest

from aftercare.embedded import pid_file
from aftercare.embedded.account import server_account
from aftercare.embedded.cluster import Cluster, ensure_running, is_running, stop
from aftercare.embedded.processes import look, same, send
from aftercare.embedded.secret_files import path_of
from tests.embedded.support import ask, elsewhere, first_told, server_of, start, told, wait_until


@pytest.fixture
def filled(cast: Callable[[str], Cluster]) -> Cluster:
    """A running server, with real settings, to which a row was acknowledged that must survive."""
    cluster = cast("home")
    ensure_running(cluster)
    ask(cluster, "UPDATE kept SET answer = 43", "owner", "aftercare")
    return cluster


def kill(cluster: Cluster) -> int:
    """Kill the server without a word to it; its pid, which the pid file still names."""
    server = server_of(cluster)
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not same(server))
    return server.pid


def still_there(cluster: Cluster) -> bool:
    return bool(ask(cluster, "SELECT answer FROM kept", "app", "aftercare") == 43)


def test_killed_server_is_recovered(filled: Cluster) -> None:
    pid = kill(filled)
    assert not is_running(filled)
    start(filled)
    assert still_there(filled)
    assert server_of(filled).pid != pid


def test_server_outlives_the_process_that_started_it(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    starter = elsewhere(cluster.home, "ensure_running(cluster, tuning=fast); tell(done=1); time.sleep(60)")
    first_told(starter)
    server = server_of(cluster)
    starter.kill()
    starter.communicate()
    start(cluster)
    assert server_of(cluster) == server


def test_pid_file_of_a_dead_process_does_not_matter(filled: Cluster) -> None:
    kill(filled)
    _claim(filled, _a_dead_pid())
    start(filled)
    assert still_there(filled)


def test_pid_that_became_somebody_elses_is_not_taken_for_the_server(filled: Cluster) -> None:
    kill(filled)
    # As the server's own user: of others PostgreSQL itself knows that they are no server.
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **server_account(filled).switch)
    try:
        _claim(filled, stranger.pid)
        assert not stop(filled)
        start(filled)
        assert still_there(filled)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_zombie_is_not_taken_for_the_server(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    # As in a container whose first process buries nobody: the killed server stays a zombie, and its pid looks alive.
    code = """
import ctypes, os, signal
from aftercare.embedded import pid_file
if ctypes.CDLL(None).prctl(36, 1, 0, 0, 0):
    tell(skip=True); raise SystemExit
ensure_running(cluster, tuning=fast)
pid = pid_file.server_of(cluster.data).pid
os.kill(pid, signal.SIGKILL)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
ensure_running(cluster, tuning=fast)
os.kill(pid, 0)
tell(skip=False, zombie=pid, pid=status(cluster).pid)
"""
    found = told(elsewhere(cluster.home, code))
    if found["skip"]:
        pytest.skip("this system has no way to keep a zombie")
    assert found["pid"] != found["zombie"]
    assert server_of(cluster).pid == found["pid"]


def test_torn_pid_file_is_removed(filled: Cluster) -> None:
    kill(filled)
    pid_file.path_of(filled.data).write_text("")
    start(filled)
    assert still_there(filled)


def test_pid_file_naming_the_first_process_of_all_harms_nobody(filled: Cluster) -> None:
    kill(filled)
    _claim(filled, 1)
    assert not stop(filled)
    start(filled)
    assert still_there(filled)


@pytest.mark.parametrize("is_torn", [False, True])
def test_orphan_at_work_does_not_keep_the_server_from_starting(filled: Cluster, is_torn: bool) -> None:
    client = elsewhere(
        filled.home,
        """
import psycopg
from dataclasses import asdict
connection = psycopg.connect(**asdict(parameters(cluster, "app")))
tell(pid=connection.info.backend_pid)
try:
    # never waits, so it never notices that its server died
    connection.execute("SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b")
except psycopg.OperationalError:
    tell(ended=True)
""",
    )
    orphan = look(first_told(client)["pid"])
    assert orphan is not None
    wait_until(lambda: ask(filled, f"SELECT state FROM pg_stat_activity WHERE pid = {orphan.pid}") == "active")
    kill(filled)
    try:
        assert same(orphan)
        if is_torn:
            pid_file.path_of(filled.data).write_text("")
        start(filled)
        assert still_there(filled)
        assert not same(orphan)
    finally:
        send(orphan, signal.SIGKILL)
    client.communicate(timeout=20)


def test_lost_socket_is_opened_again(filled: Cluster) -> None:
    (filled.home / "run" / ".s.PGSQL.5432").unlink()
    with pytest.raises(psycopg.OperationalError):
        still_there(filled)
    start(filled)
    assert still_there(filled)


def test_interrupted_first_start_leaves_nothing_in_the_way(cluster: Cluster) -> None:
    starter = elsewhere(cluster.home, "ensure_running(cluster, tuning=fast)")
    wait_until(lambda: any(cluster.own.glob("data.new-*/base")))
    starter.kill()
    starter.communicate()
    assert not cluster.data.exists()
    start(cluster)
    assert is_running(cluster)
    assert list(cluster.own.glob("data.new*")) == []


def test_roles_missing_after_an_interrupted_start_are_made(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    start(cluster)
    for database in ("aftercare", "template1"):
        ask(cluster, "DROP OWNED BY aftercare_app", database=database)
    ask(cluster, "DROP ROLE aftercare_app")
    assert not is_running(cluster)
    start(cluster)
    assert ask(cluster, "SELECT current_user", "app") == "aftercare_app"


def test_lost_password_of_the_application_is_made_anew(filled: Cluster) -> None:
    path_of(filled, "app").unlink()
    start(filled)
    assert still_there(filled)


def test_server_whose_data_was_removed_gives_up_its_socket(room: Path) -> None:
    cluster = Cluster.at(room / ("deep-" * 20))
    start(cluster)
    old = server_of(cluster)
    for folder in (cluster.own, cluster.secrets):
        wait_until(partial(_is_removed, folder))  # the server may be writing meanwhile
    start(cluster)
    assert not same(old)
    assert is_running(cluster)


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _claim(cluster: Cluster, pid: int) -> None:
    """Let the pid file name another process."""
    path = pid_file.path_of(cluster.data)
    _, rest = path.read_text().split("\n", 1)
    path.write_text(f"{pid}\n{rest}")


def _a_dead_pid() -> int:
    process = subprocess.Popen(["/bin/true"])
    process.wait()
    return process.pid
