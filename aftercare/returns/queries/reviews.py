"""Who decided what when in operations, read from the journal: the return itself keeps only the latest decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aftercare.journal.models import Entry

_FIRST = "returns.return.approve"
_AGAIN = "returns.return.approve_again"


@dataclass(frozen=True)
class Decided:
    """One approval by operations."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Reviews:
    """The first approval, and the latest one after finance had sent the return back; None where there was none."""

    first: Decided | None
    again: Decided | None


def reviews_in(entries: Iterable[Entry]) -> Reviews:
    """The approvals among a case's entries, which come first first."""
    told = [(entry.kind, Decided(entry.at, entry.actor_name)) for entry in entries]
    return Reviews(
        first=next((decided for kind, decided in told if kind == _FIRST), None),
        again=next((decided for kind, decided in reversed(told) if kind == _AGAIN), None),
    )
