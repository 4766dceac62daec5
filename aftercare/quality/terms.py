"""The words of ratings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

WORST, BEST = 1, 5
UNHAPPY = 2
"""So few stars, or fewer, are told to colleagues at once: what went wrong can still be mended."""


class Hindrance(StrEnum):
    """Why a case cannot be rated now."""

    RATED = "rated"
    OPEN = "open"
    DISPUTED = "disputed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Standing:
    """What decides whether a case may be rated; `ended_at` is empty while it is open."""

    ended_at: datetime | None
    is_rated: bool
    is_disputed: bool
