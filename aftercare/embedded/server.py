"""The running server: started, waited for by really connecting, adopted, stopped."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercare.embedded import pid_file, sockets
from aftercare.embedded.account import Account
from aftercare.embedded.binaries import Binaries
from aftercare.embedded.connection import State, knock
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster
from aftercare.embedded.locking import Deadline
from aftercare.embedded.making import server_environment
from aftercare.embedded.place import make_folder
from aftercare.embedded.processes import Process, look, same, send
from aftercare.embedded.tuning import ACCESS, Tuning, configuration

# The shell returns at once, so the server is nobody's child: it outlives us, and no zombie of it stays with us.
_DETACH = '"$@" </dev/null >&3 2>&1 3>&- & echo $!'
_STILL_IN_USE = ("shared memory block", 'lock file "postmaster.pid" is empty')
"""What PostgreSQL says when a killed one's orphans are there still. A torn pid file is left to them as long."""


@dataclass(frozen=True)
class Server:
    """A cluster with what is needed to start it."""

    cluster: Cluster
    binaries: Binaries
    account: Account
    tuning: Tuning


@dataclass(frozen=True)
class Attempt:
    """One start of the server's program; `process` is nothing when it ended before it could be seen."""

    process: Process | None

    @property
    def is_alive(self) -> bool:
        """Whether the program still runs."""
        return self.process is not None and same(self.process)


def bring_up(server: Server, deadline: Deadline) -> State:
    """Start the server unless it runs, and wait until it answers; raises EmbeddedError. The caller holds the lock."""
    attempt: Attempt | None = None
    while True:
        answer = knock(server.cluster)
        if answer.state in {State.READY, State.UNFINISHED}:
            return answer.state
        running = pid_file.server_of(server.cluster.data)
        if running and answer.state is State.LOCKED:
            raise EmbeddedError(_locked_out(server.cluster))
        if deadline.is_over:
            raise EmbeddedError(_too_late(server.cluster, deadline, answer.words))
        if running and (answer.state is State.FOREIGN or _is_out_of_reach(server.cluster)):
            take_down(server.cluster, deadline)
        elif not running and not (attempt and attempt.is_alive):
            if attempt:
                _learn_from_failure(server.cluster)
            attempt = _spawn(server)
        deadline.pause()


def take_down(cluster: Cluster, deadline: Deadline) -> bool:
    """Stop the server in PostgreSQL's fast mode and wait for its end. False when it was not running."""
    running = pid_file.server_of(cluster.data)
    if running is None:
        return False
    _end(running, signal.SIGINT, deadline)
    return True


def send_away_strays(cluster: Cluster, deadline: Deadline) -> None:
    """End servers that were started for this data directory but stand elsewhere: it was moved or removed under them.

    Such a server still writes its control file by the old name, thus into whatever is put there next; and in the end it
    takes the next server's socket away. It gets no time for a last checkpoint, for that would be such a write.
    """
    for stray in pid_file.strays_of(cluster.data):
        _end(stray, signal.SIGQUIT, deadline)


def last_words(cluster: Cluster, count: int = 6) -> str:
    """The end of the server's newest log."""
    return " / ".join(_lines(cluster)[-count:]) or "nothing"


def _end(process: Process, number: signal.Signals, deadline: Deadline) -> None:
    try:
        send(process, number)
    except PermissionError:
        raise EmbeddedError("The database was started by another user; only that user can stop it.") from None
    while same(process):
        if deadline.is_over:
            raise EmbeddedError(f"The database did not stop within {deadline.seconds:g} seconds; it is still at it.")
        deadline.pause()


def _spawn(server: Server) -> Attempt:
    cluster = server.cluster
    folder = sockets.choose(cluster, server.account)
    sockets.clear(folder)
    make_folder(cluster.log, server.account)
    _drop_torn_pid_file(cluster.data)
    command = [
        str(server.binaries.folder / "postgres"), "-D", str(cluster.data), "-c", f"config_file={_configure(server)}",
        "-c", "listen_addresses=", "-c", f"port={sockets.PORT}", "-c", _socket_option(folder),
    ]  # fmt: skip
    with as_sentence("start PostgreSQL"), cluster.start_log.open("w") as log:
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec 3>&2; {_DETACH}", "sh", *command], stdout=subprocess.PIPE, stderr=log, text=True,
            check=True, cwd="/", umask=0o077, start_new_session=True, env=_environment(cluster.data),
            **server.account.switch,
        )  # fmt: skip
    return Attempt(look(int(done.stdout)))


