"""Python's collector, held back while millions of values come and go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (50_000, 20, 100)
"""An import makes no circles worth speaking of; looking for them at the usual pace took a third of its time."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for circles seldom, and not among what was there before."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
