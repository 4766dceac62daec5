"""Whether a request is approved by itself, or waits for a person; and which rule decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercare.returns.terms import Condition

APPROVED_BY_DEFAULT = "default"
SWITCHED_OFF = "switched_off"


@dataclass(frozen=True)
class Doubt:
    """What wants a person to look. `limit` counts cents, or requests within `days`; `word` is a mark or a code."""

    condition: Condition
    limit: int = 0
    days: int = 0
    word: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Request:
    """What the rules know of a request; money in minor units, `recent` the days since each earlier request."""

    amount_minor: int
    currency: str
    reason: str
    marks: Sequence[str] = ()
    recent: Sequence[int] = ()


@dataclass(frozen=True)
class Verdict:
    """Approved at once, or not; `rule` is the condition that decided, APPROVED_BY_DEFAULT or SWITCHED_OFF."""

    is_approved: bool
    rule: str


def decide(request: Request, doubts: Sequence[Doubt], *, is_on: bool) -> Verdict:
    """Approve unless a rule doubts the request; the first that does is named. [RET-32]"""
    if not is_on:
        return Verdict(False, SWITCHED_OFF)
    found = next((doubt for doubt in doubts if _holds(doubt, request)), None)
    return Verdict(False, str(found.condition)) if found else Verdict(True, APPROVED_BY_DEFAULT)


def _holds(doubt: Doubt, request: Request) -> bool:
    match doubt.condition:
        case Condition.AMOUNT:
            return request.currency == doubt.currency and request.amount_minor > doubt.limit
        case Condition.MARK:
            return doubt.word in request.marks
        case Condition.REASON:
            return doubt.word == request.reason
        case Condition.OFTEN:
            return sum(days <= doubt.days for days in request.recent) >= doubt.limit
