"""Where the columns of a list stand: what was kept is fitted to what there is, and moved by one act at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from aftercare.lists.terms import Arrangement

NARROWEST, WIDEST = 48, 800
"""CSS pixels: what still shows a word, and what still leaves room for others."""

MOST_FROZEN = 6


def arranged(kept: Mapping[str, object] | None, standard: Arrangement) -> Arrangement:
    """What was kept, with columns that are gone left out and new ones where the standard has them."""
    if not kept:
        return standard
    order = _complete(_texts(kept.get("order")), standard.order)
    known = set(_texts(kept.get("order")))
    hidden = {key for key in _texts(kept.get("hidden")) if key in standard.order}
    hidden |= {key for key in standard.hidden if key not in known}
    hidden.discard(order[0])
    found = Arrangement(order, frozenset(hidden), _widths(kept.get("widths"), standard))
    return frozen_to(found, _whole(kept.get("frozen"), standard.frozen))


def moved(arrangement: Arrangement, key: str, step: int) -> Arrangement:
    """The column one place to the left (-1) or right (1) among those that are shown; at the edge nothing changes."""
    shown = list(arrangement.shown)
    if key not in shown or shown.index(key) == 0:
        return arrangement
    place = shown.index(key) + step
    if not 0 < place < len(shown):
        return arrangement
    order = [each for each in arrangement.order if each != key]
    order.insert(order.index(shown[place]) + (step > 0), key)
    return replace(arrangement, order=tuple(order))


def frozen_to(arrangement: Arrangement, count: int) -> Arrangement:
    """So many of the shown columns stay in place; the first one always does."""
    most = min(MOST_FROZEN, len(arrangement.shown))
    return replace(arrangement, frozen=min(max(count, 1), most))


def frozen_at(arrangement: Arrangement, key: str) -> Arrangement:
    """Everything up to this column stays in place; asked for again, this column no longer does."""
    if key not in arrangement.shown:
        return arrangement
    count = arrangement.shown.index(key) + 1
    return frozen_to(arrangement, count - 1 if count == arrangement.frozen else count)


def _complete(told: list[str], standard: tuple[str, ...]) -> tuple[str, ...]:
    """The keys as told, then each missing one behind the one that stands before it in the standard."""
    order = [key for key in dict.fromkeys(told) if key in standard]
    first = standard[0]
    order = [first, *(key for key in order if key != first)]
    for place, key in enumerate(standard):
        if key not in order:
            order.insert(order.index(standard[place - 1]) + 1, key)
    return tuple(order)


def _widths(told: object, standard: Arrangement) -> dict[str, int]:
    found = told if isinstance(told, Mapping) else {}
    wide = {key: _whole(found.get(key), 0) for key in standard.order}
    return {key: min(max(width, NARROWEST), WIDEST) for key, width in wide.items() if width > 0}


def _texts(told: object) -> list[str]:
    return [str(one) for one in told] if isinstance(told, Iterable) and not isinstance(told, str) else []


def _whole(told: object, otherwise: int) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) else otherwise
