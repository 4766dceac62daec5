"""The file of rejected lines: line number, reason, and the line as it stood, to be corrected and imported again."""

import csv
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from aftercare.cli.imports.terms import Rejected
from aftercare.cli.saying import Refusal


class Rejects:
    """Appends rejected lines; made when the first one comes."""

    def __init__(self, path: Path, columns: tuple[str, ...], *, keep: int) -> None:
        """`keep` bytes are what an earlier part of this run wrote; everything after them is cut off."""
        self.path = path
        self._columns = columns
        self._file: TextIO | None = None
        if keep and path.exists() and path.stat().st_size >= keep:
            self._file = path.open("r+", encoding="utf-8", newline="")
            self._file.truncate(keep)
            self._file.seek(keep)
        elif path.is_file():
            path.unlink()

    def write(self, rejected: Iterable[Rejected]) -> int:
        """Append these lines in the file's order; returns how long the file is now, in bytes."""
        for one in sorted(rejected, key=lambda r: r.record.place):
            csv.writer(self._open()).writerow([one.record.line, one.sentence, *one.record.values])
        if self._file is None:
            return 0
        self._file.flush()
        return self._file.tell()

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            self._file.close()

    def _open(self) -> TextIO:
        if self._file is None:
            self.path.touch(mode=0o600)  # buyers' names stand in it
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["line", "reason", *self._columns])
        return self._file


def rejects_path(file: Path, wanted: Path | None) -> Path:
    """Where rejected lines go; raises Refusal when that is the imported file itself."""
    path = wanted or Path(f"{file.name.removesuffix('.gz').removesuffix('.csv')}.rejects.csv")
    if path.exists() and file.exists() and path.samefile(file):
        raise Refusal("The rejected lines would overwrite the imported file. Choose another --rejects.")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise Refusal(f"{path} cannot be written. Choose another --rejects.")
    return path
