"""Numbers and money as people of each language write them; what messages need too stands lower, in `moves`."""

from collections.abc import Iterable

from django.utils.translation import pgettext

from aftercare.moves.figures import MINUS, SYMBOLS, money, number, symbol, typed

__all__ = ["MINUS", "SYMBOLS", "at_most", "listed", "money", "number", "symbol", "typed"]


def listed(parts: Iterable[object]) -> str:
    """Things one after the other: “Sent by the buyer, SF Express”; with the comma that the language writes."""
    return pgettext("between the items of a list", ", ").join(str(part) for part in parts)


def at_most(count: int, cap: int) -> str:
    """A count that was stopped beyond `cap`: “10,000+”, or the count itself below."""
    return f"{number(cap)}+" if count > cap else number(count)
