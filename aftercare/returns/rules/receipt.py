"""Whether a count at the dock makes sense."""

from dataclasses import dataclass

from aftercare.kernel.words import gettext_noop as _
from aftercare.returns.terms import Counted


@dataclass(frozen=True)
class Difference:
    """Where the dock's numbers differ from what was promised."""

    line_id: int
    promised: int
    counted: int


def fault_in(counted: Counted, promised: int) -> str:
    """The sentence that says what is wrong with a count, or an empty one."""
    if min(counted.counted, counted.accepted, counted.damaged) < 0:
        return _("A count cannot be negative.")
    if counted.accepted > counted.counted:
        return _("More pieces accepted than counted.")
    if counted.accepted > promised:
        return _("More pieces accepted than the buyer was to send back.")
    if counted.damaged > counted.accepted:
        return _("More pieces damaged than accepted. Pieces that are not accepted go back to the buyer.")
    return ""


def differences(counts: list[Counted], promised: dict[int, int]) -> list[Difference]:
    """The lines where more or fewer pieces came than promised."""
    found = {count.line_id: count.counted for count in counts}
    return [Difference(pk, n, found.get(pk, 0)) for pk, n in promised.items() if found.get(pk, 0) != n]
