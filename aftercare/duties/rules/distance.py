"""How long a delivery may take by its distance: steps that the company sets, none by default. [STD-10]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _

_LINE = re.compile(r"^(\d{1,5})\s*[:：]\s*(\d{1,5})$")


class BadSteps(DomainError):
    """Steps that nobody can read."""

    code = "bad_steps"


@dataclass(frozen=True, order=True)
class Step:
    """Up to so many kilometres, within so many minutes."""

    up_to_km: int
    minutes: int


def read_steps(text: str) -> list[Step]:
    """Lines of “kilometres: minutes”, longer ways never sooner. Raises BadSteps with the line."""
    found: list[Step] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        told = _LINE.match(line)
        if not told:
            raise BadSteps(_("Write lines like “10: 120”, kilometres and minutes; “%(line)s” is not."), line=line)
        found.append(Step(int(told[1]), int(told[2])))
    found.sort()
    for nearer, farther in pairwise(found):
        if nearer.up_to_km == farther.up_to_km or nearer.minutes > farther.minutes:
            raise BadSteps(_("A longer way cannot take less time than a shorter one."))
    return found


def minutes_for(distance_km: int, steps: Sequence[Step]) -> int | None:
    """The minutes that a way may take; None when no step reaches so far, or none is set."""
    return next((step.minutes for step in sorted(steps) if distance_km <= step.up_to_km), None)
