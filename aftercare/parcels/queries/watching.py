"""Who is told of what, and which couriers should have been."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.models import Pickup, WatchTimes
from aftercare.parcels.terms import PickupState


def watches() -> list[WatchTimes]:
    """The merchants that have decided anything."""
    return list(WatchTimes.objects.order_by("merchant"))


def watch_of(merchant_ids: Iterable[int]) -> dict[int, WatchTimes]:
    """The times of several merchants, by id; unsaved ones, with nothing set, for those that decided nothing."""
    wanted = set(merchant_ids)
    found = {row.merchant_id: row for row in WatchTimes.objects.filter(merchant__in=wanted)}
    return {pk: found.get(pk) or WatchTimes(merchant_id=pk) for pk in wanted}


def pickups_past(actor: Actor, today: date) -> QuerySet[Pickup]:
    """Couriers whose day has passed without a word, longest ago first."""
    found = Pickup.objects.filter(state=str(PickupState.BOOKED), day__lt=today).select_related("case", "carrier")
    found = found.order_by("day", "pk")
    if not actor.may(Right.PARCELS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(case__merchant__in=actor.merchants)
