"""`python -m benchmarks.clocks`: how long promised times take, with few and with many clocks that are not due.

A deadline from its tape; a sweep with 1,000 due among 10,000 and among 1,000,000 others; 100,000 clocks rehearsed
and applied. Each beside what the database needs to find the same rows.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from aftercare.cli.inside import perform
from aftercare.cli.installation import cluster
from aftercare.embedded.cluster import Cluster, ensure_database, ensure_running, stop
from benchmarks.stage import free_port, prepare


def main() -> int:
    """Measure on a fresh installation, or on one that is kept, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clocks", description=__doc__)
    parser.add_argument("--clocks", type=int, default=1_000_000, help="open clocks that are not due")
    parser.add_argument("--changed", type=int, default=100_000, help="clocks that a change moves")
    parser.add_argument("--home", type=Path, help="keep the installation here, and go on with it the next time")
    given = parser.parse_args()
    folder = given.home or Path(tempfile.mkdtemp(prefix="aftercare-clocks-"))
    os.environ.update(
        AFTERCARE_HOME=str(folder), PORT=str(free_port()), AFTERCARE_DEMO="0", AFTERCARE_STATEMENT_TIMEOUT_MS="0"
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        ensure_running(cluster())
        ensure_database(cluster(), "aftercare")
        prepare()
        perform("benchmarks.clock_scenes:measure", given.clocks, given.changed)
    finally:
        stop(Cluster.at(folder))
        if given.home is None:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
