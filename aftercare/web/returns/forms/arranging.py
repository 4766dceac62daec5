"""What the menu of columns sends: the columns in their order, which are shown, how wide, and one act.

A head that is dragged sends the order alone, its edge one width alone; what is not told stays as it is.
"""

from django.http import QueryDict

from aftercare.lists.rules.arranging import arranged, frozen_at, moved
from aftercare.lists.terms import Arrangement
from aftercare.web.returns.columns import STANDARD

RESET = "reset"
_STEPS = {"up": -1, "down": 1}


def read_arrangement(told: QueryDict, now: Arrangement) -> Arrangement:
    """The arrangement as told, after the act; what makes no sense changes nothing."""
    order = told.getlist("order") or list(now.order)
    shown = told.getlist("show") or list(now.shown)
    widths = {key: told.get(f"width-{key}", str(now.widths.get(key, ""))) for key in STANDARD.order}
    plain = {
        "order": order,
        "hidden": [key for key in STANDARD.order if key not in shown],
        "widths": {key: _pixels(width) for key, width in widths.items()},
        "frozen": now.frozen,
    }
    verb, _colon, key = told.get("act", "").partition(":")
    found = arranged(plain, STANDARD)
    if verb in _STEPS:
        return moved(found, key, _STEPS[verb])
    if verb == "freeze":
        return frozen_at(found, key)
    return found


def _pixels(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
