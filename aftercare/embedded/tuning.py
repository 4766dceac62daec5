"""The server's settings: few, for a small machine, and safe."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tuning:
    """What may differ between installations. Sizes as PostgreSQL writes them."""

    shared_buffers: str = "256MB"
    effective_cache_size: str = "1GB"
    max_connections: int = 100
    max_wal_size: str = "2GB"
    fsync: bool = True
    full_page_writes: bool = True
    synchronous_commit: bool = True
    scram_iterations: int = 0
    """How dear guessing a stolen verifier is, and every sign-in with it; 0 leaves it to the server, as 15 must be."""

    @classmethod
    def for_tests(cls, major: int = 0) -> "Tuning":
        """Fast and forgetful: a crash of the machine may destroy the data. `major` is the server's, if it is known."""
        return cls(
            shared_buffers="64MB",
            max_connections=300,
            max_wal_size="1GB",
            fsync=False,
            full_page_writes=False,
            synchronous_commit=False,
            scram_iterations=1 if major >= 16 else 0,
        )


# Memory and planner values are for 2 cores, 2 GB and an SSD. ALTER SYSTEM overrides any of them but the paths.
_STEADY = {
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "min_wal_size": "128MB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.05",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",  # the supervisor reads the server's answers
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "%m [%p] %q%u@%d/%a ",
    "log_lock_waits": "on",
    "log_checkpoints": "off",
    "log_min_duration_statement": "3s",
}

ACCESS = """# Written at every start. Nobody comes in without a password, and only through the local socket.
local all all scram-sha-256
"""


def configuration(tuning: Tuning, *, access: Path, log: Path) -> str:
    """The text of postgresql.conf."""
    values = {
        **_STEADY,
        "shared_buffers": tuning.shared_buffers,
        "effective_cache_size": tuning.effective_cache_size,
        "max_connections": str(tuning.max_connections),
        "max_wal_size": tuning.max_wal_size,
        "fsync": _switch(tuning.fsync),
        "full_page_writes": _switch(tuning.full_page_writes),
        "synchronous_commit": _switch(tuning.synchronous_commit),
        **({"scram_iterations": str(tuning.scram_iterations)} if tuning.scram_iterations else {}),
        "hba_file": str(access),
        "log_directory": str(log),
    }
    lines = [f"{name} = {_quoted(value)}" for name, value in values.items()]
    return "\n".join(["# Written at every start. Your own values: ALTER SYSTEM SET …", *lines, ""])


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
