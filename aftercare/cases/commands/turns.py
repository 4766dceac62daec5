"""Passing a case on."""

from datetime import datetime

from aftercare.cases.commands.referrals import withdraw_open
from aftercare.cases.models import Case, Turn
from aftercare.cases.route import ROUTE
from aftercare.cases.terms import Outcome, Room
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import move
from aftercare.rows.whole import whole


@whole()
def hand_over(case: Case, outcome: Outcome, *, by: Actor, at: datetime) -> Case:
    """End the holder's turn with an outcome; the route says who holds the case next."""
    withdraw_open(case.pk, by=by, at=at)
    case = move(case, outcome, ROUTE, by=by, at=at)
    Turn.objects.filter(case=case, ended_at=None).update(ended_at=at, outcome=outcome)
    if case.state != Room.CLOSED:
        Turn.objects.create(case=case, room=case.state, began_at=at)
    return case
