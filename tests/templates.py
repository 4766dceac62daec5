"""The migrated database that tests clone: migrated once for a set of migrations, and poured in again after that.

`python -m tests.templates` migrates it beforehand, while other checks run.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from aftercare.cli.installation import Connect
from aftercare.cli.tools import run, tool
from aftercare.embedded.cluster import Cluster, ensure_database, ensure_running, parameters, stop
from aftercare.embedded.tuning import Tuning
from tests.rooms import quick_place

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "templates"
# Every step draws models anew, and looking for garbage among them takes a quarter of the time.
_MIGRATE = """
import gc
gc.disable()
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "migrate", "-v0", "--skip-checks"])
"""
_PATTERNS = ["aftercare/**/migrations/*.py", "config/*.py", "requirements/base.txt", "aftercare/journal/**/*.py"]


def serve(home: Path, name: str) -> Cluster:
    """A server in this new home, with the migrated database of this name."""
    cluster = Cluster.at(home)
    ensure_running(cluster, tuning=Tuning.for_tests())
    ensure_database(cluster, name)
    fill(cluster, name)
    return cluster


def fill(cluster: Cluster, name: str) -> None:
    """Give this empty database every table, from the file of an earlier run if the migrations are the same."""
    connect = asdict(parameters(cluster, "owner", name))
    kept = KEPT / f"{_digest()}.dump"
    if kept.exists():
        run(_program("pg_restore", cluster), connect, ["--exit-on-error", "--single-transaction", kept])
        return
    environment = {**os.environ, "DATABASE_URL": _url(cluster, name), "DJANGO_SETTINGS_MODULE": "config.test_settings"}
    subprocess.run([sys.executable, "-c", _MIGRATE], cwd=ROOT, env=environment, check=True)
    _keep(kept, cluster, connect)


def _program(name: str, cluster: Cluster) -> Path:
    return tool(name, int((cluster.data / "PG_VERSION").read_text()))[0]


def _keep(kept: Path, cluster: Cluster, connect: Connect) -> None:
    """Under its name only when it is whole; two runs may write at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    run(_program("pg_dump", cluster), connect, ["--format=custom", f"--file={draft}"])
    for old in KEPT.glob("*.dump"):
        old.unlink(missing_ok=True)
    draft.rename(kept)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _PATTERNS for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def _url(cluster: Cluster, name: str) -> str:
    found = parameters(cluster, "owner", name)
    host = str(found.host).replace("/", "%2F")
    return f"postgres://{found.user}:{found.password}@{host}:{found.port}/{found.dbname}"


def _beforehand() -> None:
    if (KEPT / f"{_digest()}.dump").exists():
        return
    home = Path(tempfile.mkdtemp(prefix="aftercare-pg-", dir=quick_place()))
    try:
        stop(serve(home, "beforehand"))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    _beforehand()
