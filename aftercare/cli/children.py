"""One program and the process that runs it: started, read, asked to stop, buried."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from aftercare.cli.run_state import Entry
from aftercare.embedded.processes import look

_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True)
class Program:
    """A process to keep running. `env` is added to ours; it runs in the folder `place`, or in ours."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    place: Path | None = None


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds, and how many deaths in a row are borne."""

    first_pause: float = 0.5
    longest_pause: float = 30
    steady_after: float = 30
    most_deaths: int = 10
    to_stop: float = 15

    def pause(self, deaths: int) -> float:
        """Twice as long after every death in a row, up to the longest."""
        return min(self.first_pause * 2.0 ** (deaths - 1), self.longest_pause)


class Child:
    """A program with the process that runs it now, if any."""

    def __init__(self, program: Program, patience: Patience) -> None:
        self.program = program
        self.deaths = 0
        self.due_at = 0.0
        self.entry: Entry | None = None
        self.has_said_all = False
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._began_at = 0.0
        self._rest = b""

    @property
    def is_running(self) -> bool:
        """Whether there is a process that was not buried yet."""
        return self._process is not None

    @property
    def output(self) -> IO[bytes]:
        """The pipe with what the process says."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    def start(self) -> None:
        """Run the program; raises OSError."""
        self._began_at = time.monotonic()
        self._process = subprocess.Popen(
            list(self.program.argv),
            env={"PYTHONUNBUFFERED": "1", **os.environ, **self.program.env},
            cwd=self.program.place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.has_said_all = False
        os.set_blocking(self.output.fileno(), False)
        seen = look(self._process.pid)
        self.entry = Entry(self.program.name, self._process.pid, seen.birth if seen else "")

    def has_ended(self) -> bool:
        """Whether the process ended. It is not buried yet, and until then nobody else gets its pid."""
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return self._process is not None and os.waitid(os.P_PID, self._process.pid, flags) is not None

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process alone; it knows how to end what it started."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGTERM)

    def bury(self) -> str:
        """Kill what is left of the process and its group, and tell how the process ended."""
        assert self._process is not None
        how = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        self.output.close()
        self._process = self.entry = None
        if how is None:
            return "killed"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def count_death(self) -> float:
        """One more in a row, unless a long steady run forgives the earlier ones. The pause until the next start."""
        steady = time.monotonic() - self._began_at >= self._patience.steady_after
        self.deaths = 1 if steady else self.deaths + 1
        pause = self._patience.pause(self.deaths)
        self.due_at = time.monotonic() + pause
        return pause

    def lines(self) -> Iterator[str]:
        """The whole lines that wait in the pipe, without waiting for more. Ends also at the end of the pipe."""
        while chunk := self._read():
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            if len(self._rest) > _LONGEST_LINE:
                lines, self._rest = [*lines, self._rest], b""
            for line in lines:
                yield line.decode(errors="replace")

    def last_line(self) -> str:
        """What was said without an end of line."""
        rest, self._rest = self._rest, b""
        return rest.decode(errors="replace")

    def _read(self) -> bytes:
        """Empty when nothing waits, and at the end."""
        try:
            chunk = os.read(self.output.fileno(), _LONGEST_LINE)
        except BlockingIOError:
            return b""
        self.has_said_all = not chunk
        return chunk
