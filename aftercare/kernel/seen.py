"""What a form showed, in a few letters: who saves it after somebody else is told so, and undoes nothing."""

import hashlib
import json
from collections.abc import Mapping

from aftercare.kernel.errors import StalePage
from aftercare.kernel.words import gettext_noop as _


def mark_of(shown: Mapping[str, object]) -> str:
    """The same for the same answers, and for no others. It gives nothing away."""
    said = json.dumps(shown, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def check_seen(seen: str, shown: Mapping[str, object]) -> None:
    """Refuse what was decided before other answers; the caller has locked them. An empty mark does not care."""
    if seen and seen != mark_of(shown):
        raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))
