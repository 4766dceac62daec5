"""Who gets in, and what they may do there."""

from collections.abc import Callable
from dataclasses import asdict

import psycopg
import pytest
from psycopg import errors

from aftercare.embedded.cluster import Cluster, Role, ensure_database, parameters
from aftercare.embedded.connection import State, knock
from aftercare.embedded.secret_files import ROLES, path_of
from tests.embedded.support import ask, start


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("password", ["wrong", ""])
def test_wrong_or_missing_password_is_refused(running: Cluster, role: Role, password: str) -> None:
    found = {**asdict(parameters(running, role)), "password": password}
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**found, passfile="/dev/null")


def test_every_rule_asks_for_a_password(running: Cluster) -> None:
    assert ask(running, "SELECT array_agg(type || ' ' || auth_method) FROM pg_hba_file_rules") == [
        "local scram-sha-256"
    ]


def test_no_password_is_kept_in_clear(running: Cluster) -> None:
    kinds = "SELECT array_agg(DISTINCT split_part(rolpassword, '$', 1)) FROM pg_authid WHERE rolcanlogin"
    assert ask(running, kinds) == ["SCRAM-SHA-256"]


def test_the_server_has_no_address_on_the_network(running: Cluster) -> None:
    found = asdict(parameters(running, "app"))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**{**found, "host": "127.0.0.1", "port": 1}, connect_timeout=2)
    assert ask(running, "SHOW listen_addresses") == ""


def test_rights_of_the_roles(running: Cluster) -> None:
    rights = """
        SELECT array_agg(concat_ws(' ', rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
               ORDER BY rolname)
        FROM pg_roles WHERE rolname LIKE 'aftercare%'
    """
    assert ask(running, rights) == ["aftercare_app f f f f f", "aftercare_owner f t f f f"]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE intruder",
        "CREATE DATABASE intruder",
        "CREATE TABLE intruder ()",
        "ALTER ROLE aftercare_app SUPERUSER",
        "ALTER SYSTEM SET fsync = off",
        "COPY (SELECT 1) TO '/tmp/intruder'",
        "SET ROLE aftercare_owner",
    ],
)
def test_application_may_not(running: Cluster, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        ask(running, statement, "app", "aftercare")


def test_application_works_with_the_owners_tables_but_does_not_change_them(running: Cluster) -> None:
    ask(running, "CREATE TABLE thing (id serial PRIMARY KEY, word text)", "owner", "aftercare")
    assert ask(running, "INSERT INTO thing (word) VALUES ('one') RETURNING id", "app", "aftercare") == 1
    assert ask(running, "UPDATE thing SET word = 'two' RETURNING word", "app", "aftercare") == "two"
    assert ask(running, "DELETE FROM thing RETURNING word", "app", "aftercare") == "two"
    for statement in ("DROP TABLE thing", "ALTER TABLE thing ADD more int", "TRUNCATE thing"):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(running, statement, "app", "aftercare")


def test_databases_the_owner_makes_for_tests_carry_the_applications_rights(running: Cluster) -> None:
    ask(running, "CREATE DATABASE test_made", "owner", "aftercare")
    ask(running, "CREATE DATABASE test_clone TEMPLATE aftercare", "owner", "postgres")
    for name in ("test_made", "test_clone"):
        ask(running, "CREATE TABLE fresh (word text)", "owner", name)
        assert ask(running, "INSERT INTO fresh VALUES ('here') RETURNING word", "app", name) == "here"


def test_other_roles_do_not_enter_our_database(running: Cluster) -> None:
    ensure_database(running)
    assert ask(running, "SELECT has_database_privilege('public', 'aftercare', 'CONNECT')") is False


def test_lost_secret_of_the_administrator_is_told(cast: Callable[[str], Cluster]) -> None:
    cluster = cast("home")
    start(cluster)
    path = path_of(cluster, "admin")
    kept = path.read_text()
    path.write_text("something else")
    assert knock(cluster).state is State.LOCKED
    with pytest.raises(Exception, match="does not accept the password"):
        start(cluster)
    path.write_text(kept)
    start(cluster)
