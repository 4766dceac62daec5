"""A scan file: one scan per line. A dirty line is rejected by itself, with its number and a sentence."""

import csv
import io
from collections.abc import Iterator, Sequence

from aftercare.kernel.words import gettext_noop as _
from aftercare.parcels.carriers.contract import Slice, Unreadable
from aftercare.parcels.rules.reading import read_scan
from aftercare.parcels.terms import CarrierKind, Event, Reading, Reject

COLUMNS = ("tracking_number", "status", "at")
"""Must be there; `event_id`, `place` and `note` may be. Others are not looked at."""

MOST_LINES = 200_000


def read_file(content: bytes) -> Reading:
    """Every scan of the file, good or not; raises Unreadable when it is no such file at all."""
    table = csv.reader(io.StringIO(_text(content), newline=""), delimiter=_delimiter(content))
    head = [name.strip().lower() for name in _next(table) or ()]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise Unreadable(_("The first line must name the column “%(column)s”."), column=missing[0])
    found: list[Event | Reject] = []
    while (values := _next(table)) is not None:
        if not any(value.strip() for value in values):
            continue
        if len(found) >= MOST_LINES:
            raise Unreadable(_("The file has more than %(count)d lines."), count=MOST_LINES)
        found.append(read_scan(dict(zip(head, values, strict=False)), table.line_num))
    return Reading([one for one in found if isinstance(one, Event)], [one for one in found if isinstance(one, Reject)])


def _next(table: Iterator[Sequence[str]]) -> Sequence[str] | None:
    try:
        return next(table, None)
    except csv.Error as bad:
        raise Unreadable(_("The file is no CSV.")) from bad


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = content[: bad.start].count(b"\n") + 1
        raise Unreadable(_("Line %(line)d: this is not UTF-8 text."), line=line) from bad
    if "\0" in text:
        raise Unreadable(_("The file is no CSV."))
    return text


def _delimiter(content: bytes) -> str:
    head = content.partition(b"\n")[0].decode(errors="replace")
    return max(",;\t", key=head.count)


CSV = Slice(CarrierKind.CSV, read_file)
