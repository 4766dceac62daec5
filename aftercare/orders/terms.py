"""What a shop tells about an order."""

from dataclasses import dataclass, field
from datetime import datetime

from aftercare.customers.commands import Buyer


@dataclass(frozen=True)
class NewLine:
    """One product as ordered; money in minor units. `discount_minor` is the line's own discount over all pieces."""

    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0


@dataclass(frozen=True)
class NewOrder:
    """An order as a shop pushes it. `discount_minor` is what was taken off the whole order and is spread over lines."""

    number: str
    buyer: Buyer
    ordered_at: datetime
    currency: str
    lines: tuple[NewLine, ...]
    discount_minor: int = 0
    freight_minor: int = 0
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    recipient: str = ""
    phone: str = ""
    address: str = field(default="", repr=False)
