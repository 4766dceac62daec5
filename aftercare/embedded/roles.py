"""The three roles, the database, and what the running application may do in it.

postgres           superuser; the supervisor alone
aftercare_owner    owns the database and runs migrations; may create databases, because tests make their own
aftercare_app      the running application: reads and writes rows, changes no structure
"""

import psycopg
from psycopg import errors, sql
from psycopg.pq.abc import PGconn

from aftercare.embedded.connection import connect
from aftercare.embedded.layout import Cluster
from aftercare.embedded.secret_files import USERS, Role, read

_RIGHTS: dict[Role, str] = {
    "owner": "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    "app": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
}
_OWNER, _APP = sql.Identifier(USERS["owner"]), sql.Identifier(USERS["app"])

_DEFAULTS = """
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""


def ensure_roles(cluster: Cluster) -> None:
    """Make the roles, or give them the passwords of the secret files again. Later databases inherit the app's rights."""
    with connect(cluster) as connection:
        for role, rights in _RIGHTS.items():
            _ensure_role(connection, USERS[role], rights, read(cluster, role))
    with connect(cluster, "template1") as connection:
        _grant_defaults(connection)


def ensure_database(cluster: Cluster, name: str = "aftercare") -> None:
    """Make the database with its rights unless it is there. The server must run."""
    with connect(cluster) as connection:
        _create_database(connection, name)
        limits = "REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app};"
        connection.execute(sql.SQL(limits).format(name=sql.Identifier(name), app=_APP))
    with connect(cluster, name) as connection:
        _grant_defaults(connection)


def _ensure_role(connection: psycopg.Connection, user: str, rights: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
    # Only the scram verifier travels, so no log ever shows the password.
    verifier = _verifier(connection.pgconn, user, password)
    verb = sql.SQL("ALTER" if known else "CREATE")
    statement = sql.SQL("{verb} ROLE {user} " + rights + " PASSWORD {verifier}")
    connection.execute(statement.format(verb=verb, user=sql.Identifier(user), verifier=sql.Literal(verifier)))


def _verifier(pgconn: PGconn, user: str, password: str) -> str:
    return pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()


def _create_database(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), _OWNER))
    except (errors.DuplicateDatabase, errors.UniqueViolation):
        return  # another process was first


def _grant_defaults(connection: psycopg.Connection) -> None:
    """In one transaction, and only one process at a time: PostgreSQL itself does not queue these."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('aftercare default rights'))")
        connection.execute(sql.SQL(_DEFAULTS).format(owner=_OWNER, app=_APP))
