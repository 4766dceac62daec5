"""Missing goods are sent again, and nothing has to come back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import Field

from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.move_bodies import ReasonIn
from aftercare.api.v1.moves import moved, needs
from aftercare.api.v1.return_shapes import ReturnOut
from aftercare.api.v1.returns import Number
from aftercare.api.v1.shapes import LineRef, Pieces
from aftercare.flow import resending
from aftercare.returns.commands.dispatching import NothingToSend
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Wanted

router = Router(tags=["moves"])


class AgainIn(LineRef):
    """Pieces of one line that are sent again, no more of them than the buyer asked about."""

    quantity: Pieces


class ResendIn(ReasonIn):
    """What is sent again; lines not named are not."""

    lines: Annotated[list[AgainIn], Field(min_length=1, max_length=200)]


@router.post("/resend", auth=needs("resend"), response=ReturnOut, summary="Send again without return")
@once
def resend(request: KeyRequest, number: Number, data: ResendIn) -> Made:
    """Ends the request and asks the warehouse to send; only where the reason of the return allows it."""

    def work(returning: Return, at: datetime) -> object:
        wanted = _wanted(returning, data.lines)
        try:
            return resending.resend(returning, wanted, data.reason, by=request.actor, at=at)
        except NothingToSend as refusal:
            refusal.field = "lines"  # the name that the client knows
            raise

    return moved(request, number, "resend", data, work)


def _wanted(returning: Return, told: Sequence[AgainIn]) -> list[Wanted]:
    """The pieces by line; a line that is named twice is the sum, so that the limit holds for both together."""
    lines, found = lines_of(returning), dict[int, int]()
    for index, ref in enumerate(told):
        pk = line_meant(ref, lines, field=f"lines[{index}]").pk
        found[pk] = found.get(pk, 0) + ref.quantity
    return [Wanted(pk, quantity) for pk, quantity in found.items()]
