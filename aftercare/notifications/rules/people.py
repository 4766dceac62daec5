"""Which of our languages somebody reads, and what of an address is shown to whom may not know it."""

from collections.abc import Mapping

from aftercare.notifications.rules.domains import compared

LONGEST_ADDRESS = 200
"""Characters of an address that a message can be sent to; whatever is longer cannot be kept with it."""

LANGUAGES = ("en", "zh-hans", "zh-hant", "es")
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def language_of(*codes: str, otherwise: str = "en") -> str:
    """The first of the codes that is a language of ours: `zh-TW` and `zh_Hant` are traditional Chinese."""
    for code in codes:
        parts = code.lower().replace("_", "-").split("-")
        if parts[0] == "zh":
            return "zh-hant" if any(part in _TRADITIONAL for part in parts[1:]) else "zh-hans"
        if parts[0] in LANGUAGES:
            return parts[0]
    return otherwise


def masked(address: str) -> str:
    """“l…@example.com” or “…0142”: enough to recognise, too little to use."""
    name, at, domain = address.rpartition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{address[-4:]}" if len(address) > 4 else "…"


def block_of(address: str, blocks: Mapping[str, str]) -> str:
    """Why an address or its whole domain is blocked; empty when it is not. The blocked ones are as `compared`."""
    found = compared(address)
    return blocks.get(found) or blocks.get(domain_of(found), "")


def domain_of(address: str) -> str:
    """“@example.com”, as a whole domain is blocked."""
    return f"@{address.rpartition('@')[2]}"


def can_be_kept(address: str) -> bool:
    """Whether a message can be sent to it; one that is cut off would be somebody else's."""
    return len(address) <= LONGEST_ADDRESS
