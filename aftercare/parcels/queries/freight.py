"""Who pays for a parcel on its way back."""

from aftercare.parcels.models import FirstFreight, Pickup, WatchTimes
from aftercare.parcels.terms import PickupState


def pays_first_freight(merchant_id: int) -> bool:
    """Whether the merchant pays the way back of each customer's first return."""
    return WatchTimes.objects.filter(merchant=merchant_id, pays_first_freight=True).exists()


def is_paid_by_us(case_id: int) -> bool:
    """Whether the way back of a case goes on the company's account: its first return, or our carrier fetches it."""
    if FirstFreight.objects.filter(case=case_id).exists():
        return True
    last = Pickup.objects.filter(case=case_id).select_related("carrier").order_by("-booked_at", "-pk").first()
    is_coming = last is not None and last.state in (PickupState.BOOKED, PickupState.DONE)
    return is_coming and last is not None and last.carrier is not None and last.carrier.is_contracted
