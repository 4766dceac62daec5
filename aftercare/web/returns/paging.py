"""Where a reader stands in the list, as a part of the address."""

from datetime import UTC, datetime

from aftercare.returns.queries.searching import Spot

_TIME = "%Y%m%dT%H%M%S%f"
PAGE_SIZE = 50


def spot_text(spot: Spot) -> str:
    """`20260302T090000000000-17`."""
    return f"{spot.at.astimezone(UTC).strftime(_TIME)}-{spot.pk}"


def read_spot(text: str) -> Spot | None:
    """The spot that an address names; None for anything else, which then means the list's beginning."""
    time, _dash, pk = text.partition("-")
    if len(time) != 21 or not (time[:8] + time[9:]).isascii() or not (time[:8] + time[9:]).isdigit() or time[8] != "T":
        return None
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        return Spot(datetime.strptime(time, _TIME).replace(tzinfo=UTC), int(pk))
    except ValueError:
        return None
