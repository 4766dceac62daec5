"""Decisions about addresses and people, on plain values."""

from collections.abc import Mapping

REQUIRED_PARTS = ("contact", "phone", "country", "city", "street")
"""What a parcel needs to arrive; a postcode is not known everywhere, a region not needed everywhere."""


def missing_parts(address: Mapping[str, str]) -> list[str]:
    """The parts of a return address that are empty and must not be."""
    return [part for part in REQUIRED_PARTS if not address.get(part, "").strip()]
