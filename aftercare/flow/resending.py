"""Sending missing goods again without a return: the request ends, and the warehouse is asked to send."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.returns.commands import resending
from aftercare.returns.commands.dispatching import Plan, prepare_dispatch
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.terms import DispatchPurpose, Wanted
from aftercare.rows.whole import whole


@whole()
def resend(
    returning: Return, wanted: Sequence[Wanted], why: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Dispatch:
    """Close the case with the goods that leave on it; the stock-out names its number [RET-62]."""
    returning, goods = resending.resend(returning, wanted, why, seen=seen, by=by, at=at)
    dispatch = prepare_dispatch(returning.case, goods, Plan(DispatchPurpose.RESEND), by=by, at=at)
    hand_over(returning.case, Outcome.ENDED_EARLY, by=by, at=at)
    return dispatch
