"""The rows that were ticked in a list, as they come back from the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import visible_to
from aftercare.flow.settlement import Decided
from aftercare.kernel.actor import Actor
from aftercare.moves.refusals import say
from aftercare.web.finance.rows import sums

MOST = 200
"""So many at once; more than anybody looks through before pressing."""


@dataclass(frozen=True)
class LeftOut:
    """A refund of the batch that was refused, and why."""

    refund: Refund
    reason: str


def picked(actor: Actor, ids: Iterable[str]) -> list[Refund]:
    """The refunds with these ids that the actor sees, those that wait longest first."""
    wanted = [int(one) for one in ids if _is_number(one)]
    return list(visible_to(actor).filter(pk__in=wanted[:MOST]).order_by("asked_at", "pk"))


def seen_versions(picks: Iterable[str]) -> dict[int, int]:
    """`id:version` as the question repeated them; what is no such pair is left out."""
    pairs = [pick.partition(":") for pick in picks]
    return {int(pk): int(seen) for pk, _colon, seen in pairs if _is_number(pk) and _is_number(seen)}


def answer(decided: list[Decided]) -> dict[str, object]:
    """What was done and what was not, for the page after a batch."""
    done = [one.refund for one in decided if one.refusal is None]
    left_out = [LeftOut(one.refund, say(one.refusal)) for one in decided if one.refusal]
    return {"done": done, "left_out": left_out, "sums": sums(done)}


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 9
