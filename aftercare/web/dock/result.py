"""What was just done at the dock, told once more before the next parcel."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.receipt import Effect
from aftercare.returns.terms import State
from aftercare.web.dock.effect import pieces_sentence


@dataclass(frozen=True)
class Result:
    """A counted or refused parcel, with its sentence and the lines that differ from what was promised."""

    returning: Return
    sentence: str
    differing: Sequence[ReturnLine]
    is_refused: bool


def result_of(returning: Return | None) -> Result | None:
    """The result of a return whose goods were counted; None without one."""
    if returning is None:
        return None
    lines = lines_of(returning)
    differing = [line for line in lines if line.counted != line.quantity or line.accepted != line.counted]
    return Result(returning, pieces_sentence(_effect(lines)), differing, returning.state == State.REFUSED)


def _effect(lines: Sequence[ReturnLine]) -> Effect:
    counted = sum(line.counted or 0 for line in lines)
    accepted = sum(line.accepted or 0 for line in lines)
    damaged = sum(line.damaged or 0 for line in lines)
    missing = sum(max(0, line.quantity - (line.counted or 0)) for line in lines)
    money = sum(line.amount_minor for line in lines)
    return Effect(accepted - damaged, damaged, counted - accepted, missing, money, money)
