"""Processor time by who spent it, read from /proc; on a busy machine it tells more than the clock does."""

import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
PARTS = ("web", "worker", "postgres", "clients")


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time (user and system) of each part so far."""

    seconds: dict[str, float]

    def since(self, before: "Spent") -> dict[str, float]:
        """What was spent in between."""
        return {part: self.seconds[part] - before.seconds[part] for part in PARTS}


def spent(home: Path) -> Spent:
    """What the installation in this home, and we who ask it, have spent."""
    found = dict.fromkeys(PARTS, 0.0)
    for stat, words in _processes(home):
        part = _part(words)
        if part:
            # The postmaster counts its children once they are gone; the server's threads are in its workers' count.
            fields = stat.rpartition(")")[2].split()
            found[part] += sum(int(field) for field in fields[11:15]) / _TICKS
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        found["clients"] += usage.ru_utime + usage.ru_stime
    return Spent(found)


def _part(words: str) -> str:
    if "config.serving" in words:
        return "web"
    if "config.working" in words:
        return "worker"
    return "postgres" if words.startswith("postgres:") or "/postgres " in words else ""


def _processes(home: Path) -> Iterator[tuple[str, str]]:
    """Stat and command of each process of this home; the server is known by its folder."""
    ours = os.fsencode(f"AFTERCARE_HOME={home}")
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            is_server = "postgres" in words and (folder / "cwd").readlink().is_relative_to(home)
            if is_server or ours in (folder / "environ").read_bytes().split(b"\0"):
                yield (folder / "stat").read_text(), words
        except OSError:
            continue
