"""Reading a file line by line in bounded memory, gzipped or not, with a sentence for whatever is wrong with it."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from aftercare.cli.imports.terms import BadLine, Record, Row
from aftercare.cli.saying import Refusal

_LONGEST_LINE = 1_000_000
_BLOCK = 256 * 1024
_MAGIC = b"\x1f\x8b"
_TELL_EVERY = 20_000


@dataclass(frozen=True)
class Examined:
    """A file that can be read to its end. The digest is of the unpacked content."""

    digest: str
    lines: int


def examine(path: Path, *, told: Callable[[int], None] = lambda _lines: None) -> Examined:
    """Read the file once to its end, so that a damaged one is refused before anything is imported."""
    digest, count = hashlib.sha256(), 0
    for count, raw in enumerate(_raw_lines(path), start=1):
        digest.update(raw)
        _text(raw, count)
        if count % _TELL_EVERY == 0:
            told(count)
    if not count:
        raise Refusal(f"{path} is empty.")
    return Examined(digest.hexdigest(), count)


class Table:
    """The records of a CSV file by column name."""

    def __init__(self, path: Path, required: Iterable[str]) -> None:
        """Reads the head; raises Refusal when a required column is missing."""
        self.path = path
        self._lines = _decoded(path)
        head = next(self._lines, "")
        self._delimiter = max(",;\t", key=head.count)
        self.columns = tuple(name.strip() for name in next(csv.reader([head], delimiter=self._delimiter), []))
        missing = [name for name in required if name not in self.columns]
        if missing:
            raise Refusal(
                f"{path.name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
                f"Its first line names: {', '.join(self.columns)[:300] or 'nothing'}."
            )

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """The records from place `after` on, without empty lines. A malformed one has no values."""
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        place = -1
        while True:
            line = reader.line_num + 2
            place += 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Record(place, line, ())
                continue
            if values and place >= after:
                yield Record(place, line, tuple(values))

    def row(self, record: Record) -> Row:
        """The record by column; raises BadLine when it does not fit the head."""
        if not record.values:
            raise BadLine("no CSV", "The line is no CSV: a quote is left open, or a value is longer than can be.")
        if len(record.values) != len(self.columns):
            found, wanted = len(record.values), len(self.columns)
            raise BadLine("not as many values as columns", f"The line has {found} values, the head {wanted} columns.")
        if "\0" in "".join(record.values):
            raise BadLine("unreadable characters", "The line holds a NUL character.")
        return dict(zip(self.columns, map(str.strip, record.values), strict=True))


def _decoded(path: Path) -> Iterator[str]:
    """The lines as text; many are read and decoded in one stroke."""
    first = 1
    for block in _blocks(path):
        try:
            lines = [*map(bytes.decode, block)]
        except UnicodeDecodeError:
            lines = [_text(raw, number) for number, raw in enumerate(block, start=first)]
        if first == 1:
            lines[0] = lines[0].removeprefix("\ufeff")
        yield from lines
        first += len(lines)


def _text(raw: bytes, line: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as bad:
        sentence = f"Line {line} is not UTF-8 text (byte {bad.start + 1}). Save the file as UTF-8, then import it."
        raise Refusal(sentence) from None


def _raw_lines(path: Path) -> Iterator[bytes]:
    with _opened(path) as source:
        line = 0
        while raw := source.readline(_LONGEST_LINE):
            line += 1
            if len(raw) == _LONGEST_LINE:
                raise Refusal(f"Line {line} of {path.name} is longer than a megabyte. Is this a CSV file?")
            yield raw


def _blocks(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file that was examined before, so that none is beyond measure, some thousand at a time."""
    with _opened(path) as source:
        while block := source.readlines(_BLOCK):
            yield block


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as plain:
            packed = plain.peek(2)[:2] == _MAGIC
            yield cast("BinaryIO", gzip.GzipFile(fileobj=plain)) if packed else plain
    except (EOFError, zlib.error, gzip.BadGzipFile) as damaged:
        raise Refusal(f"{path.name} is damaged or cut off ({damaged}). Fetch it again.") from None
    except IsADirectoryError:
        raise Refusal(f"{path} is a folder.") from None
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}.") from None
    except PermissionError:
        raise Refusal(f"{path} may not be read by this user.") from None
