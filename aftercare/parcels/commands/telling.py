"""Parcels as somebody tells of them: a new one, another number, one that has arrived."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.parcels.models import Carrier, Parcel, Scan
from aftercare.parcels.queries.tracking import carrier_named, scans_of
from aftercare.parcels.rules.tracking import Seen, first_hold, latest, plain_number
from aftercare.parcels.terms import Direction, ScanStatus
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class Told:
    """What is known of a parcel. `carrier` may be a name that we do not know. With `freight_by_us` we pay for it."""

    carrier: str
    number: str
    direction: Direction = Direction.BACK
    freight_by_us: bool = False


@whole()
def tell_parcel(case: Case, told: Told, *, with_move: bool = False, by: Actor, at: datetime) -> Parcel:
    """A parcel of a case; told again it stays the same. Scans that came before it are its own from now on.

    With `with_move` a move of the case tells the journal the same.
    """
    number, carrier = plain_number(told.number), carrier_named(told.carrier)
    cost = _cost(carrier) if told.freight_by_us else {}
    parcel, made = Parcel.objects.select_for_update(no_key=True).get_or_create(
        case=case,
        direction=told.direction,
        tracking_number=number,
        defaults={
            "merchant_id": case.merchant_id,
            "carrier": carrier,
            "carrier_name": carrier.name if carrier else told.carrier.strip()[:60],
            "told_at": at,
            "told_by": by.key,
            "news_at": at,
            "freight_by_us": told.freight_by_us,
            **cost,
        },
    )
    if made and not with_move:
        after = {"carrier": parcel.carrier_name, "tracking_number": number, "direction": parcel.direction, **cost}
        record(Fact("parcels.parcel.tell", parcel.label, by, at, stream=parcel.stream, after=after))
    return follow_scans(parcel)


@whole()
def correct_parcel(case: Case, before: str, told: Told, *, by: Actor, at: datetime) -> Parcel:
    """A mistyped carrier or number is put right; the number that was wrong belongs to nobody again."""
    old = Parcel.objects.filter(case=case, direction=told.direction, tracking_number=plain_number(before)).first()
    parcel = tell_parcel(case, told, with_move=True, by=by, at=at)
    if old and old.pk != parcel.pk and old.arrived_at is None:
        Scan.objects.filter(pk__in=[scan.pk for scan in scans_of(old)]).update(is_known=False, merchant=None)
        old.delete()
    elif old and old.pk == parcel.pk:
        carrier = carrier_named(told.carrier)
        parcel.carrier, parcel.carrier_name = carrier, carrier.name if carrier else told.carrier.strip()[:60]
        parcel.save(update_fields=["carrier", "carrier_name"])
    return follow_scans(parcel)


@whole()
def note_arrival(case: Case, number: str, *, with_move: bool = False, by: Actor, at: datetime) -> None:
    """Our dock has a parcel of the case in hand; without a number, all that travel back. Nothing more is awaited."""
    found = Parcel.objects.select_for_update(no_key=True).filter(case=case, direction=Direction.BACK, arrived_at=None)
    if number:
        found = found.filter(tracking_number=plain_number(number))
    for parcel in found:
        parcel.arrived_at, parcel.is_over = at, True
        parcel.save(update_fields=["arrived_at", "is_over"])
        if not with_move:
            record(Fact("parcels.parcel.arrive", parcel.label, by, at, stream=parcel.stream))


def follow_scans(parcel: Parcel) -> Parcel:
    """Bring a parcel's state up to its scans, in whatever order these came; the parcel must be locked or new."""
    scans = list(scans_of(parcel))
    news = [scan.pk for scan in scans if not scan.is_known or scan.merchant_id is None]
    Scan.objects.filter(pk__in=news).update(is_known=True, merchant=parcel.merchant_id)
    seen = [Seen(ScanStatus(scan.status), scan.at) for scan in scans]
    last, held = latest(seen), first_hold(seen)
    if last is None:
        return parcel
    told_at = max(parcel.news_at, *(scan.received_at for scan in scans))
    parcel.status, parcel.status_at = last.status, last.at
    parcel.held_at = held.at if held else None
    if told_at > parcel.news_at:
        parcel.news_at, parcel.quiet_at = told_at, None
    parcel.is_over = parcel.is_over or last.status == ScanStatus.DELIVERED
    parcel.save(update_fields=["status", "status_at", "held_at", "news_at", "quiet_at", "is_over"])
    return parcel


def _cost(carrier: Carrier | None) -> dict[str, object]:
    """What the contract says; nothing where it says nothing."""
    if carrier is None or carrier.freight_minor is None:
        return {}
    return {"cost_minor": carrier.freight_minor, "cost_currency": carrier.freight_currency}
