"""What a webhook's payload looks like, by version: JSON Schema, from which the reference is written."""

from collections.abc import Mapping
from typing import Any

from aftercare.notifications.rules.outside import NAMES, TRY_OUT

_AMOUNT = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_DAY = {"type": "string", "format": "date"}
_TEXT = {"type": "string"}

FIELDS_1: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "number": (_TEXT, "service number of the case"),
    "kind": (_TEXT, "`return_refund`, `refund_only`, `exchange`, `compensation`"),
    "channel": (_TEXT, "the door that the case came through"),
    "merchant": (_TEXT, "code of the merchant"),
    "order_number": (_TEXT, "the shop's number of the order"),
    "shop_reference": (_TEXT, "the shop's own number of the return, if it has one"),
    "state": (_TEXT, "what became of it, see the lifecycles"),
    "currency": ({"type": "string", "pattern": "^[A-Z]{3}$"}, "ISO 4217, whenever there is an amount"),
    "amount": (_AMOUNT, "what goes back for the goods"),
    "asked": (_AMOUNT, "what was asked for"),
    "freight": (_AMOUNT, "what goes back for freight"),
    "carrier": (_TEXT, "who carries the parcel"),
    "tracking_number": (_TEXT, "the carrier's number"),
    "method": (_TEXT, "by which way money or goods went"),
    "pickup_on": (_DAY, "when the courier comes"),
    "goods_due_on": (_DAY, "last day for sending the goods"),
    "reject_reason": (_TEXT, "why it was refused"),
    "reference": (_TEXT, "the bank's or gateway's reference of a payment"),
    "ruling": (_TEXT, "`none`, `buyer`, `merchant`"),
    "stars": ({"type": "integer", "minimum": 1, "maximum": 5}, "how the buyer rated the case"),
    "name": (_TEXT, f"of `{TRY_OUT}` alone: the endpoint's name"),
}
"""The fields of `data` in version 1, all of them optional but those of the case."""

SCHEMAS: Mapping[int, Mapping[str, Any]] = {
    1: {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Webhook payload, version 1",
        "type": "object",
        "required": ["type", "timestamp", "version", "data"],
        "properties": {
            "type": {"enum": [*sorted(NAMES), TRY_OUT]},
            "timestamp": {"type": "string", "format": "date-time"},
            "version": {"const": 1},
            "data": {
                "type": "object",
                "properties": {
                    name: {**kind, "description": words.replace("`", "")} for name, (kind, words) in FIELDS_1.items()
                },
            },
        },
    }
}
"""By version. A version never loses a field, a value or a meaning; it may gain some: nothing more is forbidden."""
