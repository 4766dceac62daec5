"""Reading goes on while the database works."""

import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
_AHEAD = 1
"""So many things wait to be fetched at most, so that memory stays flat."""
_LOOK_EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class _End:
    """Nothing more comes; `fault` is what went wrong, if anything did."""

    fault: BaseException | None = None


def read_ahead(source: Iterator[T]) -> Generator[T, None, None]:
    """The same things in the same order, the next one made by a thread of its own meanwhile.

    What goes wrong there is raised here, in its turn. A reader who stops early stops the thread, too.
    """
    ready: queue.Queue[T | _End] = queue.Queue(maxsize=_AHEAD)
    given_up = threading.Event()
    thread = threading.Thread(target=_read, args=(source, ready, given_up), name="read-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(found := ready.get(), _End):
            yield found
        if found.fault is not None:
            raise found.fault
    finally:
        given_up.set()
        thread.join()


def _read(source: Iterator[T], ready: "queue.Queue[T | _End]", given_up: threading.Event) -> None:
    try:
        for one in source:
            if not _put(one, ready, given_up):
                return
        _put(_End(), ready, given_up)
    except BaseException as fault:
        _put(_End(fault), ready, given_up)


def _put(one: T | _End, ready: "queue.Queue[T | _End]", given_up: threading.Event) -> bool:
    while not given_up.is_set():
        try:
            ready.put(one, timeout=_LOOK_EVERY_SECONDS)
        except queue.Full:
            continue
        return True
    return False
