"""The migrated database that tests clone: migrated once for a set of migrations, and poured in again after that."""

import hashlib
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from aftercare.cli.installation import Connect
from aftercare.cli.tools import run, tool
from aftercare.embedded.cluster import Cluster, parameters

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "templates"
_PATTERNS = ["aftercare/**/migrations/*.py", "config/*.py", "requirements/base.txt", "aftercare/journal/**/*.py"]


def fill(cluster: Cluster, name: str) -> None:
    """Give this empty database every table, from the file of an earlier run if the migrations are the same."""
    connect = asdict(parameters(cluster, "owner", name))
    kept = KEPT / f"{_digest()}.dump"
    if kept.exists():
        run(_program("pg_restore", cluster), connect, ["--exit-on-error", "--single-transaction", kept])
        return
    environment = {**os.environ, "DATABASE_URL": _url(cluster, name), "DJANGO_SETTINGS_MODULE": "config.test_settings"}
    command = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
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