def _socket_option(folder: Path) -> str:
    """The setting is a list, so a path with a blank needs quotes."""
    return 'unix_socket_directories="' + str(folder).replace('"', '""') + '"'


def _environment(data: Path) -> dict[str, str]:
    """PostgreSQL takes any living pid in an old pid file for a server, even a zombie's or an unrelated process's.

    We know better by now, and tell it in the way pg_ctl tells it about itself. Its own check for a shared memory block
    that orphans of a killed server still use stays in force.
    """
    old = pid_file.read(data)
    return {**server_environment(), **({"PG_GRANDPARENT_PID": str(old.pid)} if old else {})}


def _drop_torn_pid_file(data: Path) -> None:
    """A power cut can leave an empty pid file, at which PostgreSQL gives up."""
    path = pid_file.path_of(data)
    if path.exists() and pid_file.read(data) is None and not pid_file.may_be_in_use(data):
        with as_sentence("remove a torn pid file"):
            path.unlink()


def _configure(server: Server) -> Path:
    place = server.cluster.place
    access = _write(place / "pg_hba.conf", ACCESS, server.account)
    return _write(
        place / "postgresql.conf", configuration(server.tuning, access=access, log=server.cluster.log), server.account
    )


def _write(path: Path, text: str, account: Account) -> Path:
    """Anew under a passing name, readable for the server's group; it may not write here, so no link can trick us."""
    with as_sentence("write the database's configuration"):
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(text)
        os.chown(draft, -1, account.gid)
        draft.chmod(0o640)
        return draft.replace(path)


def _is_out_of_reach(cluster: Cluster) -> bool:
    """It opened its socket, but there is none where this home looks: a cleaner took it, or the home was moved."""
    found = pid_file.read(cluster.data)
    return found is not None and found.has_socket and not sockets.has_socket(sockets.socket_directory(cluster))


def _learn_from_failure(cluster: Cluster) -> None:
    """The server we started has ended: orphans of a killed one are sent away for the next attempt; else say why."""
    said = cluster.start_log.read_text(errors="replace")
    orphans = pid_file.workers_in(cluster.data)
    if any(words in said for words in _STILL_IN_USE) and (orphans or not pid_file.may_be_in_use(cluster.data)):
        for orphan in orphans:
            send(orphan, signal.SIGQUIT)
        return
    words = last_words(cluster)
    if "No space left on device" in words:
        raise EmbeddedError(f"The database did not start: there is no space left on the disk of {cluster.place}.")
    raise EmbeddedError(f"The database did not start. Its last words: {words}. The whole log is in {cluster.log}.")


def _locked_out(cluster: Cluster) -> str:
    return (
        f"The database of {cluster.home} does not accept the password in {cluster.secrets}. "
        "Bring back the secrets that belong to this database, or restore a backup into a new home."
    )


def _too_late(cluster: Cluster, deadline: Deadline, words: str) -> str:
    return (
        f"The database did not answer within {deadline.seconds:g} seconds ({words.strip() or 'no answer'}). It is left "
        f"running, since it may be repairing itself after a crash; try again. Its last words: {last_words(cluster)}."
    )


def _lines(cluster: Cluster) -> list[str]:
    logs = sorted(_logs(cluster), key=lambda pair: pair[0])
    return [line for _, text in logs[-2:] for line in text.splitlines() if line.strip()]


def _logs(cluster: Cluster) -> Iterator[tuple[float, str]]:
    """Age and end of each log. The server's user owns them, so no link is followed and no pipe waited for."""
    named = list(cluster.log.glob("*.log")) if cluster.log.is_dir() else []
    for path in (cluster.start_log, *named):
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                file.seek(max(0, size - 8192))
                yield os.fstat(file.fileno()).st_mtime, file.read().decode(errors="replace")
        except OSError:
            continue
