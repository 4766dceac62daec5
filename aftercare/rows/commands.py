"""Writing rows together.

Inside `together`, rows that are added or changed wait. They go to the database in one statement: at the block's end, or
before anything else is asked, so that nobody inside the block can tell the difference, but for the time it takes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from aftercare.rows.asking import Ahead
from aftercare.rows.cursors import run
from aftercare.rows.trips import Trip, current
from aftercare.rows.whole import whole

T = TypeVar("T")
E = TypeVar("E", bound=Exception)


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose rows travel together. Inside another such block it is a part of that one, all or nothing."""
    if current.get() is not None:
        with whole():
            yield
        return
    trip = Trip()
    with whole():
        token = current.set(trip)
        try:
            with connection.execute_wrapper(trip.first):
                yield
                trip.send()
        finally:
            current.reset(token)


def attempt(work: Callable[[], T], refusal: type[E]) -> T | E:
    """Do a part of the open block that may be refused by itself: the refusal, and nothing done, or what it gives.

    It costs no trip to the database unless the work writes otherwise than by `add` and `change`.
    """
    trip = current.get()
    if trip is None:
        raise RuntimeError("An attempt is a part of a block.")
    return trip.attempt(work, refusal)


def add(*rows: Model) -> None:
    """Insert new rows: at once, or with the others of the open block.

    A row that others point to has its id from `new_id`; the rest is numbered by the database, unseen inside a block.
    """
    found = current.get()
    trip = found or Trip()
    for row in rows:
        trip.add(row)
        row._state.adding, row._state.db = False, connection.alias
    if found is None:
        trip.send()


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
    left = _numbers().get(sequence)
    if left:
        return left.pop(0)
    (drawn,) = run(*drawing({sequence: 1}))
    return int(drawn[0])


def draw(counts: dict[str, int]) -> dict[str, list[int]]:
    """See that so many numbers of several sequences are at hand for `new_number`, until the block ends.

    What is missing is drawn in one trip.
    """
    stock = _numbers()
    missing = {name: count - len(stock.get(name, ())) for name, count in counts.items()}
    missing = {name: count for name, count in missing.items() if count > 0}
    if missing:
        keep_drawn(missing, run(*drawing(missing)))
    return {name: stock[name] for name in counts if name in stock}


def ids_ahead(model: type[Model], count: int = 1) -> Ahead:
    """Ids for new rows of a model, to be drawn in one trip with other questions; `new_id` gives them out."""
    counts = {sequence_of(model): count}
    return Ahead(*drawing(counts), lambda found: keep_drawn(counts, found[0]))


def drawing(counts: dict[str, int]) -> tuple[str, list[str]]:
    """The statement that draws numbers, for who sends it in one trip with others."""
    parts = [f"(SELECT array_agg(nextval('{name}')) FROM generate_series(1, ${n}))" for n, name in enumerate(counts, 1)]
    return f"SELECT {', '.join(parts)}", [str(count) for count in counts.values()]


def keep_drawn(names: Iterable[str], drawn: Sequence[list[int]]) -> None:
    """Keep the numbers that were drawn, to be given out in their order."""
    stock = _numbers()
    for name, numbers in zip(names, drawn, strict=True):
        stock.setdefault(name, []).extend(numbers)


def _numbers() -> dict[str, list[int]]:
    trip = current.get()
    return {} if trip is None else trip.numbers


def memory() -> dict[str, Any]:
    """What may be remembered until the block ends or a savepoint takes it back; outside of a block nothing is."""
    trip = current.get()
    return {} if trip is None else trip.memory


def is_together() -> bool:
    """Whether a block is open, so that rows wait for each other."""
    return current.get() is not None


def _kind(row: Model) -> type[Model]:
    return type(row)
