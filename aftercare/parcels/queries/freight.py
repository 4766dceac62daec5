"""Who pays for a parcel on its way back."""

from aftercare.parcels.models import FirstFreight, Pickup, WatchTimes
from aftercare.parcels.terms import PickupState


def pays_first_freight(merchant_id: int) -> bool:
    """Whether the merchant pays the way back of each customer's first return."""
    return WatchTimes.objects.filter(merchant=merchant_id, pays_first_freight=True).exists()


def is_first_freight(case_id: int) -> bool:
    """Whether this case is the customer's first, whose way back the company pays."""
    return FirstFreight.objects.filter(case=case_id).exists()


def fetched_by_ours(case_id: int) -> bool:
    """Whether a courier on the company's account fetches the goods, or has."""
    last = Pickup.objects.filter(case=case_id).select_related("carrier").order_by("-booked_at", "-pk").first()
    is_coming = last is not None and last.state in (PickupState.BOOKED, PickupState.DONE)
    return is_coming and last is not None and last.carrier is not None and last.carrier.is_contracted
