"""When a case may be rated."""

from datetime import datetime, timedelta

from aftercare.quality.terms import Hindrance, Standing


def hindrance(standing: Standing, *, days: int, at: datetime) -> Hindrance | None:
    """Why it cannot be rated; None when it can: once, for `days` days from its end, while nobody quarrels about it."""
    if standing.is_rated:
        return Hindrance.RATED
    if standing.ended_at is None:
        return Hindrance.OPEN
    if standing.is_disputed:
        return Hindrance.DISPUTED
    return Hindrance.EXPIRED if at > standing.ended_at + timedelta(days=days) else None
