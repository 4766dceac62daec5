"""What a return's entries say of its lines, so that the journal alone tells every amount and every count."""

from collections.abc import Sequence

from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of


def amounts_told(returning: Return) -> dict[str, object]:
    """What goes back for each line now, in minor units, by the line's id."""
    return {"amounts": {str(line.pk): line.amount_minor for line in lines_of(returning)}}


def counts_told(lines: Sequence[ReturnLine]) -> dict[str, object]:
    """What the dock found of each line, by its id: pieces counted, accepted, damaged, and the grade."""
    return {"counts": {str(line.pk): [line.counted, line.accepted, line.damaged, str(line.grade)] for line in lines}}
