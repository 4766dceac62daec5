"""What a shop tells about an order, and what a seller promises about all of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aftercare.customers.commands import Buyer


class PromiseKind(StrEnum):
    """What a seller promises in writing: to take anything back, to give back all of the money, to ship in time."""

    UNCONDITIONAL_RETURN = "unconditional_return"
    FULL_REFUND = "full_refund"
    SHIP_WITHIN = "ship_within"


class ToldBy(StrEnum):
    """How a customer was told that his order is late."""

    MESSAGE = "message"
    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"


@dataclass(frozen=True)
class NewLine:
    """One product as ordered; money in minor units. `discount_minor` is the line's own discount over all pieces.

    `no_return_confirmed`: the buyer confirmed at this purchase that the article does not come back. `is_gift`: it came
    along for nothing; its price is the one with which it was marked.
    """

    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0
    no_return_confirmed: bool = False
    is_gift: bool = False


@dataclass(frozen=True)
class NewOrder:
    """An order as a shop pushes it. `discount_minor` is what was taken off the whole order and is spread over lines.

    `is_business` tells wholesale from retail: who buys to sell on, not to use.
    """

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
    is_business: bool = False
