"""Which records have stayed where they are longer than nine of ten did: all kinds in one list, the longest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value

from aftercare.duties.models import Task
from aftercare.kernel.actor import Actor
from aftercare.kernel.lifecycle import Hold
from aftercare.moves.models import Moving
from aftercare.reporting.queries.dwell import Dwell, Place
from aftercare.reporting.queries.standing import SOURCES
from aftercare.returns.lifecycle import hold_of
from aftercare.returns.models import Return

Steps = Callable[[str, str], Q | None]
"""Of a source and its usual next step: which records the asker wants; None: none of them."""


@dataclass(frozen=True)
class Mark:
    """A place in the list, which is ordered by the time and then by the kind and the record."""

    since: datetime
    source: str
    pk: int


@dataclass(frozen=True)
class Stuck:
    """A record that has stayed longer than is usual; `over` by how much."""

    source: str
    row: Any
    owner: str
    act: str
    dwell: Dwell
    over: timedelta

    @property
    def mark(self) -> Mark:
        """Its place in the list."""
        return Mark(self.row.state_since, self.source, self.row.pk)


def all_steps(_source: str, _usual: str) -> Q | None:
    """Whoever has to take the step."""
    return Q()


def stuck(
    actor: Actor,
    measured: Mapping[Place, Dwell],
    now: datetime,
    *,
    wanted: Steps = all_steps,
    beyond: Mark | None = None,
    backwards: bool = False,
    most: int = 51,
) -> list[Stuck]:
    """So many of what the actor sees, beyond a place; one statement for the places, one for each kind found."""
    parts = [_places(name, actor, measured, now, wanted, beyond, backwards=backwards, most=most) for name in SOURCES]
    sign = "-" if backwards else ""
    order = [f"{sign}state_since", f"{sign}source", f"{sign}pk"]
    union = parts[0].union(*parts[1:], all=True).order_by(*order)[:most]
    return _told([(source, pk) for source, pk, _since in union], measured, now)


def _places(
    name: str,
    actor: Actor,
    measured: Mapping[Place, Dwell],
    now: datetime,
    wanted: Steps,
    beyond: Mark | None,
    *,
    backwards: bool,
    most: int,
) -> QuerySet[Any, Any]:
    sign = "-" if backwards else ""
    rows = SOURCES[name].seen(actor).order_by().filter(_late(name, measured, now, wanted))
    if beyond:
        rows = rows.filter(_beyond(name, beyond, "lt" if backwards else "gt"))
    rows = rows.select_related(None).annotate(source=Value(name))
    places: QuerySet[Any, Any] = rows.order_by(f"{sign}state_since", f"{sign}pk")[:most]
    return places.values_list("source", "pk", "state_since")


def _late(name: str, measured: Mapping[Place, Dwell], now: datetime, wanted: Steps) -> Q:
    source, late = SOURCES[name], Q(pk__in=[])
    for kind, table in source.tables.items():
        for state, hold in table.holds.items():
            limit = measured[table.name, str(kind), state].limit
            here = Q(state=state, state_since__lt=now - limit) & (Q(kind=str(kind)) if source.has_kinds else Q())
            for rows, usual in _ways(name, str(kind), state, hold):
                told = wanted(name, usual)
                late |= here & rows & told if told is not None else Q(pk__in=[])
    return late


def _ways(name: str, kind: str, state: str, hold: Hold) -> list[tuple[Q, str]]:
    """Which step is usual there: an exchange that ends in money instead waits with finance like a refund."""
    money = hold_of(kind, state, is_swap=False) if name == "return" else None
    if money is None or money.usual == hold.usual:
        return [(Q(), hold.usual)]
    return [(Q(instead=""), hold.usual), (~Q(instead=""), money.usual)]


def _beyond(name: str, mark: Mark, way: str) -> Q:
    later = Q(**{f"state_since__{way}": mark.since})
    same = Q(state_since=mark.since)
    if name == mark.source:
        return later | same & Q(**{f"pk__{way}": mark.pk})
    comes_after = name > mark.source if way == "gt" else name < mark.source
    return later | same if comes_after else later


def _told(places: Sequence[tuple[str, int]], measured: Mapping[Place, Dwell], now: datetime) -> list[Stuck]:
    rows: dict[tuple[str, int], Moving] = {}
    for name in {source for source, _pk in places}:
        wanted = [pk for source, pk in places if source == name]
        found = SOURCES[name].model._default_manager.select_related(*SOURCES[name].along).in_bulk(wanted)
        rows |= {(name, pk): row for pk, row in found.items()}
    return [one for place in places if place in rows and (one := _stuck(place[0], rows[place], measured, now))]


def _stuck(name: str, row: Any, measured: Mapping[Place, Dwell], now: datetime) -> Stuck | None:
    """Who must act, and the usual next step; nothing of a record that has moved on meanwhile."""
    source = SOURCES[name]
    kind, hold = source.kind_of(row), hold_at(name, row)
    if hold is None:
        return None
    dwell = measured[source.tables[kind].name, kind, row.state]
    return Stuck(name, row, hold.owner, hold.usual, dwell, now - row.state_since - dwell.limit)


def hold_at(name: str, row: Any) -> Hold | None:
    """Who has a record where it stands, and what comes next."""
    if isinstance(row, Return):
        return hold_of(row.kind, row.state, is_swap=row.is_swap)
    hold = SOURCES[name].tables[SOURCES[name].kind_of(row)].holds.get(row.state)
    if hold and isinstance(row, Task) and row.held_by:
        return replace(hold, owner=row.held_by)
    return hold
