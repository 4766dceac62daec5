"""Paging by key: a page begins after the last row of the one before, so page 20,000 costs as much as page 2."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date, parse_datetime

from aftercare.rows.keyset import beyond
from aftercare.web.kit.parts import Pager, Text

M = TypeVar("M", bound=Model)
MARK = "~"
PAGE = 50


@dataclass(frozen=True)
class Key:
    """What rows are ordered by: a field and the id that breaks ties, both ways along relations (`payout__paid_at`)."""

    field: str
    tie: str = "pk"
    newest_first: bool = True
    of: Literal["time", "day", "text", "number"] = "time"


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows, and the way to its neighbours."""

    rows: Sequence[M]
    earlier: str
    later: str

    def pager(self, text: Text = "") -> Pager:
        """The foot of the table."""
        return Pager(self.earlier, self.later, text)


def page_of(
    request: HttpRequest, rows: QuerySet[M], key: Key, *, size: int = PAGE, kept: QueryDict | None = None
) -> Page[M]:
    """The page that the address asks for by `after` or `before`; a mark that cannot be read gives the first page.

    `kept` is what the neighbours' addresses carry along instead of everything that was asked.
    """
    asked = request.GET if kept is None else kept
    after, before = _read(request.GET.get("after", ""), key), _read(request.GET.get("before", ""), key)
    backwards = before is not None and after is None
    mark = before if backwards else after
    ordered = rows.order_by(*_order(key, backwards=backwards))
    if mark:
        ordered = ordered.filter(beyond({key.field: mark[0], key.tie: mark[1]}, upwards=key.newest_first == backwards))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], "", "")
    has_earlier = more if backwards else mark is not None
    has_later = True if backwards else more
    earlier = _address(asked, "before", found[0], key) if has_earlier else ""
    return Page(found, earlier, _address(asked, "after", found[-1], key) if has_later else "")


def _order(key: Key, *, backwards: bool) -> list[str]:
    sign = "-" if key.newest_first != backwards else ""
    return [f"{sign}{key.field}", f"{sign}{key.tie}"]


def _read(text: str, key: Key) -> tuple[Any, int] | None:
    value, found, tie = text.rpartition(MARK)
    if not found or not tie.isdecimal() or len(tie) > 18 or "\0" in value:
        return None
    known = _READ[key.of](value)
    return None if known is None else (known, int(tie))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _time(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


_READ: dict[str, Callable[[str], Any]] = {"time": _time, "day": _day, "text": str, "number": _number}


def _address(asked: QueryDict, way: str, row: Model, key: Key) -> str:
    value = _along(row, key.field)
    said = value.isoformat() if isinstance(value, datetime) else str(value)
    kept = asked.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept[way] = f"{said}{MARK}{_along(row, key.tie)}"
    return f"?{kept.urlencode()}"


def _along(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row
