"""What the database refuses, said as people understand it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError

from aftercare.kernel.errors import DomainError
from aftercare.rows.whole import apart


@contextmanager
def refused_by(constraint: str, refusal: DomainError) -> Iterator[None]:
    """A part that may be refused by itself: where this constraint forbids it, with these words.

    Any other constraint is a mistake of ours, and stays one: rows that waited to travel are sent in here, too.
    """
    try:
        with apart():
            yield
    except IntegrityError as forbidden:
        if _name_of(forbidden) != constraint:
            raise
        raise refusal from forbidden


def _name_of(forbidden: IntegrityError) -> str | None:
    told = forbidden.__cause__
    return told.diag.constraint_name if isinstance(told, psycopg.Error) else None
