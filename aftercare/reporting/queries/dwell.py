"""How long records stay in a state, as the journal measured it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import connection

from aftercare.kernel.lifecycle import Lifecycle
from aftercare.reporting.queries.standing import SOURCES

ENOUGH = 30
"""So many must have stayed in a state before what was measured replaces what the lifecycle says."""
_LOOKED_AT = 20_000
"""Entries of the journal, the latest ones: enough to know what is usual, and read in a blink."""
_REMEMBERED, _MINUTES = "reporting.dwells", 5

_DWELL = """
WITH latest AS (
    SELECT subject, substring(kind FROM '^(.*)[.]') AS name, at, before ->> 'state' AS left_state,
        after ->> 'state' AS state, id
    FROM journal_entry WHERE kind LIKE ANY (%s) AND after ? 'state' ORDER BY id DESC LIMIT %s
), spells AS (
    SELECT subject, name, left_state, state, at - lag(at) OVER (PARTITION BY subject ORDER BY id) AS stayed FROM latest
)
SELECT spells.name, coalesce(back.kind, task.kind, ''), left_state, count(*),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM stayed))
FROM spells
LEFT JOIN returns_return AS back
    ON spells.name = 'returns.return' AND back.id = split_part(subject, ':', 2)::bigint
LEFT JOIN duties_task AS task ON spells.name = 'duties.task' AND task.id = split_part(subject, ':', 2)::bigint
WHERE left_state IS NOT NULL AND left_state <> spells.state AND stayed > interval '0'
GROUP BY 1, 2, 3
"""
"""A stay of no time is none: a dock that counts while it receives, and books that were taken over at one instant."""

Place = tuple[str, str, str]
"""A lifecycle's name, the kind of record where tables differ by it, and a state."""


@dataclass(frozen=True)
class Dwell:
    """How long a record usually stays in a state: the middle one, and the slowest of ten. Measured on so many."""

    state: str
    usual: timedelta
    limit: timedelta
    measured_on: int


def remembered_dwells() -> dict[Place, Dwell]:
    """As `dwells`, measured anew every few minutes: what is usual does not change from one look to the next."""
    return cache.get_or_set(_REMEMBERED, dwells, timeout=_MINUTES * 60) or {}


def dwells() -> dict[Place, Dwell]:
    """By lifecycle, kind and state; where too few stayed it is what the lifecycle says."""
    told = {place: Dwell(place[2], limit, limit, 0) for place, limit in _limits().items()}
    prefixes = sorted({f"{name}.%" for name, _kind, _state in told})
    with connection.cursor() as cursor:
        cursor.execute(_DWELL, [prefixes, _LOOKED_AT])
        for name, kind, state, count, (usual, slow) in cursor.fetchall():
            if (name, kind, state) in told and count >= ENOUGH:
                told[name, kind, state] = Dwell(state, timedelta(seconds=usual), timedelta(seconds=slow), count)
    return told


def _limits() -> dict[Place, timedelta]:
    return {
        (table.name, kind, state): timedelta(hours=hold.stuck_after_hours)
        for source in SOURCES.values()
        for kind, table in _tables(source.tables)
        for state, hold in table.holds.items()
    }


def _tables(tables: Mapping[str, Lifecycle]) -> list[tuple[str, Lifecycle]]:
    return [(str(kind), table) for kind, table in tables.items()]
