"""One statement for rows of several tables, from what the models say of their columns.

All values are sent as text without a type, so that the server takes the type of the column, and the statement for one
shape of rows is always the same: it is prepared once.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

Sent = Callable[[Any], object]
Shape = tuple[tuple[bool, ...], ...]
"""Row by row, which columns are sent; the others are left to the database."""


@dataclass(frozen=True)
class Insert:
    """New rows of one table: their shape, and their values one row after the other."""

    model: type[Model]
    shape: Shape
    values: Sequence[object]


@dataclass(frozen=True)
class Change:
    """Fields to be written in rows that exist; the values begin with each row's key."""

    model: type[Model]
    names: tuple[str, ...]
    values: Sequence[object]


def statement(inserts: Sequence[Insert], changes: Sequence[Change]) -> tuple[str, list[object]]:
    """The text with $1, $2 …, and its values."""
    new = tuple((part.model, part.shape) for part in inserts)
    changed = tuple((part.model, part.names, len(part.values)) for part in changes)
    values = [value for part in inserts for value in part.values]
    return _text(new, changed), values + [value for part in changes for value in part.values]


def new_row(row: Model) -> tuple[tuple[bool, ...], list[object]]:
    """Which columns of a new row are sent, and their values as they are now."""
    columns = _columns(type(row))
    found = [getattr(row, attribute) for _name, attribute, _sent in columns]
    shape = [value.__class__ is not DatabaseDefault for value in found]
    shape[0] = shape[0] and found[0] is not None  # the key, which the database makes
    values = [
        None if value is None else sent(value)
        for value, is_sent, (_name, _attribute, sent) in zip(found, shape, columns, strict=True)
        if is_sent
    ]
    return tuple(shape), values


def changed_row(row: Model, names: tuple[str, ...]) -> list[object]:
    """The key and the named fields of a row as they are now."""
    columns = _changed_columns(type(row), names)
    found = [(getattr(row, attribute), sent) for _name, attribute, sent, _kind in columns]
    return [None if value is None else sent(value) for value, sent in found]


New = tuple[tuple[type[Model], Shape], ...]
Changed = tuple[tuple[type[Model], tuple[str, ...], int], ...]


@lru_cache(maxsize=200)
def _text(new: New, changed: Changed) -> str:
    places = iter(range(1, 65536))
    parts = [_insert(model, shape, places) for model, shape in new]
    parts += [_update(model, names, count, places) for model, names, count in changed]
    *others, last = parts
    before = ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _insert(model: type[Model], shape: Shape, places: Iterator[int]) -> str:
    columns = [name for name, _attribute, _sent in _columns(model)]
    rows = [", ".join(f"${next(places)}" if is_sent else "DEFAULT" for is_sent in row) for row in shape]
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ' + ", ".join(f"({row})" for row in rows)


def _update(model: type[Model], names: tuple[str, ...], count: int, places: Iterator[int]) -> str:
    columns = _changed_columns(model, names)
    line = ", ".join(f'"{name}"' for name, *_rest in columns)
    new = ", ".join(f'"{name}" = new."{name}"' for name, *_rest in columns[1:])
    given = ", ".join(
        "(" + ", ".join(f"${next(places)}::{kind}" for _name, _attribute, _sent, kind in columns) + ")"
        for _row in range(count // len(columns))
    )
    key, table = columns[0][0], model._meta.db_table
    return f'UPDATE "{table}" AS old SET {new} FROM (VALUES {given}) AS new ({line}) WHERE old."{key}" = new."{key}"'


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, str, Sent], ...]:
    """Name, attribute and way of sending of each column that is written, the key first."""
    key: Any = model._meta.pk
    written: list[Any] = [f for f in model._meta.concrete_fields if not f.generated and f is not key]
    return tuple((f.column, f.attname, _sending(f)) for f in (key, *written))


@cache
def _changed_columns(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[str, str, Sent, str], ...]:
    fields: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    return tuple((f.column, f.attname, _sending(f), f.cast_db_type(connection)) for f in fields)


def _sending(field: "Field[Any, Any]") -> Sent:
    """How a value of this field becomes what is sent: mostly its text, else what Django makes of it."""
    kind: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    for classes, sent in _WAYS:
        if isinstance(kind, classes):
            return sent
    if isinstance(kind, models.JSONField):
        return lambda value: json.dumps(value, cls=kind.encoder)
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
