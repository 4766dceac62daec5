"""The catalogue's words: what can be wrong with a delivery, at whose door it lies, what a shop can do about it."""

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """The type of a case: what went wrong. NONE for reasons in which nothing did."""

    NONE = ""
    QUALITY = "quality"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    MIS_SHIPPED = "mis_shipped"
    GIFT_MISSING = "gift_missing"
    LATE_SHIPPING = "late_shipping"


class Remedy(StrEnum):
    RETURN = "return"
    EXCHANGE = "exchange"
    COMPENSATION = "compensation"
    RESEND = "resend"


USUAL: Mapping[Fault, tuple[Remedy, ...]] = {
    Fault.NONE: (Remedy.RETURN, Remedy.EXCHANGE, Remedy.COMPENSATION),
    Fault.QUALITY: (Remedy.RETURN, Remedy.EXCHANGE, Remedy.COMPENSATION),
    Fault.WRONG_ITEM: (Remedy.RETURN, Remedy.EXCHANGE),
    Fault.MISSING_ITEM: (Remedy.RESEND, Remedy.COMPENSATION, Remedy.RETURN),
    Fault.MIS_SHIPPED: (Remedy.RETURN, Remedy.EXCHANGE, Remedy.RESEND),
    Fault.GIFT_MISSING: (Remedy.RESEND, Remedy.COMPENSATION),
    Fault.LATE_SHIPPING: (Remedy.RETURN, Remedy.COMPENSATION),
}
"""What a type of case allows unless its reason says otherwise."""


class Cause(StrEnum):
    """At whose door a reason lays the return: the goods have a fault, or the buyer has changed his mind."""

    FAULT = "fault"
    MIND = "mind"
