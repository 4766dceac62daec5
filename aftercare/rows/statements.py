"""One statement for rows of several tables, from what the models say of their columns.

All values are sent as text without a type, so that the server takes the type of the column, and the statement for one
shape of rows is always the same: it is prepared once. Many rows of a table are sent column by column.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from aftercare.rows.columns import MANY, Column, array_text, column_of, selected, turned

Sent = Callable[[Any], object]
Shape = tuple[bool, ...]
"""Which columns of a row are sent; the others are left to the database."""
Row = Sequence[object]
"""The values of a row that are sent, each as text."""


@dataclass(frozen=True)
class Insert:
    """New rows of one table, each with its shape."""

    model: type[Model]
    rows: Sequence[tuple[Shape, Row]]


@dataclass(frozen=True)
class Change:
    """Fields to be written in rows that exist; the values of each begin with its key."""

    model: type[Model]
    names: tuple[str, ...]
    rows: Sequence[Row]


@dataclass(frozen=True)
class _Part:
    """What decides the text of a part of the statement: for few rows the shape of each, for many their columns."""

    model: type[Model]
    names: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    same: tuple[bool, ...] = ()


def statement(inserts: Sequence[Insert], changes: Sequence[Change]) -> tuple[str, list[object]]:
    """The text with $1, $2 …, and its values."""
    told = [part for insert in inserts for part in _new(insert)] + [_changed(change) for change in changes]
    return _text(tuple(part for part, _values in told)), [value for _part, values in told for value in values]


def _new(insert: Insert) -> list[tuple[_Part, list[object]]]:
    if len(insert.rows) < MANY:
        shapes = tuple(shape for shape, _values in insert.rows)
        return [(_Part(insert.model, shapes=shapes), [value for _shape, values in insert.rows for value in values])]
    by_shape: dict[Shape, list[Row]] = {}
    for shape, row in insert.rows:
        by_shape.setdefault(shape, []).append(row)
    parts = []
    for shape, rows in by_shape.items():
        same, values = turned(rows, _kept(insert.model, shape))
        parts.append((_Part(insert.model, shapes=(shape,), same=same), values))
    return parts


def _changed(change: Change) -> tuple[_Part, list[object]]:
    if len(change.rows) < MANY:
        flat = [value for row in change.rows for value in row]
        return _Part(change.model, change.names, shapes=((),) * len(change.rows)), flat
    columns = [column for *_rest, column in _changed_columns(change.model, change.names)]
    same, values = turned(change.rows, columns)
    return _Part(change.model, change.names, same=same), values


@cache
def _kept(model: type[Model], shape: Shape) -> tuple[Column, ...]:
    return tuple(column for is_sent, (*_rest, column) in zip(shape, _columns(model), strict=True) if is_sent)


def new_row(row: Model) -> tuple[Shape, list[object]]:
    """Which columns of a new row are sent, and their values as they are now."""
    columns = _columns(type(row))
    found = [getattr(row, attribute) for attribute, _sent, _column in columns]
    shape = [value.__class__ is not DatabaseDefault for value in found]
    shape[0] = shape[0] and found[0] is not None  # the key, which the database makes
    values = [
        None if value is None else sent(value)
        for value, is_sent, (_attribute, sent, _column) in zip(found, shape, columns, strict=True)
        if is_sent
    ]
    return tuple(shape), values


def changed_row(row: Model, names: tuple[str, ...]) -> list[object]:
    """The key and the named fields of a row as they are now."""
    columns = _changed_columns(type(row), names)
    found = [(getattr(row, attribute), sent) for attribute, sent, _column in columns]
    return [None if value is None else sent(value) for value, sent in found]


@lru_cache(maxsize=200)
def _text(told: tuple[_Part, ...]) -> str:
    places = iter(range(1, 65536))
    *others, last = [_update(part, places) if part.names else _insert(part, places) for part in told]
    before = ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _insert(part: _Part, places: Iterator[int]) -> str:
    if part.same:
        columns = _kept(part.model, part.shapes[0])
        rows = selected(columns, part.same, places)
    else:
        columns = tuple(column for *_rest, column in _columns(part.model))
        told = [", ".join(f"${next(places)}" if is_sent else "DEFAULT" for is_sent in row) for row in part.shapes]
        rows = "VALUES " + ", ".join(f"({row})" for row in told)
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f'INSERT INTO "{part.model._meta.db_table}" ({names}) {rows}'


def _update(part: _Part, places: Iterator[int]) -> str:
    columns = [column for *_rest, column in _changed_columns(part.model, part.names)]
    if part.same:
        rows = selected(columns, part.same, places)
    else:
        told = (", ".join(f"${next(places)}::{column.kind}" for column in columns) for _row in part.shapes)
        rows = "VALUES " + ", ".join(f"({row})" for row in told)
    names = ", ".join(f'"{column.name}"' for column in columns)
    new = ", ".join(f'"{column.name}" = new."{column.name}"' for column in columns[1:])
    key, table = columns[0].name, part.model._meta.db_table
    return f'UPDATE "{table}" AS old SET {new} FROM ({rows}) AS new ({names}) WHERE old."{key}" = new."{key}"'


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, Sent, Column], ...]:
    """Attribute, way of sending and column of each field that is written, the key first."""
    key: Any = model._meta.pk
    written: list[Any] = [f for f in model._meta.concrete_fields if not f.generated and f is not key]
    return tuple((f.attname, _sending(f), column_of(f)) for f in (key, *written))


@cache
def _changed_columns(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[str, Sent, Column], ...]:
    fields: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    return tuple((f.attname, _sending(f), column_of(f)) for f in fields)


def _sending(field: "Field[Any, Any]") -> Sent:
    """How a value of this field becomes what is sent: mostly its text, else what Django makes of it."""
    kind: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    for classes, sent in _WAYS:
        if isinstance(kind, classes):
            return sent
    if isinstance(kind, ArrayField):
        return array_text
    if isinstance(kind, models.JSONField):
        encode: Sent = (kind.encoder or json.JSONEncoder)().encode
        return encode
    return lambda value: kind.get_db_prep_save(value, connection)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("A time without a zone cannot be kept.")
    return value.isoformat()


_WAYS: tuple[tuple[tuple[type[Any], ...], Sent], ...] = (
    ((models.BooleanField,), lambda value: "t" if value else "f"),
    ((models.IntegerField, models.CharField, models.TextField, models.UUIDField), str),
    ((models.DateTimeField,), _moment),
    ((models.DateField,), date.isoformat),
)
