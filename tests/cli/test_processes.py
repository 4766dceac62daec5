"""Programs that are watched over: what becomes of them, and of those who watch."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aftercare.cli.children import Child
from aftercare.cli.processes import Patience, Program
from aftercare.cli.run_state import Entry, RunState, bring_down, only_one, path_of, read, write
from aftercare.cli.saying import Refusal
from aftercare.embedded.processes import look
from tests.embedded.support import IMPORTS, wait_until

DRIVER = """
import json, sys
from pathlib import Path
from aftercare.cli.processes import Patience, Program, Supervisor
from aftercare.cli.saying import Refusal
home, to_stop, programs = json.loads(sys.argv[1])
patience = Patience(first_pause=0.05, longest_pause=0.2, steady_after=3600, most_deaths=3, to_stop=to_stop)
try:
    watch = Supervisor(Path(home), [Program(*each) for each in programs], facts={"port": "8000"}, patience=patience)
    sys.exit(watch.run())
except Refusal as refusal:
    print(refusal.sentence)
    sys.exit(2)
"""
STAY = ["sh", "-c", "echo ready; exec sleep 300"]
STUBBORN = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 300; done"]
WITH_OFFSPRING = ["sh", "-c", "sleep 300 & echo offspring $!; wait"]

Up = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which nothing runs."""
    return tmp_path / "home"


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    """Starts a supervisor with these programs in another process; whatever is left of it is ended afterwards."""
    started = []

    def run(*, to_stop: float = 5, **programs: list[str]) -> subprocess.Popen[str]:
        arguments = json.dumps([str(home), to_stop, list(programs.items())])
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, arguments],
            stdout=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"], "PYTHONPATH": IMPORTS},
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    bring_down(home, patience=0.1)


def entry(home: Path, name: str) -> Entry | None:
    """The program as the state tells of it, if it lives."""
    state = read(home)
    return next((each for each in state.living if each.name == name), None) if state else None


def living(home: Path, name: str) -> Entry:
    """The program, once it runs."""
    wait_until(lambda: entry(home, name) is not None)
    found = entry(home, name)
    assert found is not None
    return found


def line(process: subprocess.Popen[str], start: str) -> str:
    """The next line that begins so."""
    assert process.stdout is not None
    for each in process.stdout:
        if each.startswith(start):
            return each.rstrip("\n")
    pytest.fail(f"“{start}” was never said")


def test_output_carries_the_name_of_who_said_it(up: Up) -> None:
    watch = up(web=["sh", "-c", "echo one; echo two >&2; printf 退货; exec sleep 300"], worker=STAY)
    assert line(watch, "web") == "web    | one"
    assert line(watch, "web") == "web    | two"
    assert line(watch, "worker") == "worker | ready"
    watch.terminate()
    assert line(watch, "web") == "web    | 退货"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_its_programs_and_leaves_no_state(home: Path, up: Up, number: signal.Signals) -> None:
    watch = up(web=STAY, worker=STAY)
    line(watch, "worker")
    web, worker = living(home, "web"), living(home, "worker")
    watch.send_signal(number)
    assert watch.wait(20) == 0
    assert (web.process, worker.process) == (None, None)
    assert not path_of(home).exists()


def test_programs_do_not_hear_the_terminals_ctrl_c(home: Path, up: Up) -> None:
    up(web=STAY)
    web = living(home, "web")
    assert os.getpgid(web.pid) == web.pid


def test_killed_program_is_started_again(home: Path, up: Up) -> None:
    watch = up(web=STAY, worker=STAY)
    web, worker = living(home, "web"), living(home, "worker")
    os.kill(web.pid, signal.SIGKILL)
    assert line(watch, "       |") == "       | web ended (signal SIGKILL); it starts again in 0.05 s."
    wait_until(lambda: entry(home, "web") is not None)
    assert living(home, "web").pid != web.pid
    assert living(home, "worker") == worker


def test_what_a_killed_program_leaves_behind_goes_with_it(home: Path, up: Up) -> None:
    watch = up(web=WITH_OFFSPRING)
    offspring = look(int(line(watch, "web").split()[-1]))
    assert offspring is not None
    os.kill(living(home, "web").pid, signal.SIGKILL)
    wait_until(lambda: look(offspring.pid) != offspring)


def test_program_that_keeps_dying_ends_everything(home: Path, up: Up) -> None:
    watch = up(web=["sh", "-c", "echo trying; exit 7"], worker=STAY)
    out, _ = watch.communicate(timeout=30)
    assert watch.returncode == 1
    assert [each for each in out.splitlines() if each.startswith("       |")] == [
        "       | web ended (exit code 7); it starts again in 0.05 s.",
        "       | web ended (exit code 7); it starts again in 0.1 s.",
        "       | web ended (exit code 7); it starts again in 0.2 s.",
        "       | web died 3 times in a row; stopping everything.",
    ]
    assert out.count("trying") == 3
    assert not path_of(home).exists()


def test_program_that_will_not_stop_is_killed_when_asked_twice(home: Path, up: Up) -> None:
    watch = up(to_stop=3600, web=STUBBORN)
    assert line(watch, "web") == "web | ready"
    web = living(home, "web")
    watch.send_signal(signal.SIGINT)
    watch.send_signal(signal.SIGTERM)
    assert watch.wait(20) == 0
    assert web.process is None
    assert line(watch, "    |") == "    | web did not stop; it is killed."


def test_program_that_will_not_stop_is_killed_in_the_end(home: Path, up: Up) -> None:
    watch = up(to_stop=0.5, web=STUBBORN)
    line(watch, "web")
    web = living(home, "web")
    watch.terminate()
    assert watch.wait(20) == 0
    assert web.process is None


