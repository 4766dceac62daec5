"""The command's words, and refusals that need nothing else."""

import importlib
import re
import socket
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from aftercare.cli import main
from aftercare.cli.messages import compile_messages
from tests.cli.conftest import ROOT, Installation, Word

WORDS = {
    "up", "down", "status", "check", "import", "backup", "restore", "apikey", "member", "demo", "requirements",
    "openapi", "recount", "reindex", "version",
}  # fmt: skip


def test_help_lists_every_word_for_operators(aftercare: Word) -> None:
    listed = set(re.findall(r"^  ([a-z]+)  ", aftercare("--help").stdout, re.MULTILINE))
    assert listed == WORDS


def test_help_comes_without_a_home(home: Path) -> None:
    done = Installation(home).run("import", "orders", "--help")
    assert (done.returncode, home.exists()) == (0, False)


def test_every_word_leads_to_work_that_exists() -> None:
    source = Path(main.__file__).read_text()
    targets = re.findall(r'perform\("([a-z_.]+):([a-z_]+)"', source)
    assert len(targets) >= 6
    for module, name in targets:
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("words", [("demo",), ("check",), ("apikey", "list"), ("backup", "b.tar")])
def test_nothing_is_done_where_there_is_no_aftercare(home: Path, words: tuple[str, ...]) -> None:
    done = Installation(home).run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"There is no Aftercare in {home} yet. Run “aftercare up” first."
    assert not home.exists()


def test_status_and_down_of_nothing(home: Path) -> None:
    status, down = Installation(home).run("status"), Installation(home).run("down")
    assert (status.returncode, "is not up" in status.stdout, "not made yet" in status.stdout) == (1, True, True)
    assert (down.returncode, down.stdout.strip()) == (0, "Nothing was running.")
    assert not home.exists()


def test_up_refuses_a_port_that_is_taken_or_is_none(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = Installation(home, PORT=str(other.getsockname()[1])).run("up")
    none = Installation(home, PORT="ninety").run("up")
    too_high = Installation(home, PORT="70000").run("up")
    assert (taken.returncode, none.returncode, too_high.returncode) == (1, 1, 1)
    assert "Address already in use" in taken.stderr
    assert "PORT=" in taken.stderr
    assert none.stderr.strip() == "PORT must be a whole number, but it is “ninety”."
    assert "between 1 and 65535" in too_high.stderr
    assert not home.exists()


def test_an_address_that_is_no_database_is_refused_in_a_sentence(home: Path) -> None:
    wrong = Installation(home, DATABASE_URL="nonsense", PORT="48123").run("up")
    away = Installation(home, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", PORT="48123").run("up")
    assert (wrong.returncode, away.returncode) == (1, 1)
    assert wrong.stderr.strip().startswith("DATABASE_URL must be the address of a PostgreSQL database")
    assert away.stderr.startswith("The database does not answer: connection failed")
    assert "Traceback" not in wrong.stderr + away.stderr


def test_messages_are_compiled_when_they_are_newer(tmp_path: Path) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Return", msgstr="Devolución"))
    catalogue.append(polib.POEntry(msgid="Case", msgstr="quizá", flags=["fuzzy"]))
    catalogue.save(str(folder / "django.po"))
    assert compile_messages(tmp_path) == 1
    assert compile_messages(tmp_path) == 0
    assert [(e.msgid, e.msgstr) for e in polib.mofile(str(folder / "django.mo"))] == [("Return", "Devolución")]


def test_the_launcher_starts_the_command_from_anywhere(tmp_path: Path) -> None:
    environment = tmp_path / "a folder" / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    subprocess.run([environment / "bin" / "python", "-P", ROOT / ".ci" / "install-command"], check=True)
    said = (environment / "bin" / "aftercare").read_text()
    assert f'exec "{environment}/bin/python" -P -m aftercare.cli "$@"' in said
    path = next(environment.rglob("aftercare.pth"))
    assert path.read_text() == f"{ROOT}\n"
