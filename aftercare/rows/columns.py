"""Many rows of one table, column by column: one statement for any number of rows, so it is prepared once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, DateField, Field, ForeignKey, TextField, UUIDField

MANY = 9
"""From so many rows of one table on, columns are less work than rows, for us and for the server."""
_LENGTH = re.compile(r"\(\d+\)")
_SPECIAL = str.maketrans({"\\": "\\\\", '"': '\\"'})


@dataclass(frozen=True)
class Column:
    """A column's name, its type without a length (a cast would cut, where an insert refuses), and how it is listed."""

    name: str
    kind: str
    listed: str
    is_plain: bool


def column_of(field: "Field[Any, Any]") -> Column:
    """The column behind a field. An array of arrays must be square, so arrays are listed as texts."""
    kind = _LENGTH.sub("", str(field.cast_db_type(connection)))
    target: Any = field.target_field if isinstance(field, ForeignKey) else field
    listed = "text" if isinstance(target, ArrayField) else kind
    quoted = isinstance(target, CharField | TextField | ArrayField) or kind == "jsonb"
    plain = not quoted or isinstance(target, DateField | UUIDField)
    return Column(str(field.column), kind, listed, plain)


def turned(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> tuple[tuple[bool, ...], list[object]]:
    """Which columns have one value for all rows, and what is sent for each column: that value, or the list of all.

    The first column, which tells the rows apart or nothing does, is always a list.
    """
    same, sent = [], []
    for place, (column, values) in enumerate(zip(columns, zip(*rows, strict=True), strict=True)):
        is_same = place > 0 and values.count(values[0]) == len(values)
        same.append(is_same)
        sent.append(values[0] if is_same else _list(values, is_plain=column.is_plain))
    return tuple(same), sent


def selected(columns: Sequence[Column], same: Sequence[bool], places: Iterator[int]) -> str:
    """The rows again, as the server puts them together."""
    cells, lists, names = [], [], []
    for column, is_same in zip(columns, same, strict=True):
        place = next(places)
        if is_same:
            cells.append(f"${place}::{column.kind}")
            continue
        cells.append(f'told."{column.name}"' + (f"::{column.kind}" if column.listed != column.kind else ""))
        lists.append(f"${place}::{column.listed}[]")
        names.append(f'"{column.name}"')
    return f"SELECT {', '.join(cells)} FROM unnest({', '.join(lists)}) AS told ({', '.join(names)})"


def _list(values: Sequence[object], *, is_plain: bool) -> str:
    if is_plain:
        return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
    return "{" + ",".join(["NULL" if value is None else _quoted(str(value)) for value in values]) + "}"


def _quoted(text: str) -> str:
    """A text as an element of an array."""
    return f'"{text.translate(_SPECIAL)}"' if "\\" in text or '"' in text else f'"{text}"'


def array_text(values: Sequence[object]) -> str:
    """An array of texts or numbers, as the server reads it from text."""
    return _list(values, is_plain=False)
