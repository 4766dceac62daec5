"""What the suite needs from the system is asked for once a day at most where it cannot be had."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / ".ci" / "system-packages"
TOOLS = ("bash", "env", "find", "mkdir", "touch", "grep", "cat")
FAKES = {
    "python3": "exit 0",
    "id": "echo 0",
    "fc-list": "echo Noto",
    "chromium": "exit 0",
    "apt-get": 'echo "$1" >> "$ASKED"; exit 100',
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A system without the shell, whose administrator may install and has no mirror that knows it."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    for name, body in FAKES.items():
        file = tools / name
        file.write_text(f"#!{shutil.which('bash')}\n{body}\n")
        file.chmod(0o755)
    return tmp_path


def asked(place: Path) -> list[str]:
    """Run it; what the package manager was asked so far."""
    env = {"PATH": str(place / "bin"), "HOME": str(place), "ASKED": str(place / "asked"), "CHROMIUM": ""}
    done = subprocess.run(
        ["bash", str(SCRIPT), "--browser"], cwd=place, env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    log = place / "asked"
    return log.read_text().split() if log.exists() else []


def test_what_cannot_be_had_is_asked_for_once_a_day(place: Path) -> None:
    assert asked(place) == ["update"]
    assert asked(place) == ["update"]
    stamp = place / ".cache" / "aftercare" / "no-headless-shell"
    long_ago = time.time() - 25 * 3600
    os.utime(stamp, (long_ago, long_ago))
    assert asked(place) == ["update", "update"]
