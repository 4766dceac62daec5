"""Couriers that are booked, and who fetches."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.parcels.models import Carrier, Pickup
from aftercare.parcels.rules.fetching import Fetching
from aftercare.parcels.terms import PickupState
from aftercare.rows.asking import Prepared


def fetching_carrier() -> Carrier | None:
    """Whose couriers fetch: the contracted carrier first; None where none is set up and people arrange it."""
    found = Carrier.objects.filter(is_enabled=True, fetches=True)
    return found.order_by("-is_contracted", "pk").first()


def fetching_of(carrier: Carrier) -> Fetching:
    """When a carrier's couriers come."""
    return Fetching(carrier.fetch_weekdays, carrier.fetch_spans, carrier.fetch_from_days, carrier.fetch_until_days)


def live_pickup(case_id: int) -> Pickup | None:
    """The courier that is booked for a case."""
    return _LIVE.first(case_id)


def _live(case: int) -> QuerySet[Pickup]:
    live = Pickup.objects.filter(case=case, state=str(PickupState.BOOKED))
    return live.select_related("carrier").order_by("pk")[:1]


_LIVE = Prepared[Pickup](_live)


def last_pickups(case_ids: Iterable[int]) -> dict[int, Pickup]:
    """The latest booking of each case, by case id."""
    found = Pickup.objects.filter(case__in=list(case_ids)).order_by("booked_at", "pk")
    return {pickup.case_id: pickup for pickup in found}
