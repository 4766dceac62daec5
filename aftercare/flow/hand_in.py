"""The counter of a shop or service point: goods of a return taken over or given back, new goods handed over."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.flow import dispatching
from aftercare.flow.early_refund import Ahead, refund_when, standing_of
from aftercare.flow.scans import CARRIER
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.org.models import ServicePoint
from aftercare.org.rights import Right
from aftercare.parcels.commands.handins import BadHandIn, Handed, give_back, take_over
from aftercare.parcels.models import HandIn
from aftercare.returns.commands.fetching import hand_over
from aftercare.returns.commands.sending import carried_off, lock_returns_of, taken_home
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Fetch, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.queries.gifts import gifts_expected
from aftercare.returns.terms import DispatchState, Method, RefundTrigger
from aftercare.rows.whole import whole

COUNTER = Actor(ActorKind.SYSTEM, 32, "Service point", frozenset({str(Right.RETURNS_SHIP)}))
"""Who confirms that new goods were received when a counter handed them over; who stood there is on the fetch."""


class GoodsPaidFor(Conflict):
    """Money went ahead because these goods were handed in."""

    code = "goods_paid_for"


@whole()
def hand_in_goods(returning: Return, point: ServicePoint, handed: Handed, *, by: Actor, at: datetime) -> HandIn:
    """Take the goods over with a receipt. They are on their way from now on, known to the dock by its number.

    For the money this is what a carrier's pick-up scan is: somebody of ours has the goods.
    """
    returning = locked(returning)
    lifecycle_of(returning.kind).target("ship", returning.state)
    _check_pieces(returning, handed)
    receipt = take_over(returning.case, point, handed, by=by, at=at)
    returning = carried_off(
        returning, point.name[:60], receipt.number, since=at, method=Method.HAND_IN, by=CARRIER, at=at
    )
    refund_when(returning, RefundTrigger.PICKUP_SCAN, by=CARRIER, at=at)
    return receipt


def _check_pieces(returning: Return, handed: Handed) -> None:
    """A receipt is no more than the return, and gifts that may come with it: who holds it holds us to it."""
    most = sum(line.quantity for line in lines_of(returning)) + sum(gifts_expected(returning).values())
    if handed.pieces > most:
        sentence = _("This return is of %(most)d pieces, so no receipt is written for %(pieces)d.")
        raise BadHandIn(sentence, field="pieces", most=most, pieces=handed.pieces)


@whole()
def give_goods_back(row: HandIn, reason: str, *, by: Actor, at: datetime) -> HandIn:
    """The buyer takes his goods home again; the return waits for them as before. Refused once money is on its way."""
    returning = lock_returns_of([row.case_id])[row.case_id]
    if standing_of(returning).ahead != Ahead.WAITS:
        raise GoodsPaidFor(_("The refund for these goods is on its way, so they stay here."))
    row = give_back(row, reason, by=by, at=at)
    taken_home(returning, note=row.back_reason, by=by, at=at)
    return row


@whole()
def hand_goods_over(fetch: Fetch, code: str, *, by: Actor, at: datetime) -> Fetch:
    """The buyer fetches his new goods: that is their receipt, and ends the exchange [RET-55, 70]."""
    lock_returns_of([fetch.case_id])
    fetch = hand_over(fetch, code, by=by, at=at)
    dispatch = gone_dispatch(fetch.case_id)
    if dispatch and dispatch.state == DispatchState.SHIPPED:
        dispatching.confirm(dispatch, by=COUNTER, at=at)
    return fetch