def test_program_that_does_not_exist_is_refused(home: Path, up: Up) -> None:
    watch = up(worker=STAY, web=["/nowhere/web"])
    out, _ = watch.communicate(timeout=20)
    assert watch.returncode == 2
    assert out.splitlines()[-1] == "“web” cannot be started: No such file or directory (/nowhere/web)."
    assert entry(home, "worker") is None


def test_second_supervisor_of_a_home_is_refused(home: Path, up: Up) -> None:
    up(web=STAY)
    web = living(home, "web")
    second = up(web=STAY)
    out, _ = second.communicate(timeout=20)
    assert (second.returncode, out) == (2, f"Aftercare is already up in {home}. “aftercare down” stops it.\n")
    assert living(home, "web") == web


def test_two_homes_do_not_know_each_other(home: Path, up: Up, tmp_path: Path) -> None:
    up(web=STAY)
    living(home, "web")
    with only_one(tmp_path / "other"):
        assert bring_down(tmp_path / "other") is False
    assert entry(home, "web") is not None


def test_screen_that_goes_away_does_not_stop_the_service(home: Path, up: Up) -> None:
    watch = up(web=["sh", "-c", "trap 'echo again' USR1; echo ready; while :; do sleep 300 & wait $!; done"])
    line(watch, "web")
    web = living(home, "web")
    assert watch.stdout is not None
    watch.stdout.close()
    os.kill(web.pid, signal.SIGUSR1)
    os.kill(web.pid, signal.SIGKILL)
    wait_until(lambda: (entry(home, "web") or web).pid != web.pid)
    assert watch.poll() is None


def test_state_tells_other_shells_what_runs(home: Path, up: Up) -> None:
    watch = up(web=STAY, worker=STAY)
    line(watch, "worker")
    state = read(home)
    assert state is not None
    assert state.is_up
    assert (state.supervisor.pid, state.facts) == (watch.pid, {"port": "8000"})
    assert [each.name for each in state.living] == ["web", "worker"]
    assert stat.S_IMODE(path_of(home).stat().st_mode) == 0o600


def test_down_from_another_shell_stops_everything(home: Path, up: Up) -> None:
    watch = up(web=STAY)
    web = living(home, "web")
    assert bring_down(home)
    assert watch.wait(5) == 0
    assert web.process is None
    assert bring_down(home) is False


def test_down_ends_what_a_killed_supervisor_left_behind(home: Path, up: Up) -> None:
    watch = up(web=STAY, worker=STUBBORN)
    line(watch, "worker")
    web, worker = living(home, "web"), living(home, "worker")
    watch.kill()
    watch.wait()
    state = read(home)
    assert state is not None
    assert (state.is_up, len(state.living)) == (False, 2)
    assert bring_down(home, patience=1)
    wait_until(lambda: worker.process is None)
    assert web.process is None
    assert not path_of(home).exists()


def test_down_ends_the_offspring_of_what_was_left_behind(home: Path, up: Up) -> None:
    watch = up(web=WITH_OFFSPRING)
    offspring = look(int(line(watch, "web").split()[-1]))
    assert offspring is not None
    watch.kill()
    watch.wait()
    assert bring_down(home)
    wait_until(lambda: look(offspring.pid) != offspring)


def test_next_supervisor_ends_what_a_killed_one_left_behind(home: Path, up: Up) -> None:
    first = up(web=STAY)
    left = living(home, "web")
    first.kill()
    first.wait()
    second = up(web=STAY)
    line(second, "web")
    assert left.process is None
    assert living(home, "web").pid != left.pid


def test_pid_that_became_somebody_elses_is_not_killed(home: Path) -> None:
    home.mkdir()
    with subprocess.Popen(["sleep", "300"]) as stranger:
        gone = Entry("supervisor", stranger.pid, "another birth")
        write(home, RunState(gone, (Entry("web", stranger.pid, "another birth"),), {}))
        assert bring_down(home) is False
        assert stranger.poll() is None
        stranger.kill()
    assert not path_of(home).exists()


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"supervisor": {}}'])
def test_state_that_cannot_be_understood_counts_as_none(home: Path, text: str) -> None:
    home.mkdir()
    path_of(home).write_text(text)
    assert read(home) is None
    assert bring_down(home) is False


def test_lock_is_free_again_after_its_holder(home: Path) -> None:
    with only_one(home), pytest.raises(Refusal), only_one(home):
        pass
    with only_one(home):
        pass


def test_pauses_double_up_to_the_longest() -> None:
    patience = Patience(first_pause=0.5, longest_pause=30)
    assert [patience.pause(deaths) for deaths in (1, 2, 3, 7, 100)] == [0.5, 1, 2, 30, 30]


def test_long_steady_run_forgives_earlier_deaths() -> None:
    child = Child(Program("web", STAY), Patience(first_pause=1, steady_after=0))
    assert [child.count_death(), child.count_death(), child.deaths] == [1, 1, 1]
    child = Child(Program("web", STAY), Patience(first_pause=1, steady_after=float("inf")))
    assert [child.count_death(), child.count_death(), child.deaths] == [1, 2, 2]


def test_line_without_end_is_cut_instead_of_kept_forever() -> None:
    child = Child(Program("web", ["sh", "-c", "head -c 200000 /dev/zero | tr '\\0' x"]), Patience())
    child.start()
    said = ""
    while not child.has_said_all:
        said += "".join(child.lines())
    said += child.last_line()
    assert said == "x" * 200_000
    wait_until(child.has_ended)
    assert child.bury() == "exit code 0"
