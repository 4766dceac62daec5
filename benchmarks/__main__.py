"""`python -m benchmarks`: a fresh embedded server, yardsticks, then Aftercare on it, small and large."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from aftercare.cli.inside import perform
from aftercare.cli.installation import cluster
from aftercare.embedded.cluster import Cluster, ensure_database, ensure_running, stop
from benchmarks.stage import free_port, prepare
from benchmarks.terms import Options


def main() -> int:
    """Measure and print; whatever was started is stopped, and the home is removed unless it is to be kept."""
    options = _options()
    kept = Path(options.home).absolute() if options.home else None
    folder = kept or Path(tempfile.mkdtemp(prefix="aftercare-bench-"))
    os.environ.update(
        AFTERCARE_HOME=str(folder),
        PORT=os.environ.get("PORT") or str(free_port()),
        AFTERCARE_DEMO="0",
        AFTERCARE_API_PER_MINUTE="0",
        AFTERCARE_STATEMENT_TIMEOUT_MS="0",
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        ensure_running(cluster())
        ensure_database(cluster(), "aftercare")
        ensure_database(cluster(), "pgbench")
        prepare()
        perform("benchmarks.messaging:measure" if options.messages else "benchmarks.measuring:measure", options)
    finally:
        stop(Cluster.at(folder))
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 returns only, short runs: some three minutes")
    parser.add_argument("--sizes", default="", help="numbers of returns, smallest first, for example 10000,1000000")
    parser.add_argument("--repeats", type=int, default=0, help="how often each figure is taken; the median is printed")
    parser.add_argument("--seconds", type=float, default=0, help="how long a rate is measured, each time")
    parser.add_argument("--home", default="", help="keep the installation in this folder, and use what it has")
    parser.add_argument("--only", default="", help="parts to measure: intake, batches, pages, weight, imports")
    parser.add_argument("--messages", action="store_true", help="instead: pages while 10,000 messages are sent")
    given = parser.parse_args()
    sizes = tuple(int(size) for size in given.sizes.split(",") if size)
    usual = Options.quick() if given.quick else Options()
    return Options(
        sizes=sizes or usual.sizes,
        repeats=given.repeats or usual.repeats,
        seconds=given.seconds or usual.seconds,
        import_lines=usual.import_lines,
        home=given.home,
        messages=given.messages,
        only=tuple(part for part in given.only.split(",") if part),
    )


if __name__ == "__main__":
    sys.exit(main())
