"""Watching over our own processes: started together, restarted when one dies, stopped together.

One thread, no polling: the loop sleeps until a child writes, a child ends, a signal comes, or a pause is over.
Each child leads a group of its own. Ctrl-C therefore reaches the supervisor alone, and what a killed child leaves
behind (a web server's workers, which hold the port) goes with its group before the child is started again.
"""

import os
import selectors
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from aftercare.cli.children import Child, Patience, Program
from aftercare.cli.run_state import Entry, RunState, end_leftovers, forget, only_one, write
from aftercare.cli.saying import Refusal
from aftercare.embedded.processes import look

__all__ = ["Patience", "Program", "Supervisor"]

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Keeps the programs of one home running until it is asked to stop."""

    def __init__(
        self,
        home: Path,
        programs: Sequence[Program],
        *,
        facts: Mapping[str, str] | None = None,
        out: TextIO | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._home = home
        self._patience = patience or Patience()
        self._children = [Child(program, self._patience) for program in programs]
        self._facts = dict(facts or {})
        self._screen = _Screen(out or sys.stdout, max(len(program.name) for program in programs))
        self._bell = _Bell()

    def run(self) -> int:
        """Start everything and stay until SIGINT, SIGTERM or SIGHUP; then stop everything. For the main thread only.

        0 when it was asked to stop, 1 when a program died too often. Raises Refusal when this home is already up or
        a program cannot be started at all.
        """
        with only_one(self._home):
            end_leftovers(self._home)
            with self._bell.listening():
                try:
                    self._start_all()
                    return self._watch()
                finally:
                    self._stop_all()
                    forget(self._home)

    def _start_all(self) -> None:
        for child in self._children:
            if self._bell.times_asked:
                return
            try:
                self._start(child)
            except OSError as error:
                raise Refusal(
                    f"“{child.program.name}” cannot be started: {error.strerror} ({error.filename})."
                ) from error

    def _start(self, child: Child) -> None:
        child.start()
        self._bell.hear(child)
        me = look(os.getpid())
        supervisor = Entry("supervisor", os.getpid(), me.birth if me else "")
        write(self._home, RunState(supervisor, tuple(each.entry for each in self._children if each.entry), self._facts))

    def _watch(self) -> int:
        while not self._bell.times_asked:
            self._listen(self._next_due())
            for child in self._children:
                if child.has_ended():
                    self._mourn(child)
                elif not child.is_running and time.monotonic() >= child.due_at:
                    self._restart(child)
                if child.deaths >= self._patience.most_deaths:
                    self._screen.say(f"{child.program.name} died {child.deaths} times in a row; stopping everything.")
                    return 1
        return 0

    def _mourn(self, child: Child) -> None:
        how = self._bury(child)
        pause = child.count_death()
        self._screen.say(f"{child.program.name} ended ({how}); it starts again in {pause:g} s.")

    def _restart(self, child: Child) -> None:
        if self._bell.times_asked:
            return
        try:
            self._start(child)
        except OSError as error:
            child.count_death()
            self._screen.say(f"{child.program.name} cannot be started: {error}.")

    def _next_due(self) -> float | None:
        """Seconds until the next restart; nothing when everything runs."""
        dues = [child.due_at for child in self._children if not child.is_running]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _stop_all(self) -> None:
        """Ask all, wait, kill what stays. Asked a second time, we no longer wait."""
        ends_at = time.monotonic() + self._patience.to_stop
        for child in self._children:
            child.ask_to_stop()
        while self._bury_ended() and self._bell.times_asked < 2 and time.monotonic() < ends_at:
            self._listen(max(0.0, ends_at - time.monotonic()))
        for child in self._children:
            if child.is_running:
                self._screen.say(f"{child.program.name} did not stop; it is killed.")
                self._bury(child)

    def _bury_ended(self) -> bool:
        """Bury who ended; tells whether somebody still runs."""
        for child in self._children:
            if child.has_ended():
                self._bury(child)
        return any(child.is_running for child in self._children)

    def _bury(self, child: Child) -> str:
        self._forward(child)
        if rest := child.last_line():
            self._screen.show(child.program.name, rest)
        self._bell.ignore(child)
        return child.bury()

    def _listen(self, seconds: float | None) -> None:
        for child in self._bell.wait(seconds):
            self._forward(child)
            if child.has_said_all:
                self._bell.ignore(child)

    def _forward(self, child: Child) -> None:
        for line in child.lines():
            self._screen.show(child.program.name, line)


class _Bell:
    """What wakes the supervisor: its children's output, and signals, which write into a pipe."""

    def __init__(self) -> None:
        self.times_asked = 0
        self._selector = selectors.DefaultSelector()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals inside the block; what handled them before comes back afterwards."""
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        self._selector.register(reading, selectors.EVENT_READ, None)
        woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        # Under nohup, or behind a shell that ignores Ctrl-C for us, it stays ignored.
        before = {number: signal.getsignal(number) for number in (*_STOP, signal.SIGCHLD)}
        for number in (number for number in _STOP if before[number] is not signal.SIG_IGN):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(woken)
            self._selector.close()
            os.close(reading)
            os.close(writing)

    def hear(self, child: Child) -> None:
        """Wake up when the child says something."""
        self._selector.register(child.output, selectors.EVENT_READ, child)

    def ignore(self, child: Child) -> None:
        """No longer wake up for it."""
        with suppress(KeyError):
            self._selector.unregister(child.output)

    def wait(self, seconds: float | None) -> list[Child]:
        """Sleep until something happens, at most so long; the children that said something."""
        keys = [key for key, _ in self._selector.select(seconds)]
        for key in keys:
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(key.fd, 4096)
        return [key.data for key in keys if key.data]

    def _on_stop(self, *_: object) -> None:
        self.times_asked += 1


class _Screen:
    """Lines with the name of who said them. A screen that went away must not take the service with it."""

    def __init__(self, out: TextIO, width: int) -> None:
        self._out: TextIO | None = out
        self._width = width

    def show(self, name: str, line: str) -> None:
        """A line of a program."""
        if self._out is None:
            return
        try:
            self._out.write(f"{name:<{self._width}} | {line}\n")
            self._out.flush()
        except (OSError, ValueError):
            self._out = None

    def say(self, sentence: str) -> None:
        """A line of our own."""
        self.show("", sentence)
