"""What `up` does to a database before anything is served, and what `check` says of it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from aftercare.embedded.cluster import Cluster
from tests.cli.conftest import Installation, temporary_database, temporary_home
from tests.templates import schema_by_django, schema_of

INSERT = """
    INSERT INTO journal_entry (at, kind, actor, actor_name, subject, stream, position, before, after, note, request,
                               previous_hash, hash)
    VALUES (now(), 'test', 'system:0', 'x', 'a:1', 'case:1', 1, '{}', '{}', '', '', '', 'false')
"""


@pytest.fixture(scope="module")
def original(test_cluster: Cluster) -> Iterator[Installation]:
    """An installation on a database with one role for everything, prepared once."""
    with temporary_home() as home, temporary_database(test_cluster, "template0") as url:
        home.mkdir(mode=0o700)
        installation = Installation(home, DATABASE_URL=url, AFTERCARE_DEMO="0")
        done = prepared(installation)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Making the database’s tables" in done.stdout
        yield installation


@pytest.fixture
def installed(original: Installation, home: Path, test_cluster: Cluster) -> Iterator[Installation]:
    """A copy of it, home and database, to do with as one likes."""
    shutil.copytree(original.home, home)
    template = conninfo_to_dict(original.env["DATABASE_URL"])["dbname"]
    with temporary_database(test_cluster, str(template)) as url:
        yield Installation(home, DATABASE_URL=url, AFTERCARE_DEMO="0")


def prepared(installation: Installation) -> subprocess.CompletedProcess[str]:
    """Prepare it, as `up` does."""
    return installation.run("prepare")


def test_one_role_for_everything_forbids_itself_to_rewrite_the_journal(installed: Installation) -> None:
    with psycopg.connect(installed.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(INSERT)
        for statement in ("UPDATE journal_entry SET note = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM journal_entry").fetchone() == (1,)


def test_its_tables_are_those_that_django_makes(
    original: Installation, test_cluster: Cluster, empty_database: str, tmp_path: Path
) -> None:
    made, empty = (str(conninfo_to_dict(url)["dbname"]) for url in (original.env["DATABASE_URL"], empty_database))
    told = schema_of(test_cluster, made, tmp_path / "schema.sql")
    assert told.count("\nCREATE TABLE ") > 120
    assert told == schema_by_django(test_cluster, empty)


def test_preparing_again_changes_nothing_and_tells_how_to_begin(installed: Installation) -> None:
    done = prepared(installed)
    assert done.returncode == 0
    assert done.stdout.strip() == ("Nobody can sign in yet. In another shell: aftercare member create")
    assert installed.run("member", "create", "ada@example.com", "--role", "administrator", "--generate").returncode == 0
    assert prepared(installed).stdout == ""


def test_check_says_that_all_is_well(original: Installation) -> None:
    done = original.run("check")
    lines = done.stdout.splitlines()
    assert (done.returncode, [line for line in lines if line.startswith("✗")]) == (0, [])
    assert any("can add to the journal, but not change or remove anything in it." in line for line in lines)
    assert "✓ The journal is whole: 0 entries, every chain holds." in lines


def test_check_finds_what_is_wrong(installed: Installation) -> None:
    with psycopg.connect(installed.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(INSERT)
        connection.execute("GRANT UPDATE ON journal_entry TO CURRENT_USER")
        connection.execute(
            "INSERT INTO files_storedfile (id, sha256, content_type, name, size, path, thumbnail_path, uploaded_by, "
            "uploaded_at) VALUES (gen_random_uuid(), '', 'image/png', 'x', 1, '2026/x', '', 'system:0', now())"
        )
    (installed.home / "secrets" / "django_key").chmod(0o644)
    done = installed.run("check")
    wrong = "\n".join(line for line in done.stdout.splitlines() if line.startswith("✗"))
    assert done.returncode == 1
    assert "can change entries of the journal" in wrong
    assert "The journal was tampered with: case:1, entry 1: its content was altered." in wrong
    assert "1 of 1 stored files are missing, among them 2026/x." in wrong
    assert "Others may read the secrets django_key" in wrong


def test_check_says_when_the_tables_were_never_made(home: Path, empty_database: str) -> None:
    home.mkdir(mode=0o700)
    done = Installation(home, DATABASE_URL=empty_database).run("check")
    assert done.returncode == 1
    assert "✗ The tables are not those of this version; “aftercare up” brings them up to date." in done.stdout


def test_a_database_of_a_newer_version_is_left_alone(installed: Installation) -> None:
    with psycopg.connect(installed.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('returns', '9999_later', now())")
    done = prepared(installed)
    assert done.returncode == 1
    assert "made by a newer version of Aftercare" in done.stderr
    assert "returns.9999_later" in done.stderr


def test_words_on_a_database_without_tables_say_what_to_do(home: Path, empty_database: str) -> None:
    home.mkdir(mode=0o700)
    done = Installation(home, DATABASE_URL=empty_database).run("apikey", "list")
    assert (done.returncode, done.stderr.strip()) == (1, "The database is not set up yet. Run “aftercare up” first.")
