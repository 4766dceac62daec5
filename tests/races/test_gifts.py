"""The last goods of an order are counted at two docks at once: one of the counts charges the gifts, and one alone."""

from dataclasses import replace

import pytest
from django.db.models import Sum

from aftercare.billing.models import Refund
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import take_in_goods
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return
from tests.factories.people import DOCKER, MONDAY, REVIEWER
from tests.factories.shop import CASE, HEADPHONES, order
from tests.factories.stories import all_good
from tests.races.test_races import at_once
from tests.returns.test_gifts import CABLE, ask, bought, place, taken

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


def test_two_docks_at_once_give_back_what_gifts_had_cost_once() -> None:
    at = place()
    of = bought(at)
    taken(at, ask(at, of, 2))
    late = [approve(ask(at, of, 0, 1), Decision(address=at.address), by=REVIEWER, at=MONDAY) for _n in range(2)]
    came = at_once(2, lambda n: take_in_goods(late[n], all_good(late[n]), by=DOCKER, at=MONDAY))
    assert came == {"done": 2}
    assert Deduction.objects.get().given_back_minor == 1800
    assert list(Return.objects.filter(pk__in=[one.pk for one in late]).values_list("gifts_back_minor", flat=True)) == [
        900, 900,
    ]  # fmt: skip
    assert Refund.objects.aggregate(total=Sum("total_minor"))["total"] == of.paid_minor


def test_a_gift_that_comes_while_the_last_goods_are_counted_is_charged_and_given_back_or_never_charged() -> None:
    at = place()
    of = bought(at)
    asked = [ask(at, of, 2), ask(at, of, 0, 2)]
    asked = [approve(one, Decision(address=at.address), by=REVIEWER, at=MONDAY) for one in asked]
    came = at_once(2, lambda n: take_in_goods(asked[n], all_good(asked[n]), by=DOCKER, at=MONDAY))
    assert came == {"done": 2}
    assert Refund.objects.aggregate(total=Sum("total_minor"))["total"] == of.paid_minor
