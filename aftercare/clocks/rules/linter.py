"""Promises that cannot hold: a customer is promised what a partner has not promised us."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aftercare.clocks.rules.calendars import MINUTE, Hours, NeverOpen, micros, moment
from aftercare.clocks.rules.targets import first_due, settled
from aftercare.clocks.terms import PromisedTo, Target, Unit

_TRIED = [timedelta(hours=hours) for hours in range(0, 14 * 24, 3)]
"""Moments of two weeks at which a promise may begin: a weekend, every time of day."""


@dataclass(frozen=True)
class Told:
    """A policy as the linter sees it; `match` is what it asks for, without what is empty."""

    name: str
    metric: str
    promised_to: PromisedTo
    target: Target
    hours: Hours
    transit_minutes: int = 0
    match: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shortfall:
    """What was promised to a customer ends before the partner's time and the way there; by how much at worst."""

    promise: str
    partner: str
    minutes: int
    example: datetime


def shortfalls(policies: Iterable[Told], *, since: datetime) -> Iterator[Shortfall]:
    """Every promise to customers that is shorter than a partner's for the same, tried at moments of two weeks.

    A date that is agreed case by case is compared with nothing: nobody knows it before.
    """
    told = [one for one in policies if one.target.unit != Unit.AGREED]
    ours = [one for one in told if one.promised_to == PromisedTo.CUSTOMER]
    theirs = [one for one in told if one.promised_to == PromisedTo.PARTNER]
    for promise in ours:
        for partner in theirs:
            if partner.metric == promise.metric and _may_meet(promise.match, partner.match):
                worst = _worst(promise, partner, since)
                if worst:
                    yield worst


def _worst(promise: Told, partner: Told, since: datetime) -> Shortfall | None:
    gaps: list[tuple[int, datetime]] = []
    for later in _TRIED:
        start = micros(since + later)
        try:
            gap = _due(start, partner) + partner.transit_minutes * MINUTE - _due(start, promise)
        except NeverOpen:
            continue
        gaps.append((gap // MINUTE, moment(start)))
    minutes, example = max(gaps, default=(0, since))
    return Shortfall(promise.name, partner.name, minutes, example) if minutes > 0 else None


def _due(start: int, policy: Told) -> int:
    return settled(first_due(start, policy.target, policy.hours), policy.target, policy.hours)


def _may_meet(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether something could be asked of both: they name nothing that excludes the other."""
    return all(other.get(trait, value) == value for trait, value in one.items())
