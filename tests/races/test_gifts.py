"""The last goods of an order are counted at two docks at once: one of the counts charges the gifts, and one alone."""

from dataclasses import replace

import pytest
from django.db.models import Sum

from aftercare.billing.models import Refund
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import take_in_goods
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction
from tests.factories.people import DOCKER, MONDAY, REVIEWER
from tests.factories.shop import CASE, HEADPHONES, order
from tests.factories.stories import all_good
from tests.races.test_races import at_once
from tests.returns.test_gifts import CABLE, ask, place

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_docks_at_once_charge_the_gifts_once() -> None:
    at = place()
    of = order(at, lines=(replace(HEADPHONES, quantity=1), replace(CASE, quantity=1), CABLE), freight_minor=0)
    asked = [ask(at, of, 1), ask(at, of, 0, 1)]
    asked = [approve(one, Decision(address=at.address), by=REVIEWER, at=MONDAY) for one in asked]
    came = at_once(2, lambda n: take_in_goods(asked[n], all_good(asked[n]), by=DOCKER, at=MONDAY))
    assert came == {"done": 2}
    assert Deduction.objects.get().amount_minor == 1800
    assert Refund.objects.aggregate(total=Sum("total_minor"))["total"] == of.paid_minor - 1800
