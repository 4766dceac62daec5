"""What `make` shows, does and leaves out, in a checkout whose programs only note that they ran."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = (
    ".ci/system-packages",
    *(f".venv/bin/{name}" for name in ("python", "aftercare", "ruff", "mypy", "lint-imports", "pytest")),
)
NOTE = """#!{bash}
echo "${{0##*/}} $*" >> "$NOTES"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The words of this checkout and its lock files, with an environment that has all programs but uv."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for name in PROGRAMS:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(NOTE.format(bash=shutil.which("bash")))
        file.chmod(0o755)
    return tmp_path


def make(place: Path, *words: str) -> tuple[int, str, list[str]]:
    """How it ended, what it said, and what ran."""
    python = place / ".venv" / "bin" / "python"
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NOTES": str(place / "notes")}
    command = ["make", *words, f"PYTHON={python}"]
    done = subprocess.run(
        command, cwd=place, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    notes = place / "notes"
    ran = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return done.returncode, done.stdout, ran


def installs(ran: list[str]) -> list[str]:
    """The lock files that were installed."""
    return [line.split()[-1] for line in ran if ".ci/install " in line]


@pytest.mark.parametrize("word", ["test", "check", "lint"])
def test_a_dry_run_shows_the_checks_and_runs_nothing(place: Path, word: str) -> None:
    before = sorted(place.rglob("*"))
    status, said, ran = make(place, "-n", word)
    lines = said.splitlines()
    assert {".venv/bin/mypy", ".venv/bin/ruff check .", ".venv/bin/lint-imports"} <= set(lines)
    assert any(line.endswith(".ci/install .venv requirements/dev.txt") for line in lines)
    assert (status, ran, sorted(place.rglob("*"))) == (0, [], before)


def test_jobs_asked_for_from_outside_are_taken(place: Path) -> None:
    make(place, "lint")
    status, said, ran = make(place, "-j4", "test")
    assert (status, said) == (0, "")
    checks = {"system-packages --browser", "mypy ", "ruff check .", "ruff format --check .", "lint-imports "}
    assert checks | {"aftercare messages", "python -m tests.templates"} <= set(ran)
    assert ran[-1].startswith("pytest -n ")


@pytest.mark.parametrize(("jobs", "lanes"), [("-j1", ""), ("-j", ""), ("-j4", ""), ("-s", "--jobs=3")])
def test_three_lanes_are_for_who_asks_for_no_number(place: Path, jobs: str, lanes: str) -> None:
    make(place, "lint")
    _status, said, _ran = make(place, "-n", jobs, "test")
    (lead,) = [line for line in said.splitlines() if "system-packages" not in line and " browser types " in line]
    assert ("--jobs=3" in lead) == bool(lanes)


def test_a_lock_file_of_other_content_is_installed_once(place: Path) -> None:
    assert installs(make(place, "run")[2]) == ["requirements/base.txt"]
    assert installs(make(place, "run")[2]) == []
    with (place / "requirements" / "uv.txt").open("a") as lock:
        lock.write("# newer\n")
    assert installs(make(place, "run")[2]) == ["requirements/base.txt"]
    assert installs(make(place, "run")[2]) == []


def test_lock_says_what_it_lacks(place: Path) -> None:
    make(place, "lint")
    status, said, _ran = make(place, "lock")
    assert status == 2
    sentence, failed = said.splitlines()
    assert sentence == "“make lock” needs uv, which pip could not install here: run it where pip reaches an index."
    assert failed.startswith("make: *** ")
