"""The three roles, the database, and what the running application may do in it.

postgres           superuser; the supervisor alone
aftercare_owner    owns the database and runs migrations; may create databases, because tests make their own
aftercare_app      the running application: reads and writes rows, changes no structure
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.pq.abc import PGconn

from aftercare.embedded.connection import connect
from aftercare.embedded.layout import Cluster
from aftercare.embedded.secret_files import USERS, Role, read

_RIGHTS: dict[Role, str] = {
    "owner": "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    "app": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
}
_OWNER, _APP = sql.Identifier(USERS["owner"]), sql.Identifier(USERS["app"])

_LIMITS = """
    REVOKE ALL ON DATABASE {name} FROM PUBLIC;
    GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app};
"""
_DEFAULTS = """
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""


def ensure_roles(cluster: Cluster) -> None:
    """Make the roles, or give them the secret files' passwords again. Later databases inherit the rights."""
    with _one_at_a_time(cluster) as connection:
        for role, rights in _RIGHTS.items():
            _ensure_role(connection, USERS[role], rights, read(cluster, role))
        _grant_defaults(cluster, "template1")


def ensure_database(cluster: Cluster, name: str = "aftercare") -> None:
    """Make the database with its rights unless it is there. The server must run."""
    with _one_at_a_time(cluster) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), _OWNER))
        connection.execute(sql.SQL(_LIMITS).format(name=sql.Identifier(name), app=_APP))
        _grant_defaults(cluster, name)


@contextmanager
def _one_at_a_time(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """PostgreSQL answers two grants on one thing at the same time with an error; so they queue here."""
    with connect(cluster) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('aftercare roles'))")
        yield connection


def _ensure_role(connection: psycopg.Connection, user: str, rights: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
    # Only the scram verifier travels, so no log ever shows the password.
    verifier = _verifier(connection.pgconn, user, password)
    verb = sql.SQL("ALTER" if known else "CREATE")
    statement = sql.SQL("{verb} ROLE {user} " + rights + " PASSWORD {verifier}")
    connection.execute(statement.format(verb=verb, user=sql.Identifier(user), verifier=sql.Literal(verifier)))


def _verifier(pgconn: PGconn, user: str, password: str) -> str:
    return pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()


def _grant_defaults(cluster: Cluster, database: str) -> None:
    with connect(cluster, database) as connection:
        connection.execute(sql.SQL(_DEFAULTS).format(owner=_OWNER, app=_APP))
