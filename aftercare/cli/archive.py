"""What a backup is: one tar with the database's dump, the files, the secrets, and last a note that says what it holds.

The note comes last so that a backup that was cut off is known by its absence.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from aftercare.cli.saying import Refusal

DUMP, NOTE, FILES, SECRETS = "database.dump", "backup.json", "files/", "secrets/"
FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Note:
    """What a backup holds. `rows` counts each table as the dump saw it; `tool` is the dump program's major version."""

    version: str
    made_at: str
    server: str
    tool: int
    dump_sha256: str
    files: int
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=2).encode()


@contextmanager
def opened(path: Path) -> Iterator[tuple[tarfile.TarFile, Note]]:
    """A backup and its note; raises Refusal for anything that is no whole backup."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar, _note(tar, path)
    except tarfile.TarError as bad:
        raise Refusal(f"{path} is no backup of Aftercare, or only a part of one ({bad}).") from bad


def members(tar: tarfile.TarFile, folder: str) -> list[tarfile.TarInfo]:
    """The plain files under a folder; raises Refusal for names that lead out of it."""
    found = [each for each in tar.getmembers() if each.name.startswith(folder)]
    for each in found:
        parts = Path(each.name).parts
        if not each.isfile() or ".." in parts or Path(each.name).is_absolute():
            raise Refusal(f"The backup holds something that does not belong there: {each.name}.")
    return found


def unpack(tar: tarfile.TarFile, member: tarfile.TarInfo | str, target: Path) -> str:
    """Write a member to a new file of our own, 0600; returns its SHA-256."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600, exist_ok=False)
    source = tar.extractfile(member)
    assert source is not None
    digest = hashlib.sha256()
    with source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note(tar: tarfile.TarFile, path: Path) -> Note:
    try:
        source = tar.extractfile(NOTE)
        note = Note(**json.loads(source.read())) if source else None
    except (KeyError, ValueError, TypeError):
        note = None
    if note is None:
        raise Refusal(f"{path} is no backup of Aftercare, or only a part of one.")
    if note.format != FORMAT:
        raise Refusal(f"{path} was made by another version of Aftercare ({note.version}), which this one cannot read.")
    return note
