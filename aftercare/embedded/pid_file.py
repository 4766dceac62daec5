"""postmaster.pid: who says to be the server of a data directory, and whether to believe it."""

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from aftercare.embedded.processes import Process, all_pids, look, working_directory


@dataclass(frozen=True)
class PidFile:
    """The lines of the file that matter here. The server's user writes it, so nothing in it is taken on trust."""

    pid: int
    has_socket: bool


def path_of(data: Path) -> Path:
    """The file's path."""
    return data / "postmaster.pid"


def read(data: Path) -> PidFile | None:
    """The file's content; nothing when it is missing, torn or not a file of this kind."""
    try:
        with os.fdopen(os.open(path_of(data), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), errors="replace") as file:
            lines = file.read(4096).splitlines()
    except OSError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    return PidFile(int(lines[0]), has_socket=len(lines) > 4 and bool(lines[4].strip()))


def server_of(data: Path) -> Process | None:
    """The living server of this data directory; nothing when the pid is dead, a zombie, or somebody else's by now."""
    found = read(data)
    process = look(found.pid) if found else None
    return process if process and _serves(process, data) else None


def workers_in(data: Path) -> list[Process]:
    """Every PostgreSQL process that stands in the data directory, server or orphan of one."""
    return [process for process in _servers() if _works_in(process, data)]


def strays_of(data: Path) -> list[Process]:
    """Servers that were started by this path but stand in another directory, which may have no path any more."""
    named = [process for process in _servers() if ("-D", str(data)) in pairwise(process.arguments)]
    return [process for process in named if working_directory(process) and not _works_in(process, data)]


def may_be_in_use(data: Path) -> bool:
    """Whether some process works in the data directory, or might, as far as we may see."""
    suspects = [process for process in _servers() if process.uid == data.stat().st_uid]
    return any(_works_in(process, data) or working_directory(process) is None for process in suspects)


def _serves(process: Process, data: Path) -> bool:
    named = bool(process.arguments) and Path(process.arguments[0]).name == "postgres"
    return named and _works_in(process, data)


def _servers() -> list[Process]:
    """Servers and their children: a child titles itself “postgres: …”."""
    seen = [look(pid) for pid in all_pids()]
    return [each for each in seen if each and each.arguments and Path(each.arguments[0]).name.startswith("postgres")]


def _works_in(process: Process, data: Path) -> bool:
    """Of the right user, and standing in the directory; where we may not see that, told so by its own command line."""
    try:
        wanted = data.stat()
    except OSError:
        return False  # removed
    if process.uid != wanted.st_uid:
        return False
    stands_in = working_directory(process)
    if stands_in is None:
        return str(data) in process.arguments
    return stands_in == (wanted.st_dev, wanted.st_ino)
