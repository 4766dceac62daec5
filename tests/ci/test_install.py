"""uv installs under pip's settings, and pip where uv cannot."""

import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCK = ROOT / "requirements" / "base.txt"
PYTHON = """
case "$*" in
    *"config list"*) cat "$HERE/told" ;;
    *" install "*) echo "pip $*" >> "$HERE/asked" ;;
esac
"""
UV = """
echo "uv at ${UV_DEFAULT_INDEX-its own} with ${SSL_CERT_FILE-its own} through ${HTTPS_PROXY-nothing}" >> "$HERE/asked"
exit "${BROKEN-0}"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An environment whose programs note what they are asked."""
    (tmp_path / "bin").mkdir()
    for name, body in {"python": PYTHON, "uv": UV}.items():
        file = tmp_path / "bin" / name
        file.write_text(f"#!{which('bash')}\n{body}")
        file.chmod(0o755)
    return tmp_path


def asked(place: Path, told: str = "", **environment: str) -> tuple[list[str], str]:
    """Install where pip is told this; what was asked of whom, and what was said."""
    (place / "told").write_text(told)
    command: list[str | Path] = [sys.executable, ROOT / ".ci" / "install", place, LOCK]
    env = {"PATH": str(Path(which("cat") or "/bin/cat").parent), "HERE": str(place), **environment}
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return (place / "asked").read_text().splitlines(), done.stdout


def test_pip_settings_hold_for_uv(place: Path) -> None:
    told = "global.cert='/a'\nglobal.index-url='https://one.example/simple'\n:env:.index-url='https://two.example/simple'\n"
    told += "global.proxy='http://proxy.example:3128'\n"
    want = "uv at https://two.example/simple with /a through http://proxy.example:3128"
    assert asked(place, told) == ([want], "")


def test_uv_keeps_what_it_was_told_itself(place: Path) -> None:
    mine = "https://mine.example/simple"
    told = "global.index-url='https://one.example/simple'\n"
    assert asked(place, told, UV_DEFAULT_INDEX=mine)[0] == [f"uv at {mine} with its own through nothing"]


def test_pip_installs_what_uv_cannot(place: Path) -> None:
    done, said = asked(place, BROKEN="2")
    assert done[0] == "uv at its own with its own through nothing"
    assert done[1].endswith(f"install --quiet --no-compile --require-hashes -r {LOCK}")
    assert (len(done), said) == (2, "uv cannot install this here; pip does, which takes a minute longer.\n")


def test_without_an_index_pip_knows_where_to_look(place: Path) -> None:
    done, _said = asked(place, "global.no-index='true'\nglobal.find-links='/wheels'\n")
    assert [line.split()[0] for line in done] == ["pip"]
