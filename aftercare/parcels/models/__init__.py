from aftercare.parcels.models.carrier import Carrier, CarrierUse
from aftercare.parcels.models.find import Find
from aftercare.parcels.models.freight import FirstFreight
from aftercare.parcels.models.handin import HandIn
from aftercare.parcels.models.label import Label
from aftercare.parcels.models.parcel import Parcel, Scan, ScanFile
from aftercare.parcels.models.pickup import Pickup
from aftercare.parcels.models.watch import WatchTimes

__all__ = [
    "Carrier",
    "CarrierUse",
    "Find",
    "FirstFreight",
    "HandIn",
    "Label",
    "Parcel",
    "Pickup",
    "Scan",
    "ScanFile",
    "WatchTimes",
]
