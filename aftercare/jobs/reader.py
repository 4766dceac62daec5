"""The reader of the journal: woken by it, it hands new entries to their subscribers, in order, each once."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.utils import connector_params

from aftercare.jobs.subscriptions import Subscription
from aftercare.journal.commands.reading import read_batch
from aftercare.journal.commands.recording import WAKE_CHANNEL
from aftercare.journal.models import Entry
from aftercare.journal.queries.outbox import has_more

_LOST = (OperationalError, InterfaceError, psycopg.OperationalError)
_SAFETY_LOOK = 30.0
_SECOND_LOOK = 0.1
"""Seconds after a wake, which its sender may give up to 20 times a second: what he held back has come by then."""
_LONGEST_PAUSE = 5.0
_BREATH = 0.5
"""Seconds between two looks: what comes in a rush is read in larger batches, which cost a fraction for each entry."""
_STOP_IS_SEEN_WITHIN = 0.5
_PATIENCE = 60.0
"""Seconds for which a subscriber that fails at everything it is given is given it again; then a few are set aside."""

log = logging.getLogger(__name__)


class Reader:
    """One per worker process; several of them share the work, since a subscriber's place is a locked row."""

    def __init__(
        self, subscriptions: Sequence[Subscription], stop: threading.Event, *, patience: float = _PATIENCE
    ) -> None:
        self._subscriptions = subscriptions
        self._stop = stop
        self._patience = patience
        self._stands_at: dict[str, tuple[int, float]] = {}

    def run(self) -> None:
        """Read until told to stop; a lost database is waited for."""
        while not self._stop.is_set():
            try:
                with _listening() as line:
                    self._serve(line)
            except _LOST as lost:
                log.warning("The journal's reader lost the database and tries again: %s", str(lost).strip())
                self._stop.wait(1)
            finally:
                connection.close()

    def look(self) -> bool:
        """Hand on everything that can be read now; tells whether something is left that will be readable soon."""
        left = [self._catch_up(each) for each in self._subscriptions]
        return any(left)

    def _serve(self, line: psycopg.Connection) -> None:
        """Look, and sleep until the journal wakes us. What is left over is looked at again, ever less eagerly."""
        pause = _SECOND_LOOK
        while not self._stop.is_set():
            left = self.look()
            self._stop.wait(_BREATH)
            woken = self._sleep(line, pause if left or pause == _SECOND_LOOK else _SAFETY_LOOK)
            pause = _SECOND_LOOK if woken else min(pause * 2, _LONGEST_PAUSE)

    def _sleep(self, line: psycopg.Connection, seconds: float) -> bool:
        """Wait for a wake; the pieces only let a stop be seen soon, they ask the database nothing."""
        while seconds > 0 and not self._stop.is_set():
            if any(True for _ in line.notifies(timeout=min(seconds, _STOP_IS_SEEN_WITHIN), stop_after=1)):
                return True
            seconds -= _STOP_IS_SEEN_WITHIN
        return False

    def _catch_up(self, subscription: Subscription) -> bool:
        """A subscriber that fails keeps its place and does not hold up the others."""
        name = subscription.name
        try:
            take = partial(self._hand_on, subscription)
            while not self._stop.is_set() and read_batch(name, take, at=timezone.now()):
                pass
            return has_more(name)
        except _LOST:
            self._stands_at.pop(name, None)
            raise
        except Exception:
            log.exception("The subscriber “%s” failed; it will be given the same entries again.", name)
            return True

    def _hand_on(self, subscription: Subscription, entries: Sequence[Entry]) -> None:
        """Patience counts from when this worker first tried just these: another one may have read what came before."""
        name, first, now = subscription.name, entries[0].pk, time.monotonic()
        place, since = self._stands_at.get(name, (0, now))
        is_patient = place != first or now - since < self._patience
        if place != first:
            self._stands_at[name] = first, now
        subscription.take(entries, is_patient=is_patient)


@contextmanager
def _listening() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**{**connector_params(), "autocommit": True}) as line:
        line.execute(f"LISTEN {WAKE_CHANNEL}")
        yield line
