"""How long returns stay in a state, as the journal measured it, and which of them have stayed longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.returns.lifecycle import BY_KIND, hold_of
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import visible_to

ENOUGH = 30
"""So many must have stayed in a state before what was measured replaces what the lifecycle says."""
_LOOKED_AT = 20_000
"""Entries of the journal, the latest ones: enough to know what is usual, and read in a blink."""

_DWELL = """
WITH latest AS (
    SELECT stream, at, before ->> 'state' AS left_state, after ->> 'state' AS state, id
    FROM journal_entry WHERE kind LIKE 'returns.return.%%' AND after ? 'state' ORDER BY id DESC LIMIT %s
), spells AS (
    SELECT stream, left_state, state, at - lag(at) OVER (PARTITION BY stream ORDER BY id) AS stayed FROM latest
)
SELECT kind, left_state, count(*),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM stayed))
FROM spells JOIN returns_return ON case_id = split_part(stream, ':', 2)::bigint
WHERE left_state IS NOT NULL AND left_state <> spells.state AND stayed > interval '0'
GROUP BY kind, left_state
"""
"""A stay of no time is none: a dock that counts while it receives, and books that were taken over at one instant."""

Place = tuple[str, str]
"""The kind of a return, and a state of it: exchanges wait elsewhere than refunds."""


@dataclass(frozen=True)
class Dwell:
    """How long a record usually stays in a state: the middle one, and the slowest of ten. Measured on so many."""

    state: str
    usual: timedelta
    limit: timedelta
    measured_on: int


@dataclass(frozen=True)
class Stuck:
    """A return that has stayed longer than is usual; `over` by how much."""

    returning: Return
    owner: str
    act: str
    dwell: Dwell
    over: timedelta


def dwells() -> dict[Place, Dwell]:
    """By kind and state; where too few stayed it is what the lifecycle says."""
    told = {place: Dwell(place[1], limit, limit, 0) for place, limit in _limits().items()}
    with connection.cursor() as cursor:
        cursor.execute(_DWELL, [_LOOKED_AT])
        for kind, state, count, (usual, slow) in cursor.fetchall():
            if (kind, state) in told and count >= ENOUGH:
                told[kind, state] = Dwell(state, timedelta(seconds=usual), timedelta(seconds=slow), count)
    return told


def stuck(actor: Actor, now: datetime) -> QuerySet[Return]:
    """The returns that the actor sees and that have stayed too long where they are, the longest first."""
    return stuck_by(actor, dwells(), now)


def stuck_by(actor: Actor, measured: Mapping[Place, Dwell], now: datetime) -> QuerySet[Return]:
    """The same with what is usual known already."""
    late = Q(pk__in=[])
    for (kind, state), dwell in measured.items():
        late |= Q(kind=kind, state=state, state_since__lt=now - dwell.limit)
    return visible_to(actor).filter(late).select_related("merchant", "case").order_by("state_since", "pk")


def told_stuck(returning: Return, measured: Mapping[Place, Dwell], now: datetime) -> Stuck:
    """Who must act, and the usual next step."""
    hold = hold_of(returning.kind, returning.state, is_swap=returning.is_swap)
    assert hold is not None
    dwell = measured[returning.kind, returning.state]
    return Stuck(returning, hold.owner, hold.usual, dwell, now - returning.state_since - dwell.limit)


def _limits() -> dict[Place, timedelta]:
    tables = BY_KIND.items()
    return {
        (str(kind), state): timedelta(hours=hold.stuck_after_hours)
        for kind, table in tables
        for state, hold in table.holds.items()
    }
