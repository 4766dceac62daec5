"""The words of refunds."""

from dataclasses import dataclass
from enum import StrEnum


class RefundState(StrEnum):
    TO_APPROVE = "to_approve"
    SENT_BACK = "sent_back"
    TO_PAY = "to_pay"
    PAID = "paid"
    REVOKED = "revoked"


class PayMethod(StrEnum):
    """How the cashier sent the money."""

    ORIGINAL = "original"
    BANK = "bank"
    CASH = "cash"
    OTHER = "other"


@dataclass(frozen=True)
class DueLine:
    """One line of a refund: which grant it pays, and what stood on the case. `is_freight` has no goods."""

    grant_id: int
    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    amount_minor: int
    is_freight: bool = False


@dataclass(frozen=True)
class Sent:
    """What the cashier recorded: how and under which reference the money went out."""

    method: PayMethod
    reference: str
