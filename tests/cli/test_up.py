"""`aftercare up`: two homes side by side, everything started and everything stopped."""

import os
import signal
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from aftercare.cli import run_state
from aftercare.embedded.cluster import Cluster, is_running, parameters, status
from aftercare.embedded.processes import look
from tests.cli.conftest import Installation, temporary_home, with_tables
from tests.cli.running import Running, started, wait_for

pytestmark = pytest.mark.timeout(900)


def other_checkout(place: Path) -> Path:
    """A folder with packages of our names, none of which can be used."""
    for name in ("aftercare", "config", "django"):
        (place / name).mkdir()
        (place / name / "__init__.py").write_text("raise RuntimeError('code of another checkout')\n")
    return place


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """The demo company, and an installation for real work, up at the same time; the latter started from another's."""
    elsewhere = other_checkout(tmp_path_factory.mktemp("other"))
    with temporary_home() as one, temporary_home() as two:
        demo, real = Installation(one, AFTERCARE_DEMO="1", AFTERCARE_STATICS=""), Installation(with_tables(two))
        with started(demo) as first, started(real, place=elsewhere) as second:
            wait_for("the demo company", first.is_well)
            wait_for("the installation for real work", second.is_well)
            yield first, second


@pytest.fixture
def demo(both: tuple[Running, Running]) -> Running:
    """The demo company."""
    return both[0]


@pytest.fixture
def real(both: tuple[Running, Running]) -> Running:
    """The installation for real work."""
    return both[1]


def number(running: Running, query: str) -> int:
    """What the installation's database counts."""
    with psycopg.connect(make_conninfo("", **asdict(parameters(Cluster.at(running.installation.home), "app")))) as line:
        row = line.execute(query).fetchone()
    assert row
    return int(row[0])


def test_the_demo_company_lets_one_in_by_role_and_real_work_does_not(demo: Running, real: Running) -> None:
    status, page = demo.get("/")
    assert (status, "Operations review" in page) == (200, True)
    status, page = real.get("/")
    assert (status, 'type="password"' in page, "Operations review" in page) == (200, True, False)


def test_it_serves_its_own_code_wherever_it_was_started(real: Running) -> None:
    """The web server would take what lies in the folder that it runs in."""
    assert real.get("/")[0] == 200
    assert "another checkout" not in real.log.read_text()


def test_up_says_where_it_answers_and_how_to_begin(demo: Running, real: Running) -> None:
    wait_for("the address", lambda: f"http://localhost:{demo.port}" in demo.log.read_text())
    loaded = number(demo, "SELECT count(*) FROM returns_return")
    assert f"Demo company loaded: {loaded} returns" in demo.log.read_text()
    assert "aftercare member create" in real.log.read_text()


def test_the_home_is_for_its_owner_alone(real: Running) -> None:
    home = real.installation.home
    assert home.stat().st_mode & 0o007 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home / "secrets").iterdir())


def test_a_second_up_of_the_same_home_is_refused_and_harms_nothing(demo: Running) -> None:
    again = demo.installation.run("up", PORT="1")
    assert again.returncode == 1
    assert f"is already up in {demo.installation.home}, at http://localhost:{demo.port}" in again.stderr
    assert demo.is_well()


def test_status_tells_processes_that_live(demo: Running) -> None:
    done = demo.installation.run("status")
    assert done.returncode == 0
    assert f"is up at http://localhost:{demo.port}." in done.stdout
    for name in ("web", "worker"):
        assert f"{name.capitalize()}: process {demo.pid(name)}" in done.stdout
        assert look(demo.pid(name))


def test_check_of_a_running_demo_company_finds_nothing_wrong(demo: Running) -> None:
    done = demo.installation.run("check", AFTERCARE_DEMO="0")
    assert (done.returncode, "✗" in done.stdout) == (0, False), done.stdout
    assert "✓ The worker reports." in done.stdout


def test_a_backup_is_taken_while_it_runs(demo: Running) -> None:
    target = demo.installation.home.with_name("running.tar")
    done = demo.installation.run("backup", str(target))
    assert (done.returncode, target.exists(), demo.is_well()) == (0, True, True)


def test_the_worker_keeps_the_search_index_behind_the_journal(demo: Running) -> None:
    indexed = "SELECT count(*) FROM reporting_searchdoc WHERE kind = 'case'"
    cases = number(demo, "SELECT count(*) FROM cases_case")
    assert cases
    wait_for("all cases to be found by searching", lambda: number(demo, indexed) == cases)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_part_comes_back(demo: Running, name: str) -> None:
    before = demo.pid(name)
    os.kill(before, signal.SIGKILL)
    wait_for(f"the {name} to be started again", lambda: demo.pid(name) not in {0, before})
    wait_for("everything to be well", demo.is_well)


def test_a_killed_database_comes_back(real: Running) -> None:
    cluster = Cluster.at(real.installation.home)
    before = status(cluster).pid
    assert before
    os.kill(before, signal.SIGKILL)
    wait_for("the database to be started again", lambda: status(cluster).pid not in {None, before})
    wait_for("everything to be well", real.is_well)


def test_what_outlived_a_killed_up_is_ended_by_down(real: Running) -> None:
    home = real.installation.home
    left = [real.pid(name) for name in ("web", "worker")]
    real.process.kill()
    real.process.wait()
    assert "left behind" in real.installation.run("status").stdout
    done = real.installation.run("down")
    assert (done.returncode, done.stdout.strip()) == (0, "Stopped.")
    assert [look(pid) for pid in left] == [None, None]
    assert not is_running(Cluster.at(home))
    assert run_state.read(home) is None


def test_ctrl_c_stops_everything_and_the_second_start_is_quick(demo: Running) -> None:
    home = demo.installation.home
    pids = [demo.pid(name) for name in ("web", "worker")]
    assert demo.stop(signal.SIGINT) == 0
    assert demo.log.read_text().rstrip().endswith("Stopped.")
    assert [look(pid) for pid in pids] == [None, None]
    assert not is_running(Cluster.at(home))
    with started(demo.installation) as again:
        wait_for("the second start", again.is_well)
        text = again.log.read_text()
        assert "Making the database’s tables" not in text
        assert "Demo company loaded" not in text
        assert again.installation.run("down").stdout.strip() == "Stopped."
        assert again.process.wait(30) == 0
