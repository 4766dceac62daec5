"""How often a key was used, counted in this process and told to the database in portions."""

import threading
from dataclasses import dataclass
from datetime import datetime

from aftercare.org.commands.keys import note_use
from aftercare.org.models import ApiKey


@dataclass
class _Minute:
    """A key's running minute: what the database knew when it was last told, and what it was not told yet."""

    at: datetime
    known: int = 0
    untold: int = 0


class Uses:
    """The uses of all keys that this process has seen."""

    def __init__(self) -> None:
        self._minutes: dict[int, _Minute] = {}
        self._lock = threading.Lock()

    def count(self, key: ApiKey, *, every: int, at: datetime) -> int:
        """Count one use; returns how many there were this minute, as far as this process knows.

        The first use of a minute, and from then on every so many, is told to the database and adds up there with
        those of other processes. So a process misses less than twice `every` uses of each other one, which is 1 % of
        the limit. A limit below 400 is kept exactly.
        """
        untold = self._counted(key.pk, every, at.replace(second=0, microsecond=0))
        known = note_use(key, count=untold, at=at) if untold else 0
        with self._lock:
            minute = self._minutes[key.pk]
            minute.known = max(minute.known, known)
            return minute.known + minute.untold

    def _counted(self, key: int, every: int, now: datetime) -> int:
        """How many uses are to be told now, this one among them."""
        with self._lock:
            minute = self._minutes.get(key)
            is_first = minute is None or minute.at != now
            if minute is None or is_first:
                minute = self._minutes[key] = _Minute(now)
            minute.untold += 1
            if not is_first and minute.untold < every:
                return 0
            told, minute.untold = minute.untold, 0
            return told
