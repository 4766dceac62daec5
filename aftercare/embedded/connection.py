"""Talking to the server as its administrator, and asking whether it is there and ours."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import psycopg

from aftercare.embedded.layout import Cluster
from aftercare.embedded.secret_files import ROLES, USERS, Role, read
from aftercare.embedded.sockets import PORT, socket_directory

_PATIENCE = 10  # seconds for one connection; a busy machine answers late


@dataclass(frozen=True)
class Parameters:
    """What psycopg and Django need to connect. `host` is the directory of the socket."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    def __repr__(self) -> str:
        return (
            f"Parameters(host={self.host!r}, port={self.port}, user={self.user!r}, password=…, dbname={self.dbname!r})"
        )


class State(Enum):
    """What a knock at the server's door found."""

    READY = "ready"
    UNFINISHED = "ready, but its roles are not all there"
    BUSY = "there, but not answering yet"
    ABSENT = "nobody there"
    FOREIGN = "another server, or ours with another idea of where its data is"
    LOCKED = "it does not know our password"


@dataclass(frozen=True)
class Answer:
    """The state, and the server's own words when there were any."""

    state: State
    words: str = ""
    version: str = ""


def parameters(cluster: Cluster, role: Role, database: str = "aftercare") -> Parameters:
    """How `role` connects, running server or not; raises EmbeddedError when the cluster was never set up."""
    return Parameters(str(socket_directory(cluster)), PORT, USERS[role], read(cluster, role), database)


def connect(cluster: Cluster, database: str = "postgres") -> psycopg.Connection:
    """A connection of the administrator that commits every statement."""
    found = parameters(cluster, "admin", database)
    return psycopg.connect(
        host=found.host,
        port=found.port,
        user=found.user,
        password=found.password,
        dbname=found.dbname,
        autocommit=True,
        connect_timeout=_PATIENCE,
        application_name="aftercare supervisor",
    )


def knock(cluster: Cluster) -> Answer:
    """Connect, ask, and tell what was found. Never raises for a server that is away."""
    try:
        with connect(cluster) as connection:
            return _examine(cluster, connection)
    except psycopg.OperationalError as error:
        return _understand(str(error))


_QUESTION = """
    SELECT current_setting('data_directory'), current_setting('server_version'),
           (SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s))
"""


def _examine(cluster: Cluster, connection: psycopg.Connection) -> Answer:
    row = connection.execute(_QUESTION, [list(USERS.values())]).fetchone()
    if row is None or not _is_here(Path(row[0]), cluster.data) or not _has_number(connection, cluster.data):
        return Answer(State.FOREIGN)
    state = State.READY if row[2] == len(ROLES) else State.UNFINISHED
    return Answer(state, version=str(row[1]).split(" ", 1)[0])


def _has_number(connection: psycopg.Connection, data: Path) -> bool:
    """A data directory that was replaced under its server has another number."""
    row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    return row is not None and row[0] == _identifier(data)


def _identifier(data: Path) -> int:
    """The cluster's own number: the first eight bytes of its control file, signed as SQL shows it."""
    try:
        with (data / "global" / "pg_control").open("rb") as file:
            return int.from_bytes(file.read(8), "little", signed=True)
    except OSError:
        return 0


def _is_here(named: Path, data: Path) -> bool:
    """The same directory; not so when the home was moved while its server ran."""
    try:
        return named.samefile(data)
    except OSError:
        return False


def _understand(words: str) -> Answer:
    if "password authentication failed" in words:
        return Answer(State.LOCKED, words)
    if "too many clients" in words or "remaining connection slots" in words:
        return Answer(State.READY, words)
    if any(
        phrase in words
        for phrase in ("starting up", "shutting down", "in recovery mode", "not yet accepting", "timeout")
    ):
        return Answer(State.BUSY, words)
    return Answer(State.ABSENT, words)
