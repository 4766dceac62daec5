"""Rows that wait to be sent together."""

from django.db.models import Model

from aftercare.rows.cursors import run
from aftercare.rows.statements import Change, Insert, Row, Shape, changed_row, new_row, statement


class Waiting:
    """New rows and changed ones, each as it was when it came here."""

    def __init__(self) -> None:
        self._inserts: dict[type[Model], list[tuple[Shape, Row]]] = {}
        self._changes: dict[tuple[type[Model], tuple[str, ...]], list[Row]] = {}
        self._touched: set[tuple[type[Model], object]] = set()

    def __len__(self) -> int:
        return len(self._touched)

    def add(self, row: Model) -> None:
        """A new row."""
        self._inserts.setdefault(type(row), []).append(new_row(row))
        self._touched.add((type(row), row.pk or id(row)))

    def change(self, row: Model, names: tuple[str, ...]) -> None:
        """Fields of a row. It does not wait here already: one statement touches a row once only."""
        self._changes.setdefault((type(row), names), []).append(changed_row(row, names))
        self._touched.add((type(row), row.pk))

    def has(self, row: Model) -> bool:
        """Whether this row waits here."""
        return (type(row), row.pk) in self._touched

    def tables(self) -> list[str]:
        """The tables of the rows."""
        return [model._meta.db_table for model in (*self._inserts, *(model for model, _names in self._changes))]

    def join(self, later: "Waiting") -> None:
        """Take the rows of another that came afterwards, and none that waits here."""
        for model, rows in later._inserts.items():
            self._inserts.setdefault(model, []).extend(rows)
        for key, changed in later._changes.items():
            self._changes.setdefault(key, []).extend(changed)
        self._touched |= later._touched

    def taken(self) -> "Waiting":
        """Everything, which waits here no more."""
        taken = Waiting()
        taken.__dict__, self.__dict__ = self.__dict__, taken.__dict__
        return taken

    def send(self) -> None:
        """Everything in one statement."""
        inserts = [Insert(model, rows) for model, rows in self._inserts.items()]
        changes = [Change(model, names, rows) for (model, names), rows in self._changes.items()]
        run(*statement(inserts, changes))
