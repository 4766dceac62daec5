"""The dock's short lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.returns.models import Dispatch, DispatchLine, Return
from aftercare.returns.queries.rest import COUNTED
from aftercare.returns.terms import State
from aftercare.web.kit.parts import Text
from aftercare.web.words import DISPATCH_STATE, HOLD, Word, states_of

SHORT = 8


@dataclass(frozen=True)
class FoundRow:
    """A return that a scan stands for, with the word for its state, and what can be done with its goods."""

    returning: Return
    word: Word

    @property
    def is_late(self) -> bool:
        """Whether it ended without its goods, so that they are late."""
        return self.returning.state in (State.LAPSED, State.CANCELLED)

    @property
    def is_counted(self) -> bool:
        """Whether it was counted already, so that this may be a second parcel."""
        return self.returning.state in COUNTED


@dataclass(frozen=True)
class ExpectedRow:
    """A parcel that should come."""

    returning: Return
    pickup_on: date | None
    since: datetime
    is_late: bool


@dataclass(frozen=True)
class DoneRow:
    """A parcel that was dealt with."""

    returning: Return
    is_refused: bool


LONG_UNDERWAY = timedelta(days=10)
"""A parcel that travels longer than this is worth asking the carrier about."""


def found_rows(found: Sequence[Return]) -> list[FoundRow]:
    """What a scan stands for."""
    return [FoundRow(returning, states_of(is_swap=returning.is_swap)[returning.state]) for returning in found]


def expected_rows(found: QuerySet[Return], now: datetime) -> list[ExpectedRow]:
    """Parcels on their way, those that should be here first on top."""
    return [
        ExpectedRow(r, r.pickup_on if r.state == State.PICKUP_BOOKED else None, r.state_since, _is_late(r, now))
        for r in found[:SHORT]
    ]


def arrived_rows(found: QuerySet[Return]) -> list[Return]:
    """Parcels that wait to be counted."""
    return list(found[:SHORT])


def done_rows(found: QuerySet[Return]) -> list[DoneRow]:
    """What was done last."""
    return [DoneRow(r, r.state == State.REFUSED) for r in found[:SHORT]]


def today(found: QuerySet[Return], now: datetime) -> int:
    """Parcels dealt with since midnight, local time."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return found.filter(inspected_at__gte=midnight).order_by().count()


def _is_late(returning: Return, now: datetime) -> bool:
    if returning.state == State.PICKUP_BOOKED:
        return returning.pickup_on is not None and returning.pickup_on < timezone.localdate(now)
    return now - returning.state_since > LONG_UNDERWAY


@dataclass(frozen=True)
class SendingRow:
    """Goods that shall leave, with what is in them and the word for how they stand."""

    dispatch: Dispatch
    goods: str
    word: Word
    hold: Text


def sending_rows(found: Sequence[Dispatch], lines: Mapping[int, Sequence[DispatchLine]]) -> list[SendingRow]:
    """Dispatches as the warehouse lists them."""
    return [
        SendingRow(
            one,
            ", ".join(f"{line.quantity} × {line.name}" for line in lines[one.pk]),
            DISPATCH_STATE[one.state],
            HOLD[one.hold],
        )
        for one in found
    ]
