"""Whose minutes a delay was: the buyer's until the carrier has the parcel, its own until it delivers, then ours."""

from datetime import timedelta

import pytest

from aftercare.flow import return_goods
from aftercare.flow.scans import CARRIER, take_scans
from aftercare.parcels.terms import ScanStatus
from aftercare.reporting.queries.refund_facts import facts_of
from aftercare.reporting.rules.waits import Scanned, Step, as_scanned
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, State, Turn
from tests.factories.carriers import carrier, event
from tests.factories.people import DOCKER, MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import shipped

HOUR = timedelta(hours=1)
SENT, CAME = str(State.IN_TRANSIT), str(State.RECEIVED)


@pytest.mark.django_db
@pytest.mark.shows("RET-10")
def test_minutes_are_the_carriers_only_while_it_has_the_parcel() -> None:
    place = scene()
    returning = shipped(place, order(place))  # told as sent two hours after the request
    told = [
        event(ScanStatus.PICKED_UP, at=MONDAY + 12 * HOUR),
        event(ScanStatus.DELIVERED, at=MONDAY + 30 * HOUR),
    ]
    take_scans(carrier(), told, by=CARRIER, at=MONDAY + 30 * HOUR)
    returning = return_goods.receive_goods(returning, by=DOCKER, at=MONDAY + 50 * HOUR)
    (line,) = lines_of(returning)
    counts = [Counted(line.pk, 1, 0, 0, Grade.WRONG)]
    return_goods.refuse_goods(returning, counts, "Other goods", by=DOCKER, at=MONDAY + 52 * HOUR)
    (fact,) = facts_of([returning.case_id])
    hours = {turn: seconds / 3600 for turn, seconds in fact.waits.items()}
    assert hours == {Turn.OPERATIONS: 1, Turn.BUYER: 11, Turn.CARRIER: 18, Turn.DOCK: 22}


def test_scans_that_contradict_the_receipt_change_nothing() -> None:
    steps = [Step(SENT, MONDAY), Step(CAME, MONDAY + 5 * HOUR)]
    late = Scanned(MONDAY + 9 * HOUR, MONDAY + 10 * HOUR)
    assert as_scanned(steps, late, sent=SENT, arrived=CAME) == steps
    assert as_scanned(steps, None, sent=SENT, arrived=CAME) == steps
