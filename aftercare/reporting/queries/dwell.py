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
"""So many must have passed through a state before what was measured replaces what the lifecycle says."""
_LOOKED_AT = 20_000
"""Entries of the journal, the latest ones: enough to know what is usual, and read in a blink."""

_DWELL = """
WITH latest AS (
    SELECT stream, at, kind, before ->> 'state' AS left_state, after ->> 'state' AS state, id
    FROM journal_entry WHERE kind LIKE 'returns.return.%%' AND after ? 'state' ORDER BY id DESC LIMIT %s
), spells AS (
    SELECT left_state, state, at - lag(at) OVER (PARTITION BY stream ORDER BY id) AS stayed FROM latest
)
SELECT left_state, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM stayed))
FROM spells WHERE left_state IS NOT NULL AND left_state <> state AND stayed IS NOT NULL GROUP BY left_state
"""


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


def dwells() -> dict[str, Dwell]:
    """By state; what was seen too rarely is what the lifecycle says."""
    told = {state: _as_told(state) for state in _holds()}
    with connection.cursor() as cursor:
        cursor.execute(_DWELL, [_LOOKED_AT])
        for state, count, (usual, slow) in cursor.fetchall():
            if state in told and count >= ENOUGH:
                told[state] = Dwell(state, timedelta(seconds=usual), timedelta(seconds=slow), count)
    return told


def stuck(actor: Actor, now: datetime) -> QuerySet[Return]:
    """The returns that the actor sees and that have stayed too long where they are, the longest first."""
    return stuck_by(actor, dwells(), now)


def stuck_by(actor: Actor, measured: Mapping[str, Dwell], now: datetime) -> QuerySet[Return]:
    """The same with what is usual known already."""
    late = Q(pk__in=[])
    for state, dwell in measured.items():
        late |= Q(state=state, state_since__lt=now - dwell.limit)
    return visible_to(actor).filter(late).select_related("merchant", "case").order_by("state_since", "pk")


def told_stuck(returning: Return, measured: Mapping[str, Dwell], now: datetime) -> Stuck:
    """Who must act, and the usual next step."""
    hold = hold_of(returning.kind, returning.state, is_swap=returning.is_swap)
    assert hold is not None
    dwell = measured[returning.state]
    return Stuck(returning, hold.owner, hold.usual, dwell, now - returning.state_since - dwell.limit)


def _holds() -> dict[str, timedelta]:
    tables = BY_KIND.values()
    return {state: timedelta(hours=hold.stuck_after_hours) for table in tables for state, hold in table.holds.items()}


def _as_told(state: str) -> Dwell:
    limit = _holds()[state]
    return Dwell(state, limit, limit, 0)
