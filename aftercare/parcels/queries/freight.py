"""Who pays for a parcel on its way back."""

from aftercare.parcels.models import FirstFreight, Pickup, WatchTimes
from aftercare.parcels.terms import PickupState
from aftercare.rows.asking import Ahead, Prepared


def pays_first_freight(merchant_id: int) -> bool:
    """Whether the merchant pays the way back of each customer's first return."""
    return bool(_PAYS_FIRST(merchant_id))


def first_freight_ahead(merchant_id: int) -> Ahead:
    """The same question, to be asked in one trip with others."""
    return _PAYS_FIRST.ahead(merchant_id)


_PAYS_FIRST = Prepared[WatchTimes](
    lambda merchant: WatchTimes.objects.filter(merchant=merchant, pays_first_freight=True), is_setting=True
)


def is_first_freight(case_id: int) -> bool:
    """Whether this case is the customer's first, whose way back the company pays."""
    return FirstFreight.objects.filter(case=case_id).exists()


_LAST_PICKUP = Prepared[Pickup](
    lambda case: Pickup.objects.filter(case=case).select_related("carrier").order_by("-booked_at", "-pk")[:1]
)


def fetched_by_ours(case_id: int) -> bool:
    """Whether a courier on the company's account fetches the goods, or has."""
    last = _LAST_PICKUP.first(case_id)
    is_coming = last is not None and last.state in (PickupState.BOOKED, PickupState.DONE)
    return is_coming and last is not None and last.carrier is not None and last.carrier.is_contracted
