"""The list of returns: narrowed by what is sought, counted by state, and what stands next to a return in it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import COUNT_CAP, visible_to
from aftercare.returns.terms import Shown
from aftercare.rows.counts import Stretch, counted_by, counted_stretches, stretch_of, stretch_of_first
from aftercare.rows.keyset import beyond

APPLIED, ORDERED, DUE = "applied_at", "ordered_at", "due_at"
"""The times a list can stand by; all are indexed together with the id."""
PLACE_CAP = 1_000
"""Further from the top of a list nobody wants to know how far; counting there costs as much as the page."""
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Sought:
    """What a list is narrowed to; empty parts narrow nothing. Times from (inclusive) and before (exclusive)."""

    number: str = ""
    order_number: str = ""
    shown: str = ""
    kind: str = ""
    merchant: int | None = None
    reason: int | None = None
    applied_from: datetime | None = None
    applied_before: datetime | None = None
    ordered_from: datetime | None = None
    ordered_before: datetime | None = None
    fault: str = ""
    is_business: bool = False
    shipped_late: bool = False
    platform: str = ""
    with_due: bool = False
    due_before: datetime | None = None

    @property
    def stands_by(self) -> str:
        """By time of application, unless only the order's time is limited, or a due time is asked for."""
        if self.with_due or self.due_before:
            return DUE
        by_order = self.ordered_from or self.ordered_before
        by_application = self.applied_from or self.applied_before
        return ORDERED if by_order and not by_application else APPLIED

    @property
    def is_indexed_with_state(self) -> bool:
        """Whether an index holds the state beside everything that is asked for."""
        others: tuple[object, ...] = (
            self.number, self.order_number, self.kind, self.reason, self.ordered_from, self.ordered_before,
            self.with_due, self.due_before, self.fault, self.is_business, self.shipped_late, self.platform,
        )  # fmt: skip
        return not any(others) and not (self.merchant and (self.applied_from or self.applied_before))


@dataclass(frozen=True)
class Sequence:
    """Which way a list runs: by APPLIED or ORDERED, newest first unless told otherwise."""

    by: str = APPLIED
    oldest_first: bool = False

    def spot_of(self, returning: Return) -> "Spot":
        """Where a return stands in the list."""
        at = {ORDERED: returning.ordered_at, DUE: returning.due_at or _NEVER}.get(self.by, returning.applied_at)
        return Spot(at, returning.pk)

    def sorted(self, rows: QuerySet[Return]) -> QuerySet[Return]:
        """The rows in this sequence."""
        sign = "" if self.oldest_first else "-"
        return rows.order_by(f"{sign}{self.by}", f"{sign}pk")

    def after(self, rows: QuerySet[Return], spot: "Spot") -> QuerySet[Return]:
        """What comes behind the spot, the nearest first."""
        return self.sorted(rows.filter(beyond({self.by: spot.at, "pk": spot.pk}, upwards=self.oldest_first)))

    def backwards(self) -> "Sequence":
        """The same list from its other end."""
        return Sequence(self.by, not self.oldest_first)


@dataclass(frozen=True)
class Spot:
    """A place in a list: the time and id of the row that stands there."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Neighbours:
    """The numbers next to a return in a list, and its place from the top (at most PLACE_CAP + 1)."""

    before: str
    after: str
    place: int


def matching(actor: Actor, sought: Sought) -> QuerySet[Return]:
    """The returns that the actor may see and that are what he seeks, in no sequence."""
    exact = {
        "number__startswith": sought.number.strip().upper(),
        "order_number": sought.order_number.strip(),
        "shown": sought.shown,
        "kind": sought.kind,
        "merchant": sought.merchant,
        "reason": sought.reason,
        "applied_at__gte": sought.applied_from,
        "applied_at__lt": sought.applied_before,
        "ordered_at__gte": sought.ordered_from,
        "ordered_at__lt": sought.ordered_before,
        "reason__fault": sought.fault,
        "is_business": sought.is_business,
        "shipped_late": sought.shipped_late,
        "order__shop__platform": sought.platform,
        "due_at__lt": sought.due_before,
    }
    rows = visible_to(actor).order_by().filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(due_at__isnull=False) if sought.stands_by == DUE else rows


def neighbours(actor: Actor, sought: Sought, sequence: Sequence, returning: Return) -> Neighbours:
    """What stands next to a return in a list, whether or not the list still holds the return itself; in one trip."""
    spot = sequence.spot_of(returning)
    statement, values = _beside(actor, sought, sequence, PLACE_CAP)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_at(spot, value) for value in values])
        before, after, above = cursor.fetchone()
    return Neighbours(before or "", after or "", above + 1)


_SOMEWHERE = Spot(datetime(1903, 3, 3, tzinfo=UTC), -20_011)
"""What stands in for a place while the statement is made; no list holds it."""


def _at(spot: Spot, value: Any) -> Any:
    if value == _SOMEWHERE.at:
        return spot.at
    return spot.pk if value == _SOMEWHERE.pk else value


@lru_cache(maxsize=256)
def _beside(actor: Actor, sought: Sought, sequence: Sequence, most: int) -> tuple[str, list[Any]]:
    """The statement for a reader and his list, made once: Django takes longer for it than the database does."""
    rows = matching(actor, sought)
    above, below = sequence.backwards().after(rows, _SOMEWHERE), sequence.after(rows, _SOMEWHERE)
    parts = [stretch_of_first(above, "number"), stretch_of_first(below, "number"), stretch_of(above, most=most)]
    told = "SELECT ({}), ({}), (SELECT count(*) FROM ({}) AS above)".format(*(part.statement for part in parts))
    return told, [value for part in parts for value in part.values]


def how_many(actor: Actor, sought: Sought) -> int:
    """How many returns are what he seeks, at most COUNT_CAP + 1."""
    return counted_stretches({"all": _whole(actor, sought, COUNT_CAP + 1)})["all"]


@lru_cache(maxsize=256)
def _whole(actor: Actor, sought: Sought, most: int) -> Stretch:
    return stretch_of(matching(actor, sought), most=most)


def counts_of(actor: Actor, sought: Sought) -> dict[str, int]:
    """How many of what is sought, in any state, are in each of the trade's states, each at most COUNT_CAP + 1.

    Empty when that is not worth knowing: with filters that no index combines with the state, more than COUNT_CAP rows
    are not counted apart.
    """
    sought = replace(sought, shown="")
    if sought.is_indexed_with_state:
        return counted_stretches(_by_state(actor, sought, COUNT_CAP + 1))
    counts = counted_by(stretch_of(matching(actor, sought), field="shown", most=COUNT_CAP + 1))
    return {} if counts is None else dict.fromkeys(map(str, Shown), 0) | counts


@lru_cache(maxsize=256)
def _by_state(actor: Actor, sought: Sought, most: int) -> dict[str, Stretch]:
    rows = matching(actor, sought)
    return {str(shown): stretch_of(rows.filter(shown=str(shown)), most=most) for shown in Shown}


def capped_sum(counts: dict[str, int]) -> int:
    """All of them together, at most COUNT_CAP + 1; as many when they were not counted."""
    return min(sum(counts.values()), COUNT_CAP + 1) if counts else COUNT_CAP + 1
