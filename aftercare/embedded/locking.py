"""One process at a time makes, starts or stops the server of a home."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aftercare.embedded.errors import EmbeddedError, as_sentence
from aftercare.embedded.layout import Cluster

_PAUSE = 0.05


class Deadline:
    """How long patience lasts, in seconds from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends_at = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether patience has ended."""
        return time.monotonic() >= self._ends_at

    def pause(self) -> None:
        """Wait a moment before looking again."""
        time.sleep(_PAUSE)


@contextmanager
def locked(cluster: Cluster, deadline: Deadline) -> Iterator[None]:
    """Hold the cluster's lock; the kernel gives it back when we die. Children do not inherit it."""
    with as_sentence("lock the database's directory"):
        handle = os.open(cluster.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(handle, cluster, deadline)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, cluster: Cluster, deadline: Deadline) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if deadline.is_over:
                raise EmbeddedError(
                    f"Another process has been starting or stopping the database of {cluster.home} "
                    f"for {deadline.seconds:g} seconds. Try again when it is done."
                ) from None
            deadline.pause()
        else:
            return
