"""The spine's words: kinds of case, channels, rooms that hold a case, outcomes of a room's turn."""

from enum import StrEnum


class Kind(StrEnum):
    REFUND_ONLY = "refund_only"
    RETURN_REFUND = "return_refund"
    EXCHANGE = "exchange"
    COMPENSATION = "compensation"


class Channel(StrEnum):
    PORTAL = "portal"
    LINK = "link"
    DESK = "desk"
    API = "api"
    EMAIL = "email"
    IMPORT = "import"


class Room(StrEnum):
    RETURNS = "returns"
    SETTLEMENT = "settlement"
    CLOSED = "closed"


class Outcome(StrEnum):
    GOODS_ACCEPTED = "goods_accepted"
    REFUND_AHEAD = "refund_ahead"
    PAID_AHEAD = "paid_ahead"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    SETTLED = "settled"
    ENDED_EARLY = "ended_early"
    REOPENED = "reopened"
    EXCHANGED = "exchanged"
    EXCHANGED_OWING = "exchanged_owing"


class Topic(StrEnum):
    """What a decision is asked for: an amount agreed with the buyer, one to be offered to him, or an approval."""

    COMPENSATION = "compensation"
    OFFER = "offer"
    APPROVAL = "approval"


class ReferralState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Ruling(StrEnum):
    """For whom the platform judged when it stepped in; NONE when it only mediated, or has not judged yet."""

    NONE = "none"
    BUYER = "buyer"
    MERCHANT = "merchant"


URGENT = 2
"""The highest priority; 0 is usual, 1 is high."""
