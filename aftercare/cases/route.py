"""Who is next: the outcome of a room's turn decides, and only this table knows how."""

from aftercare.cases.terms import Outcome as O
from aftercare.cases.terms import Room
from aftercare.clocks.terms import Owner
from aftercare.kernel.lifecycle import Hold, Lifecycle

ROUTE = Lifecycle(
    "cases.case",
    {
        O.GOODS_ACCEPTED: ((Room.RETURNS,), Room.SETTLEMENT),
        O.APPROVED: ((Room.RETURNS,), Room.SETTLEMENT),
        O.REFUND_AHEAD: ((Room.RETURNS,), Room.SETTLEMENT),
        O.PAID_AHEAD: ((Room.SETTLEMENT,), Room.RETURNS),
        O.SENT_BACK: ((Room.SETTLEMENT,), Room.RETURNS),
        O.SETTLED: ((Room.SETTLEMENT, Room.RETURNS), Room.CLOSED),
        O.ENDED_EARLY: ((Room.RETURNS, Room.SETTLEMENT), Room.CLOSED),
        O.REOPENED: ((Room.CLOSED,), Room.RETURNS),
        O.EXCHANGED: ((Room.RETURNS,), Room.CLOSED),
        O.EXCHANGED_OWING: ((Room.RETURNS,), Room.SETTLEMENT),
    },
    holds={
        Room.RETURNS: Hold(Owner.OPERATIONS, O.GOODS_ACCEPTED, 14 * 24),
        Room.SETTLEMENT: Hold(Owner.FINANCE, O.SETTLED, 72),
    },
)
