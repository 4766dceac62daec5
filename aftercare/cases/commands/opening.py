"""Opening a case."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Room
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.numbering import case_number, secret_token
from aftercare.rows.commands import add, new_id, new_number, together

RUNNING_NUMBER = "case_running_number"
"""The sequence of the numbers that people read; it has no gaps but for what was undone."""


@dataclass(frozen=True)
class Opening:
    """Whose case, of what kind, through which door; contact and address are kept as they are now."""

    kind: str
    channel: str
    prefix: str
    merchant_id: int
    customer_id: int
    contact: str = ""
    phone: str = ""
    address: str = ""


@together()
def open_case(opening: Opening, *, room: Room, by: Actor, at: datetime) -> Case:
    """A new case with its number, held by `room`."""
    case = Case(
        pk=new_id(Case),
        number=case_number(opening.prefix, at, new_number(RUNNING_NUMBER)),
        token=secret_token(),
        kind=opening.kind,
        channel=opening.channel,
        merchant_id=opening.merchant_id,
        customer_id=opening.customer_id,
        state=room,
        state_since=at,
        opened_at=at,
        opened_by=by.key,
        opened_by_name=by.name,
        contact=opening.contact,
        phone=opening.phone,
        address=opening.address,
    )
    add(case, Turn(case=case, room=room, began_at=at))
    after = {"state": case.state, "number": case.number, "kind": case.kind, "channel": case.channel}
    record(Fact("cases.case.open", case.label, by, at, stream=case.stream, after=after, begins_stream=True))
    return case
