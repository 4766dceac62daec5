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
    *" install "*) echo "pip $*" >> "$HERE/asked"; exit "${PIP_BROKEN-0}" ;;
esac
"""
UV = """
index=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-its own}}
echo "uv at $index with ${SSL_CERT_FILE:-${SSL_CERT_DIR:-its own}} through ${HTTPS_PROXY:-nothing}" >> "$HERE/asked"
exit "${BROKEN-0}"
"""
UV_LOCK = LOCK.with_name("uv.txt")
NAMED = UV_LOCK.read_text().split()[0].replace("==", "-")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An environment whose programs note what they are asked."""
    (tmp_path / "bin").mkdir()
    for name, body in {"python": PYTHON, "uv": UV}.items():
        file = tmp_path / "bin" / name
        file.write_text(f"#!{which('bash')}\n{body}")
        file.chmod(0o755)
    holds(tmp_path, NAMED)
    return tmp_path


def holds(place: Path, uv: str) -> None:
    """The environment tells that it has this uv and no other."""
    packages = place / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True, exist_ok=True)
    for other in packages.iterdir():
        other.rmdir()
    (packages / f"{uv}.dist-info").mkdir()


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


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_uv_keeps_what_it_was_told_itself(place: Path, name: str) -> None:
    mine = "https://mine.example/simple"
    told = "global.index-url='https://one.example/simple'\nglobal.cert='/a'\n"
    want = f"uv at {mine} with /mine through nothing"
    assert asked(place, told, **{name: mine}, SSL_CERT_FILE="/mine", CURL_CA_BUNDLE="/b")[0] == [want]


def test_an_empty_word_tells_uv_nothing(place: Path) -> None:
    told = "global.index-url='https://one.example/simple'\n"
    want = "uv at https://one.example/simple with its own through nothing"
    assert asked(place, told, UV_DEFAULT_INDEX="", UV_INDEX_URL="", REQUESTS_CA_BUNDLE="")[0] == [want]


@pytest.mark.parametrize(
    ("bundles", "trusted"),
    [
        ({"CURL_CA_BUNDLE": "/b"}, "/b"),
        ({"CURL_CA_BUNDLE": "/b", "REQUESTS_CA_BUNDLE": "/c"}, "/c"),
    ],
)
def test_uv_trusts_whom_pip_trusts(place: Path, bundles: dict[str, str], trusted: str) -> None:
    """Of all names, those that come from the library pip asks with count first, as in pip."""
    assert asked(place, "global.cert='/a'\n", **bundles)[0] == [f"uv at its own with {trusted} through nothing"]


def test_a_directory_of_certificates_is_told_as_one(place: Path) -> None:
    """uv would read no certificate at all from a file that is a directory."""
    (place / "bin" / "uv").write_text(
        f'#!{which("bash")}\necho "${{SSL_CERT_FILE-no}} ${{SSL_CERT_DIR-no}}" >> "$HERE/asked"'
    )
    assert asked(place, "global.cert='/a'\n", REQUESTS_CA_BUNDLE="/")[0] == ["no /"]


def test_an_old_uv_is_renewed(place: Path) -> None:
    holds(place, "uv-0.1.0")
    done, said = asked(place)
    assert done[0].endswith(f"install --quiet --no-compile --require-hashes -r {UV_LOCK}")
    assert (done[1:], said) == (["uv at its own with its own through nothing"], "")


def test_an_old_uv_is_better_than_none(place: Path) -> None:
    holds(place, "uv-0.1.0")
    done, said = asked(place, PIP_BROKEN="1")
    assert [line.split()[0] for line in done] == ["pip", "uv"]
    assert said == ""


def test_pip_installs_what_uv_cannot(place: Path) -> None:
    done, said = asked(place, BROKEN="2")
    assert done[0] == "uv at its own with its own through nothing"
    assert done[1].endswith(f"install --quiet --no-compile --require-hashes -r {LOCK}")
    assert (len(done), said) == (2, "uv cannot install this here; pip does, which takes a minute longer.\n")


def test_without_an_index_pip_knows_where_to_look(place: Path) -> None:
    done, _said = asked(place, "global.no-index='true'\nglobal.find-links='/wheels'\n")
    assert [line.split()[0] for line in done] == ["pip"]
