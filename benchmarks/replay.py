"""`python -m benchmarks.replay FOLDER`: what promised times would have said of the public export's real returns.

FOLDER holds `online-retail.csv.gz` and `returns-matched.csv.gz`. They are imported by the ordinary commands, then
replayed with an own calendar (9–18, the United Kingdom's holidays) and a policy per kind; the file tells when goods
were sold and when they were credited, and nothing in between, which the figures say.
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
    """Import once into a home that may be kept, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the public export lies")
    parser.add_argument("--home", type=Path, help="keep the installation here, and go on with it the next time")
    given = parser.parse_args()
    folder = given.home or Path(tempfile.mkdtemp(prefix="aftercare-replay-"))
    os.environ.update(
        AFTERCARE_HOME=str(folder), PORT=str(free_port()), AFTERCARE_DEMO="0", AFTERCARE_STATEMENT_TIMEOUT_MS="0"
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        ensure_running(cluster())
        ensure_database(cluster(), "aftercare")
        prepare()
        perform("benchmarks.replay_scenes:measure", str(given.folder.resolve()))
    finally:
        stop(Cluster.at(folder))
        if given.home is None:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
