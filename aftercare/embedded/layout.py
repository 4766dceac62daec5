"""Where the embedded cluster keeps its things inside AFTERCARE_HOME."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cluster:
    """One embedded database server, known by its home. Looking at it touches nothing."""

    home: Path

    @classmethod
    def at(cls, home: Path) -> "Cluster":
        """The cluster of this AFTERCARE_HOME; links and relative paths lead to the same cluster."""
        return cls(Path(home).expanduser().resolve())

    @property
    def own(self) -> Path:
        """Our directory in the home: lock, notes, and normally the place itself."""
        return self.home / "postgres"

    @property
    def secrets(self) -> Path:
        """Directory of the secret files."""
        return self.home / "secrets"

    @property
    def lock(self) -> Path:
        """File that is locked while somebody makes, starts or stops the server."""
        return self.own / "lock"

    @property
    def location_note(self) -> Path:
        """Names the place when it is outside the home; see `place.py`."""
        return self.own / "location"

    @property
    def socket_note(self) -> Path:
        """Names the socket directory that was chosen at the last start."""
        return self.own / "socket"

    @property
    def place(self) -> Path:
        """The directory that holds data, log and configuration."""
        try:
            return Path(self.location_note.read_text().strip())
        except OSError:
            return self.own

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """Directory of the server's log: one file per weekday, overwritten after a week."""
        return self.place / "log"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open; begun anew at every start."""
        return self.place / "start.log"

    @property
    def mark(self) -> str:
        """Sixteen letters that stand for this home in the name of a directory elsewhere."""
        return hashlib.sha256(bytes(self.home)).hexdigest()[:16]
