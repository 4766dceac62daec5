"""Several reviews at once, each decided for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.org.models import ReturnAddress
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return


@dataclass(frozen=True)
class Chosen:
    """A return to approve as asked, where its goods shall go, and the version that was seen."""

    returning: Return
    address: ReturnAddress | None
    seen: int


@dataclass(frozen=True)
class Decided:
    """What became of one return of a batch: approved when there is no refusal."""

    returning: Return
    refusal: DomainError | None = None


def approve_each(chosen: Sequence[Chosen], *, by: Actor, at: datetime) -> list[Decided]:
    """Accept several requests for what was asked, goods only; one that is refused stops no other."""
    return [_approve_one(one, by=by, at=at) for one in chosen]


def _approve_one(one: Chosen, *, by: Actor, at: datetime) -> Decided:
    try:
        return Decided(approve(one.returning, Decision(address=one.address), seen=one.seen, by=by, at=at))
    except DomainError as refusal:
        return Decided(one.returning, refusal)
