"""Decisions about addresses and people, on plain values."""

from collections.abc import Iterable, Mapping

REQUIRED_PARTS = ("contact", "phone", "country", "city", "street")
"""What a parcel needs to arrive; a postcode is not known everywhere, a region not needed everywhere."""


def missing_parts(address: Mapping[str, str]) -> list[str]:
    """The parts of a return address that are empty and must not be."""
    return [part for part in REQUIRED_PARTS if not address.get(part, "").strip()]


def authority(own: int | None, by_role: Iterable[int | None]) -> int | None:
    """The most that somebody may promise by himself, in minor units; None: no limit is set for him.

    His own limit counts before those of his roles; of several roles the one that may most, and a role without a
    limit may anything.
    """
    if own is not None:
        return own
    limits = list(by_role)
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None
