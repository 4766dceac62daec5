"""Parcels of a case, the scans of a parcel, and what nobody knows yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.models import Carrier, Label, Parcel, Scan, ScanFile
from aftercare.parcels.rules.tracking import plain_number
from aftercare.parcels.terms import Direction
from aftercare.rows.asking import Prepared


@dataclass(frozen=True)
class Tracked:
    """A parcel with its scans, first first."""

    parcel: Parcel
    scans: Sequence[Scan]

    @property
    def track_url(self) -> str:
        """The carrier's own page about it, if it has one."""
        carrier = self.parcel.carrier
        if carrier is None or not carrier.track_url:
            return ""
        return carrier.track_url.replace("{number}", self.parcel.tracking_number)


def carriers() -> QuerySet[Carrier]:
    """All carriers, by name."""
    return Carrier.objects.order_by("name", "pk")


def carrier_named(name: str) -> Carrier | None:
    """The carrier that somebody means by a name or code, however written."""
    said = name.strip()
    return Carrier.objects.filter(Q(name__iexact=said) | Q(code__iexact=said)).order_by("pk").first()


def tracked_of(case_id: int) -> list[Tracked]:
    """The parcels of a case with their scans, first told first, in two queries."""
    parcels = _OF_CASE(case_id)
    scans = _scans_of(parcels)
    return [Tracked(parcel, scans[parcel.pk]) for parcel in parcels]


_OF_CASE = Prepared[Parcel](
    lambda case: Parcel.objects.filter(case=case).select_related("carrier").order_by("told_at", "pk")
)


def parcel_on_its_way(case_id: int) -> Parcel | None:
    """The parcel back to us that a carrier had last; without a scan the one that was told last."""
    found = Parcel.objects.filter(case=case_id, direction=Direction.BACK)
    return found.order_by(F("held_at").desc(nulls_last=True), "-told_at", "-pk").first()


def scans_of(parcel: Parcel) -> QuerySet[Scan]:
    """What was scanned of a parcel, first first; a carrier that we do not know by name is found by number alone.

    Scans of a number that another merchant claims too are the parcel's only once they are known to be its merchant's.
    """
    mine = Q(merchant=parcel.merchant_id)
    mine = mine if is_contested(parcel) else mine | Q(merchant=None)
    found = Scan.objects.filter(mine, tracking_number=parcel.tracking_number, is_set_aside=False)
    found = found.filter(carrier=parcel.carrier_id) if parcel.carrier_id else found
    return found.select_related("carrier").order_by("at", "pk")


def is_contested(parcel: Parcel) -> bool:
    """Whether another merchant waits for a parcel with this number, which the same carrier may have."""
    others = Parcel.objects.filter(tracking_number=parcel.tracking_number, is_over=False)
    others = others.exclude(merchant=parcel.merchant_id)
    if parcel.carrier_id:
        others = others.filter(Q(carrier=parcel.carrier_id) | Q(carrier=None))
    return others.exists()


def claimed(scans: Iterable[Scan]) -> set[str]:
    """Those of the scans' numbers that parcels here have: more than one merchant claims them."""
    numbers = {scan.tracking_number for scan in scans}
    return set(Parcel.objects.filter(tracking_number__in=numbers).values_list("tracking_number", flat=True))


def parcels_with(carrier: Carrier, number: str) -> QuerySet[Parcel]:
    """The parcels that a scan of this carrier is about."""
    mine = Q(carrier=carrier) | Q(carrier=None)
    return Parcel.objects.filter(mine, tracking_number=number).select_related("case").order_by("pk")


def cases_of_numbers(carrier: Carrier, numbers: Iterable[str]) -> list[int]:
    """The cases whose parcels have one of the numbers with this carrier."""
    mine = Q(carrier=carrier) | Q(carrier=None)
    return sorted(set(Parcel.objects.filter(mine, tracking_number__in=set(numbers)).values_list("case", flat=True)))


def parcel_at_hand(case_id: int, number: str) -> Parcel | None:
    """The case's parcel with this number."""
    return Parcel.objects.filter(case=case_id, tracking_number=plain_number(number)).first()


def cases_with_number(number: str) -> list[int]:
    """The cases that have a parcel with this number, or a label for one."""
    plain = plain_number(number)
    rows = [list(kind.objects.filter(tracking_number=plain).values_list("case", flat=True)[:20]) for kind in _NUMBERED]
    return sorted({case for found in rows for case in found})


def unknown_scans(actor: Actor) -> QuerySet[Scan]:
    """Scans of numbers that no parcel here has, newest first; for the company's own people only."""
    found = Scan.objects.filter(is_known=False, is_set_aside=False).select_related("carrier")
    found = found.order_by("-received_at", "-pk")
    return found if actor.may(Right.PARCELS_SEE) and actor.merchants is None else found.none()


def quiet_parcels(actor: Actor) -> QuerySet[Parcel]:
    """Parcels that somebody was told are silent, longest first."""
    found = Parcel.objects.filter(is_over=False, quiet_at__isnull=False).select_related("case", "carrier", "merchant")
    found = found.order_by("quiet_at", "pk")
    if not actor.may(Right.PARCELS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def last_files(actor: Actor, most: int) -> list[ScanFile]:
    """The scan files that were taken in last."""
    if not actor.may(Right.SCANS_RECORD) or actor.merchants is not None:
        return []
    return list(ScanFile.objects.select_related("carrier").order_by("-imported_at", "-pk")[:most])


_NUMBERED: tuple[type[Parcel] | type[Label], ...] = (Parcel, Label)


def _scans_of(parcels: Iterable[Parcel]) -> dict[int, list[Scan]]:
    rows = list(parcels)
    numbers = {parcel.tracking_number for parcel in rows}
    by_number: dict[str, list[Scan]] = defaultdict(list)
    for scan in _SCANS(sorted(numbers)) if numbers else ():
        by_number[scan.tracking_number].append(scan)
    return {
        parcel.pk: [scan for scan in by_number[parcel.tracking_number] if _is_about(scan, parcel)] for parcel in rows
    }


_SCANS = Prepared[Scan](
    lambda numbers: (
        Scan.objects.filter(tracking_number__in=numbers, is_set_aside=False)
        .select_related("carrier")
        .order_by("at", "pk")
    )
)


def _is_about(scan: Scan, parcel: Parcel) -> bool:
    """Whether the scan was found to be this parcel's; one without merchant is so by its number alone."""
    is_ours = scan.merchant_id == parcel.merchant_id or (scan.merchant_id is None and scan.is_known)
    return is_ours and parcel.carrier_id in (None, scan.carrier_id)


def carrier_of_code(code: str) -> Carrier | None:
    """The carrier that posts under this code."""
    return Carrier.objects.filter(code=code).first()
