"""Which processes of this home run now: a file that `up` keeps, and `down` and `status` read in another shell.

A pid alone is never believed. Each stands with the birth of its process, so that a pid which became somebody else's is
neither shown nor killed.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from aftercare.cli.saying import Refusal
from aftercare.embedded.processes import Process, look, members, send

_PAUSE = 0.05


@dataclass(frozen=True)
class Entry:
    """A process by the name people know it by."""

    name: str
    pid: int
    birth: str

    @property
    def process(self) -> Process | None:
        """The process, if it is still the same one."""
        found = look(self.pid)
        return found if found and found.birth == self.birth else None


@dataclass(frozen=True)
class RunState:
    """The supervisor and its programs. `facts` are for people: the address, for instance."""

    supervisor: Entry
    programs: tuple[Entry, ...]
    facts: dict[str, str]

    @property
    def is_up(self) -> bool:
        """Whether the supervisor still watches over its programs."""
        return self.supervisor.process is not None

    @property
    def living(self) -> tuple[Entry, ...]:
        """The programs that run, watched over or not."""
        return tuple(entry for entry in self.programs if entry.process)


def path_of(home: Path) -> Path:
    """The file of this home."""
    return home / "run-state"


def write(home: Path, state: RunState) -> None:
    """Put the state on disk in one piece, readable for its owner alone."""
    draft = path_of(home).with_name(f".run-state.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(state), file)
    draft.replace(path_of(home))


def read(home: Path) -> RunState | None:
    """What was last written; nothing when nobody is up or the file cannot be understood."""
    try:
        found = json.loads(path_of(home).read_text())
        programs = tuple(Entry(**each) for each in found["programs"])
        return RunState(Entry(**found["supervisor"]), programs, dict(found["facts"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget(home: Path) -> None:
    """Remove the file."""
    path_of(home).unlink(missing_ok=True)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One supervisor per home; raises Refusal for the second. The kernel gives the lock back when its holder dies."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home / "run-state.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"Aftercare is already up in {home}. “aftercare down” stops it.") from None
        yield
    finally:
        os.close(handle)


def bring_down(home: Path, *, patience: float = 30) -> bool:
    """Stop what runs in this home and wait for its end; `patience` in seconds. False when nothing ran.

    The supervisor is asked to stop its programs. When it was killed, the programs it left behind are stopped here.
    """
    state = read(home)
    if state is None:
        return False
    supervisor = state.supervisor.process
    ran = supervisor is not None or bool(state.living)
    if supervisor:
        _ask(supervisor)
        if not _wait(lambda: not state.is_up, patience):
            raise Refusal(f"Aftercare (process {supervisor.pid}) did not stop within {patience:g} seconds.")
    end_leftovers(home, patience=patience)
    return ran


def end_leftovers(home: Path, *, patience: float = 10) -> None:
    """Stop programs that outlived a killed supervisor. They are asked; what is left of their groups then is killed.

    The members are looked up before, while the leader still proves that the group's number is ours.
    """
    state = read(home)
    if state is None or state.is_up:
        return
    left = [process for entry in state.living for process in members(entry.pid)]
    for entry in state.living:
        _ask(entry.process)
    _wait(lambda: not state.living, patience)
    for process in left:
        send(process, signal.SIGKILL)
    forget(home)


def _ask(process: Process | None) -> None:
    if process is None:
        return
    try:
        send(process, signal.SIGTERM)
    except PermissionError:
        raise Refusal("Aftercare was started by another user; only that user can stop it.") from None


def _wait(done: Callable[[], bool], patience: float) -> bool:
    ends_at = time.monotonic() + patience
    while not done():
        if time.monotonic() >= ends_at:
            return False
        time.sleep(_PAUSE)
    return True
