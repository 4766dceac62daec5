"""Goods that nobody expected any more: a return that had ended, or a parcel without a name."""

from datetime import datetime

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome
from aftercare.flow.return_goods import receive_goods
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.kernel.words import gettext_noop as _
from aftercare.moves.commands import locked
from aftercare.parcels.commands.finds import take_in_find
from aftercare.parcels.models import Find
from aftercare.returns.commands.reopening import reopen
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_of_case
from aftercare.returns.terms import State
from aftercare.rows.whole import whole

_ENDED = (State.LAPSED, State.CANCELLED)
_AWAITED = (State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT)


class NotAwaited(Conflict):
    """The return is in no state in which goods can be taken in for it."""

    code = "not_awaited"


@whole()
def accept_find(find: Find, reason: str, *, by: Actor, at: datetime) -> Return:
    """Take the goods of a find in: for a return that had ended it holds again, one that still waits has them now."""
    if find.case_id:
        locked(return_of_case(find.case_id))  # before its find, as everywhere
    find = take_in_find(find, reason, by=by, at=at)
    assert find.case_id
    returning = return_of_case(find.case_id)
    if returning.state in _AWAITED:
        return receive_goods(returning, number=find.tracking_number, by=by, at=at)
    if returning.state not in _ENDED:
        raise NotAwaited(
            _("This return is past its receipt. Open a follow-up return for the goods, or send them back.")
        )
    if refund_of_case(returning.case_id):
        raise NotAwaited(
            _("The refund of this return went ahead and was revoked or is owed. Clear that first, and keep the goods.")
        )
    returning = reopen(
        returning,
        reason,
        found_by=find.found_by,
        found_by_name=find.found_by_name,
        found_at=find.found_at,
        by=by,
        at=at,
    )
    hand_over(returning.case, Outcome.REOPENED, by=by, at=at)
    return returning
