"""Reading a statement file: every line or none, with the line and a sentence for whatever is wrong."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from aftercare.billing.terms import Direction, StatementRow
from aftercare.kernel.money import digits
from aftercare.kernel.words import gettext_noop as _

COLUMNS = ("date", "reference", "amount", "currency", "direction")
"""Must be there; `text` may be. Others are not looked at."""

MOST_LINES = 200_000
_CURRENCY = re.compile(r"[A-Z]{3}")
_LARGEST = Decimal(10) ** 12


@dataclass
class Unreadable(Exception):
    """What is wrong, and in which line (0: with the file as a whole); both fill the sentence, with the `facts`."""

    sentence: str
    line: int
    facts: Mapping[str, object]


def read_statement(content: bytes) -> list[StatementRow]:
    """All bookings of the file; raises Unreadable."""
    table = csv.reader(io.StringIO(_text(content), newline=""), delimiter=_delimiter(content), strict=True)
    head = [name.strip().lower() for name in _next(table) or ()]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise Unreadable(_("The first line must name the column “%(column)s”."), 1, {"column": missing[0]})
    found: list[StatementRow] = []
    alike: Counter[StatementRow] = Counter()
    while (values := _next(table)) is not None:
        if not any(value.strip() for value in values):
            continue
        if len(found) >= MOST_LINES:
            raise Unreadable(_("The file has more than %(count)d lines."), 0, {"count": MOST_LINES})
        row = _row(dict(zip(head, values, strict=False)), table.line_num)
        same = replace(row, place=0)
        alike[same] += 1
        found.append(replace(row, nth=alike[same]))
    return found


def _next(table: Iterator[Sequence[str]]) -> Sequence[str] | None:
    try:
        return next(table, None)
    except csv.Error as bad:
        raise Unreadable(_("Line %(line)d: this is no CSV."), getattr(table, "line_num", 0), {}) from bad


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise Unreadable(
            _("Line %(line)d: this is not UTF-8 text."), content[: bad.start].count(b"\n") + 1, {}
        ) from bad
    if "\0" in text:
        raise Unreadable(_("The file is no CSV."), 0, {})
    return text


def _delimiter(content: bytes) -> str:
    head = content.partition(b"\n")[0].decode(errors="replace")
    return max(",;\t", key=head.count)


def _row(values: Mapping[str, str], line: int) -> StatementRow:
    said = {name: " ".join(str(value).split()) for name, value in values.items()}
    currency = said.get("currency", "").upper()
    if not _CURRENCY.fullmatch(currency):
        raise Unreadable(_("Line %(line)d: “%(value)s” is no currency like GBP."), line, {"value": currency[:20]})
    return StatementRow(
        place=line,
        booked_on=_day(said.get("date", ""), line),
        reference=_short(said.get("reference", ""), 80, line),
        amount_minor=_amount(said.get("amount", ""), currency, line),
        currency=currency,
        direction=_direction(said.get("direction", ""), line),
        text=said.get("text", "")[:300],
    )


def _day(text: str, line: int) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        raise Unreadable(_("Line %(line)d: “%(value)s” is no day like 2026-03-02."), line, {"value": text[:20]})
    return found


def _amount(text: str, currency: str, line: int) -> int:
    """Minor units of a positive amount with a decimal point; parts of a cent are refused, not rounded."""
    refusal = Unreadable(_("Line %(line)d: “%(value)s” is no amount like 732.80."), line, {"value": text[:20]})
    try:
        minor = Decimal(text).scaleb(digits(currency))
    except InvalidOperation:
        raise refusal from None
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or not 0 < minor < _LARGEST or minor != int(minor):
        raise refusal
    return int(minor)


def _direction(text: str, line: int) -> Direction:
    try:
        return Direction(text.lower())
    except ValueError:
        raise Unreadable(
            _("Line %(line)d: “%(value)s” is neither “out” nor “in”."), line, {"value": text[:20]}
        ) from None


def _short(text: str, most: int, line: int) -> str:
    if len(text) > most:
        raise Unreadable(_("Line %(line)d: the reference is longer than %(count)d characters."), line, {"count": most})
    return text
