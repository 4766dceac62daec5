"""Who is next: the outcome of a room's turn decides, and only this table knows how."""

from aftercare.cases.terms import Outcome as O
from aftercare.cases.terms import Room
from aftercare.kernel.lifecycle import Lifecycle

ROUTE = Lifecycle(
    "cases.case",
    {
        O.GOODS_ACCEPTED: ((Room.RETURNS,), Room.SETTLEMENT),
        O.APPROVED: ((Room.RETURNS,), Room.SETTLEMENT),
        O.SENT_BACK: ((Room.SETTLEMENT,), Room.RETURNS),
        O.SETTLED: ((Room.SETTLEMENT,), Room.CLOSED),
        O.ENDED_EARLY: ((Room.RETURNS,), Room.CLOSED),
        O.REOPENED: ((Room.CLOSED,), Room.RETURNS),
    },
)
