"""PostgreSQL's own programs for dumping and restoring, run against whatever database this installation uses."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import make_conninfo

from aftercare.cli.installation import Connect
from aftercare.cli.saying import Refusal
from aftercare.embedded.binaries import installations

# A server older than 17 does not know this setting, which newer programs set for themselves; nothing is lost by it.
_HARMLESS = "transaction_timeout"


def tool(name: str, major: int) -> tuple[Path, int]:
    """The program nearest to this major version, never older, and its own major; raises Refusal."""
    found = sorted((each.major, each.tools[name]) for each in installations() if name in each.tools)
    for its_major, path in found:
        if its_major >= major:
            return path, its_major
    raise Refusal(
        f"PostgreSQL’s program “{name}” of version {major} or newer was not found. Install the PostgreSQL client "
        "programs, or name their directory in AFTERCARE_PG_BIN."
    )


def run(program: Path, connect: Connect, arguments: Sequence[str | Path]) -> None:
    """Run it as that role and wait; raises Refusal with its words when it fails. The password is on no command line."""
    shown = make_conninfo("", **{name: value for name, value in connect.items() if name != "password"})
    environment = {**os.environ, "PGPASSWORD": str(connect.get("password", "")), "LC_ALL": "C"}
    done = subprocess.run(
        [program, f"--dbname={shown}", "--no-password", *arguments],
        env=environment, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    faults = [line for line in done.stderr.splitlines() if "error:" in line and _HARMLESS not in line]
    if done.returncode and (faults or _HARMLESS not in done.stderr):
        raise Refusal(f"{program.name} failed: {(faults or done.stderr.splitlines() or ['no reason given'])[0]}")
