"""What the operating system tells about a process: alive or a zombie, whose, since when, started how.

Linux tells it in /proc; elsewhere `ps` is asked.
"""

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()
_BOOT_ID = _PROC / "sys" / "kernel" / "random" / "boot_id"
# Births are counted from the start of the machine, which may repeat itself after the next one.
_BOOT = _BOOT_ID.read_text()[:8] if _BOOT_ID.exists() else ""


@dataclass(frozen=True)
class Process:
    """A process as it was seen. `birth` differs for every process that ever gets the same pid."""

    pid: int
    uid: int
    gid: int
    group: int
    birth: str
    arguments: tuple[str, ...]


def look(pid: int) -> Process | None:
    """The living process with this pid; nothing when there is none or only a zombie that nobody has buried."""
    if pid <= 0:
        return None
    return _from_proc(pid) if _HAS_PROC else _from_ps(pid)


def same(process: Process) -> bool:
    """Whether the process is still the one that was seen."""
    now = look(process.pid)
    return now is not None and now.birth == process.birth


def send(process: Process, number: signal.Signals) -> bool:
    """Signal the process, never another that took over its pid. False when gone; PermissionError when not ours."""
    if not hasattr(os, "pidfd_open"):
        return same(process) and _kill(process.pid, number)
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    except OSError:  # the kernel is too old or a sandbox forbids it
        return same(process) and _kill(process.pid, number)
    try:
        if not same(process):
            return False
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True


def working_directory(process: Process) -> tuple[int, int] | None:
    """Device and number of the directory the process stands in, even a removed one; nothing when we may not know."""
    link = _PROC / str(process.pid) / "cwd"
    try:
        found = link.stat()
    except PermissionError:
        return _asked_as_its_user(process, link)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def members(group: int) -> list[Process]:
    """The living processes of a process group."""
    seen = [look(pid) for pid in all_pids()]
    return [process for process in seen if process and process.group == group]


def all_pids() -> list[int]:
    """Every pid there is, as far as we can see."""
    if _HAS_PROC:
        return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]
    listed = subprocess.run(["/bin/ps", "-axo", "pid="], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in listed.split()]


def _kill(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _asked_as_its_user(process: Process, link: Path) -> tuple[int, int] | None:
    """In containers even root lacks CAP_SYS_PTRACE and may not look; the process's own user may."""
    if os.geteuid() != 0:
        return None
    try:
        answer = subprocess.run(
            ["stat", "-L", "-c", "%d %i", str(link)], capture_output=True, text=True, check=True, cwd="/",
            user=process.uid, group=process.gid, extra_groups=[],
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    device, number = answer.split()
    return int(device), int(number)


def _from_proc(pid: int) -> Process | None:
    folder = _PROC / str(pid)
    try:
        # The name in brackets may itself hold blanks and brackets.
        fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        words = (folder / "cmdline").read_bytes().decode(errors="surrogateescape").split("\0")
        owner = folder.stat()
    except OSError:
        return None
    if fields[0] in "ZX":
        return None
    return Process(pid, owner.st_uid, owner.st_gid, int(fields[2]), f"{_BOOT}-{fields[19]}", tuple(words[:-1]))


def _from_ps(pid: int) -> Process | None:
    command = [
        "/bin/ps",
        "-p",
        str(pid),
        "-o",
        "stat=",
        "-o",
        "uid=",
        "-o",
        "gid=",
        "-o",
        "pgid=",
        "-o",
        "lstart=",
        "-o",
        "command=",
    ]
    words = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C"}).stdout.split()
    if len(words) < 10 or words[0].startswith("Z"):
        return None
    return Process(pid, int(words[1]), int(words[2]), int(words[3]), " ".join(words[4:9]), tuple(words[9:]))
