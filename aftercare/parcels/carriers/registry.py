"""The kinds of carrier that there are."""

from aftercare.parcels.carriers.contract import Slice
from aftercare.parcels.carriers.csv.slice import CSV
from aftercare.parcels.carriers.http.slice import HTTP
from aftercare.parcels.carriers.manual.slice import MANUAL

SLICES: dict[str, Slice] = {str(one.kind): one for one in (MANUAL, CSV, HTTP)}
