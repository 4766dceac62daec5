"""Carriers and what they tell."""

from datetime import datetime, timedelta

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right
from aftercare.parcels.commands.carriers import CarrierChoice, set_carrier
from aftercare.parcels.models import Carrier
from aftercare.parcels.terms import CarrierKind, Event, ScanStatus
from tests.factories.people import MONDAY

SECRET = "a-secret-that-both-sides-know"
SETTER = Actor(ActorKind.MEMBER, 901, "Setter", frozenset({Right.CARRIERS_MANAGE, Right.MERCHANTS_MANAGE}))
NUMBER = "DP123456789GB"


def carrier(
    kind: CarrierKind = CarrierKind.CSV, *, code: str = "dp", name: str = "Demo Post", **more: object
) -> Carrier:
    """A carrier whose scans come in one of the ways."""
    secret = SECRET if kind == CarrierKind.HTTP else ""
    choice = CarrierChoice(code=code, name=name, kind=kind, secret=secret, **more)  # type: ignore[arg-type]
    return set_carrier(None, choice, by=SETTER, at=MONDAY)


def event(
    status: ScanStatus = ScanStatus.PICKED_UP,
    *,
    number: str = NUMBER,
    at: datetime = MONDAY + timedelta(hours=3),
    event_id: str = "",
    place: str = "Demo City hub",
) -> Event:
    """A scan."""
    return Event(number, event_id or f"{number}-{status}", status, at, place)
