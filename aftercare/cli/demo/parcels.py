"""The demo company's carriers, what they tell, and what stands still or came without a name."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from aftercare.cli.demo.company import Company
from aftercare.cli.demo.merchants import CARRIERS
from aftercare.flow.hand_in import hand_in_goods
from aftercare.flow.scans import CARRIER, take_scans
from aftercare.kernel.actor import Actor
from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.parcels.commands.carriers import CarrierChoice, set_carrier
from aftercare.parcels.commands.finds import Found, record_find
from aftercare.parcels.commands.handins import Handed
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import Carrier
from aftercare.parcels.terms import CarrierKind, Event, ScanStatus
from aftercare.returns.models import Return
from aftercare.returns.terms import State

_HUBS = ("Demo City hub", "North sorting centre", "Returns depot")
_SPANS = ("09:00-13:00", "14:00-18:00")


def carry(company: Company, now: datetime) -> None:
    """Carriers with their scans, a shop that takes goods, late goods, a parcel without a name, times of the watch."""
    boss = company.actor(Role.ADMINISTRATOR)
    carriers = [_carrier(place, name, boss, now) for place, (name, _shape) in enumerate(CARRIERS.values())]
    for carrier in carriers:
        take_scans(carrier, _scans(carrier, now), by=CARRIER, at=now)
    _strays(company, carriers[0], now)
    _counter(company, boss, now)
    for market in company.markets[:2]:
        set_watch(market.merchant, Times(remind_days=2, quiet_days=4, uncounted_hours=24), by=boss, at=now)


def _carrier(place: int, name: str, by: Actor, at: datetime) -> Carrier:
    kind = (CarrierKind.MANUAL, CarrierKind.CSV, CarrierKind.MANUAL)[place % 3]
    choice = CarrierChoice(
        code=f"demo-{place + 1}",
        name=name,
        kind=kind,
        phone="+44 20 7946 0100",
        fetches=place == 0,
        fetch_weekdays=(1, 2, 3, 4, 5),
        fetch_spans=_SPANS,
        is_contracted=place == 0,
        label_next="DP500000001GB" if place == 0 else "",
        label_last="DP500000999GB" if place == 0 else "",
    )
    return set_carrier(None, choice, by=by, at=at)


def _scans(carrier: Carrier, now: datetime) -> list[Event]:
    """Each parcel was picked up in the evening of its day, and seen at a hub on the days after."""
    sent = Return.objects.filter(carrier=carrier.name, state__in=[str(State.IN_TRANSIT), str(State.RECEIVED)])
    return [event for one in sent.order_by("pk") for event in _way(one, now)]


def _way(one: Return, now: datetime) -> list[Event]:
    assert one.shipped_at
    steps: Sequence[tuple[int, ScanStatus]] = ((2, ScanStatus.PICKED_UP), (26, ScanStatus.IN_TRANSIT))
    if one.received_at:
        steps = (*steps, (40, ScanStatus.DELIVERED))
    return [
        Event(one.tracking_number, f"{one.tracking_number}-{place}", status, at, _HUBS[place % 3])
        for place, (hours, status) in enumerate(steps)
        if (at := one.shipped_at + timedelta(hours=hours)) <= now
    ]


def _strays(company: Company, carrier: Carrier, now: datetime) -> None:
    dock = company.actor(Role.DOCK)
    unknown = Event("DP700100200GB", "stray-1", ScanStatus.IN_TRANSIT, now - timedelta(hours=5), _HUBS[0])
    take_scans(carrier, [unknown], by=CARRIER, at=now)
    record_find(Found(label_text="Sender smudged", contents="One travel case", shelf="F2"), by=dock, at=now)
    late = Return.objects.filter(state=str(State.LAPSED)).select_related("case").order_by("-state_since").first()
    if late:
        record_find(Found(shelf="F1"), case=late.case, by=dock, at=now)


def _counter(company: Company, boss: Actor, now: datetime) -> None:
    """A shop where a buyer has just handed something in."""
    choice = PointChoice(
        "market-street", "Market Street shop", "Demo City", "1 Market Street", hours="Mo–Sa 9–18", hands_out=True
    )
    shop = set_point(None, choice, by=boss, at=now)
    member = company.members[Role.POINT]
    member.points.set([shop])
    company.members[Role.LOGISTICS].stations.set(company.markets[0].addresses[-1:])
    evening = datetime.combine(now.date(), time(0, 0), tzinfo=now.tzinfo)
    brought = Return.objects.filter(state=str(State.APPROVED), not_received=False, reviewed_at__lt=evening)
    returning = brought.select_related("case").order_by("pk").last()
    if returning:
        hand_in_goods(returning, shop, Handed(1, "as new"), by=actor_of_member(member), at=now)
