"""The words of customers."""

from enum import StrEnum


class Mark(StrEnum):
    """What colleagues note about a customer: rules read it, and everybody who serves him sees it."""

    TRUSTED = "trusted"
    IMPORTANT = "important"
    WATCHED = "watched"
    AGENT = "agent"
