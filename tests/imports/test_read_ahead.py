"""A thread reads on while the database works: in order, never far ahead, and nobody is left behind."""

import threading
from collections.abc import Iterator

import pytest

from aftercare.cli.imports.read_ahead import read_ahead
from aftercare.cli.saying import Refusal


def reading() -> list[threading.Thread]:
    """The threads that still read."""
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_everything_comes_in_its_order() -> None:
    assert list(read_ahead(iter(range(50)))) == list(range(50))
    assert list(read_ahead(iter([]))) == []
    assert reading() == []


def test_what_goes_wrong_is_raised_in_its_turn() -> None:
    def source() -> Iterator[int]:
        yield 1
        yield 2
        raise Refusal("Line 3 is not UTF-8 text.")

    ahead = read_ahead(source())
    assert [next(ahead), next(ahead)] == [1, 2]
    with pytest.raises(Refusal):
        next(ahead)
    assert reading() == []


def test_who_stops_early_leaves_no_thread_and_little_was_read_for_nothing() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    ahead = read_ahead(source())
    assert next(ahead) == 0
    ahead.close()
    assert reading() == []
    assert len(taken) <= 4
