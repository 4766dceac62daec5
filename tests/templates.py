"""The migrated database that tests clone: made once for a set of migrations, and poured in again after that.

`python -m tests.templates` makes it beforehand, while other checks run.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from aftercare.cli.tools import run, tool
from aftercare.embedded.binaries import installations
from aftercare.embedded.cluster import Cluster, ensure_database, ensure_running, parameters, stop
from aftercare.embedded.tuning import Tuning
from tests.rooms import quick_place

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "templates"
_PATTERNS = [
    "aftercare/**/migrations/*.py", "config/*.py", "requirements/base.txt", "aftercare/journal/**/*.py",
    "aftercare/cli/tables.py",
]  # fmt: skip
_OURS = "import django; django.setup(); from aftercare.cli.tables import make_tables; make_tables()"
# It draws models anew at every step, and looking for garbage among them takes a quarter of the time.
_DJANGOS = """
import gc; gc.disable()
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""


def serve(home: Path, name: str) -> Cluster:
    """A server in this new home, with the migrated database of this name."""
    cluster = Cluster.at(home)
    ensure_running(cluster, tuning=Tuning.for_tests(next(installations()).major))
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
    _python(_url(cluster, name), "-c", _OURS)
    _keep(kept, lambda draft: run(_program("pg_dump", cluster), connect, ["--format=custom", f"--file={draft}"]))


def schema_by_django(cluster: Cluster, name: str) -> str:
    """What Django's own `migrate` makes of this empty database, or made of one when the migrations were the same."""
    kept = KEPT / f"{_digest()}.sql"
    if not kept.exists():
        _python(_url(cluster, name), "-c", _DJANGOS)
        _keep(kept, lambda draft: _write_schema(cluster, name, draft))
    return _statements(kept)


def schema_of(cluster: Cluster, name: str, path: Path) -> str:
    """The statements that would make this database's tables, but for the cache's; they pass through that file."""
    _write_schema(cluster, name, path)
    return _statements(path)


def _write_schema(cluster: Cluster, name: str, path: Path) -> None:
    connect = asdict(parameters(cluster, "owner", name))
    options = ["--schema-only", "--no-privileges", "--exclude-table=shared_cache"]
    run(_program("pg_dump", cluster), connect, [*options, f"--file={path}"])


def _statements(path: Path) -> str:
    """Without the words by which psql shuts itself in, another one each time."""
    lines = path.read_text().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


def _program(name: str, cluster: Cluster) -> Path:
    return tool(name, int((cluster.data / "PG_VERSION").read_text()))[0]


def _python(url: str, *words: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.test_settings"}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)


def _keep(kept: Path, write: Callable[[Path], None]) -> None:
    """Under its name only when it is whole, and in the place of older ones; two runs may write at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    write(draft)
    for old in KEPT.glob(f"*{kept.suffix}"):
        old.unlink(missing_ok=True)
    draft.rename(kept)


def _digest() -> str:
    # A newer server's dump is not read by the tools of an older one.
    digest = hashlib.sha256(next(installations()).version.encode())
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
