"""What the dock works on: what a scan means, what is expected, what waits to be counted, what was booked in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.queries.tracking import cases_with_number
from aftercare.returns.models import Return
from aftercare.returns.terms import WITHOUT_GOODS, State

TO_RECEIVE = (State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT, State.RECEIVED)
"""States in which goods may be received or counted."""

# A scanner that is set to another keyboard layout types other signs for the dashes.
_NUMBER = re.compile(r"([A-Za-z]{2,4})[^0-9A-Za-z]{0,2}(\d{4})[^0-9A-Za-z]{0,2}(\d{6,})")
_LINK = re.compile(r"/c/([0-9A-Za-z]{20,40})(?:[/?#]|$)")
MOST_HITS = 20


@dataclass(frozen=True)
class Scan:
    """What was found for a scan: returns that goods may be taken in for, and others of the same parcel or order."""

    text: str
    to_receive: Sequence[Return] = field(default_factory=tuple)
    others: Sequence[Return] = field(default_factory=tuple)


def at_the_dock(actor: Actor) -> QuerySet[Return]:
    """The returns whose goods an actor with a right to see goods may look at, in any state; confined to his merchants.

    A parcel does not know that its return was cancelled: the dock must find that out by scanning it.
    """
    found = Return.objects.select_related("merchant", "case").exclude(kind__in=[str(kind) for kind in WITHOUT_GOODS])
    if not actor.may(Right.GOODS_SEE):
        return found.none()
    if actor.stations is not None:
        found = found.filter(return_address__in=actor.stations)
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def scan(actor: Actor, text: str) -> Scan:
    """What a scanned or typed text stands for: case number, slip link, tracking number or order number."""
    clean = text.replace("\0", "").strip()[:300]
    if not clean:
        return Scan("")
    found = list(at_the_dock(actor).filter(_meaning(clean)).order_by("-applied_at", "-pk")[:MOST_HITS])
    ready = [returning for returning in found if returning.state in TO_RECEIVE]
    return Scan(clean, ready, [returning for returning in found if returning not in ready])


def expected(actor: Actor) -> QuerySet[Return]:
    """Parcels on their way and pick-ups that are booked, the one that should be here first on top."""
    travelling = at_the_dock(actor).filter(state__in=[str(State.IN_TRANSIT), str(State.PICKUP_BOOKED)])
    return travelling.order_by(F("pickup_on").asc(nulls_last=True), "state_since", "pk")


def to_count(actor: Actor) -> QuerySet[Return]:
    """Parcels that arrived and were not counted yet, longest wait first."""
    return at_the_dock(actor).filter(state=str(State.RECEIVED)).order_by("state_since", "pk")


def booked_in(actor: Actor) -> QuerySet[Return]:
    """Returns whose goods were counted or refused, newest first."""
    return at_the_dock(actor).filter(inspected_at__isnull=False).order_by("-inspected_at", "-pk")


def _meaning(text: str) -> Q:
    link = _LINK.search(text)
    if link:
        return Q(case__token=link[1].upper())
    meaning = Q(tracking_number="".join(text.split()).upper()) | Q(order_number=text)
    cases = cases_with_number(text)
    if cases:
        meaning |= Q(case__in=cases)
    number = _NUMBER.fullmatch(text)
    if number:
        meaning |= Q(number=f"{number[1].upper()}-{number[2]}-{number[3]}")
    return meaning
