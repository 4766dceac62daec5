"""Writing rows together.

Inside `together`, rows that are added or changed wait. They go to the database in one statement: at the block's end, or
before anything else is asked, so that nobody inside the block can tell the difference, but for the time it takes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from aftercare.rows.cursors import run
from aftercare.rows.trips import Trip, current


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose rows travel together. Inside another such block it is a part of that one, all or nothing."""
    if current.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    trip = Trip()
    with transaction.atomic():
        token = current.set(trip)
        try:
            with connection.execute_wrapper(trip.first):
                yield
                trip.send()
        finally:
            current.reset(token)


def add(*rows: Model) -> None:
    """Insert new rows: at once, or with the others of the open block.

    A row that others point to has its id from `new_id`; the rest is numbered by the database, unseen inside a block.
    """
    trip = current.get()
    if trip is None:
        for model, some in groupby(rows, _kind):
            model._default_manager.bulk_create(some)
        return
    for row in rows:
        trip.add(row)
        row._state.adding, row._state.db = False, connection.alias


def change(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows that the caller has locked."""
    found = current.get()
    trip = found or Trip()
    for row in rows:
        trip.change(row, names)
    if found is None:
        trip.send()


def new_id(model: type[Model]) -> int:
    """The id of the next new row of this model."""
    return new_number(sequence_of(model))


def sequence_of(model: type[Model]) -> str:
    """The sequence that numbers a model's rows."""
    return f"{model._meta.db_table}_id_seq"


def new_number(sequence: str) -> int:
    """The sequence's next number; one of those that were drawn before, if any is left."""
    left: list[int] = memory().get(sequence) or draw({sequence: 1})[sequence]
    return left.pop(0)


def draw(counts: dict[str, int]) -> dict[str, list[int]]:
    """Draw numbers of several sequences in one trip, for `new_number` to give out until the block ends."""
    parts = [f"(SELECT array_agg(nextval('{name}')) FROM generate_series(1, ${n}))" for n, name in enumerate(counts, 1)]
    drawn = run(f"SELECT {', '.join(parts)}", [str(count) for count in counts.values()])
    stock = memory()
    for name, numbers in zip(counts, drawn, strict=True):
        stock[name] = [*stock.get(name, ()), *(numbers or ())]
    return {name: stock[name] for name in counts}


def memory() -> dict[str, Any]:
    """What may be remembered until the block ends or a savepoint takes it back; outside of a block nothing is."""
    trip = current.get()
    return {} if trip is None else trip.memory


def _kind(row: Model) -> type[Model]:
    return type(row)
