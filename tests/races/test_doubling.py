"""Requests about the same at the same moment: one is opened, the others are shown it; compensations stay in bounds."""

import pytest

from aftercare.cases.terms import Channel
from aftercare.flow.requests import apply
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import NewLine
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from aftercare.returns.terms import Wanted
from tests.factories.care import compensated
from tests.factories.people import AGENT, MONDAY, REVIEWER, buyer
from tests.factories.shop import goods, order, scene
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_requests_at_once_one_is_opened() -> None:
    place = scene()
    bought = order(place)
    line, him = goods(bought)[0], buyer(bought.customer_id)
    application = Application(wanted=[Wanted(line.pk, 1)], reason=place.reason)

    def ask(_number: int) -> object:
        return apply("return_refund", bought, application, channel=Channel.API, by=him, at=MONDAY)

    assert at_once(8, ask) == {"done": 1, "looks_like_another": 7}
    assert Return.objects.count() == 1


@pytest.mark.shows("RET-03")
def test_eight_compensations_approved_at_once_give_no_more_than_was_paid() -> None:
    bought = order(scene(), lines=(NewLine("ONE", "One", 1, 10000),))
    opened = [compensated(bought, 1250, by=AGENT).returning for _each in range(8)]
    line = goods(bought)[0]
    OrderLine.objects.filter(pk=line.pk).update(granted_minor=5000)  # half of it went back before
    found = at_once(8, lambda n: approve(opened[n], Decision(), by=REVIEWER, at=MONDAY))
    line.refresh_from_db()
    assert line.granted_minor <= line.paid_minor
    assert found["done"] == 4
