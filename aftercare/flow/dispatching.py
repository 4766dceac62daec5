"""Goods that leave after sale, and what goes along with them on their case. The return is locked before its goods."""

from collections.abc import Callable
from datetime import datetime

from aftercare.flow import exchange
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.moves.commands import locked
from aftercare.orders.commands.replacing import sign_for
from aftercare.org.rights import Right
from aftercare.returns.commands import dispatching, exchanging
from aftercare.returns.commands.dispatching import Packed
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.detail import return_of_case
from aftercare.rows.whole import whole

TIMER = Actor(ActorKind.SYSTEM, 31, "Receipt timer", frozenset({str(Right.RETURNS_SHIP)}))
"""Who confirms receipt when a buyer says nothing for as long as his merchant waits."""


@whole()
def release(dispatch: Dispatch, *, by: Actor, at: datetime) -> Dispatch:
    """An agent tells the warehouse to send, once nothing is owed for it [RET-04]."""
    returning = _locked_return(dispatch)
    exchange.check_paid(returning)
    return dispatching.release_dispatch(dispatch, by=by, at=at)


@whole()
def pick(dispatch: Dispatch, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """Somebody fetches the goods from the shelf."""
    return _along(dispatch, "pick", lambda: dispatching.pick(dispatch, seen=seen, by=by, at=at), by=by, at=at)


@whole()
def put_back(dispatch: Dispatch, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """What was picked goes back to the shelf for now."""
    return _along(dispatch, "put_back", lambda: dispatching.put_back(dispatch, seen=seen, by=by, at=at), by=by, at=at)


@whole()
def send_out(dispatch: Dispatch, packed: Packed, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """The parcel leaves: stock-out is written, and the exchange has given its goods [RET-54, 62]."""
    returning = _locked_return(dispatch)
    exchange.check_paid(returning)
    dispatch = dispatching.send_out(dispatch, packed, seen=seen, by=by, at=at)
    if returning.is_swap:
        exchange.after_sending(returning, dispatch, by=by, at=at)
    return Dispatch.objects.get(pk=dispatch.pk)


@whole()
def confirm(dispatch: Dispatch, *, by: Actor, at: datetime) -> Dispatch:
    """The buyer has the new goods, which ends the exchange [RET-55]; his time to send them back begins."""
    returning = _locked_return(dispatch)
    dispatch = dispatching.confirm_receipt(dispatch, by=by, at=at)
    if dispatch.order:
        sign_for(dispatch.order, by=by, at=at)
    if returning.is_swap:
        exchange.conclude(returning, by=by, at=at)
    return dispatch


def _along(dispatch: Dispatch, action: str, work: Callable[[], Dispatch], *, by: Actor, at: datetime) -> Dispatch:
    returning = _locked_return(dispatch)
    dispatch = work()
    if returning.is_swap:
        exchanging.follow(returning, action, by=by, at=at)
    return dispatch


def _locked_return(dispatch: Dispatch) -> Return:
    return locked(return_of_case(dispatch.case_id))
