"""Two reviewers promise about one order at the same moment: the second knows what the first has promised."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction

from aftercare.cases.terms import Channel
from aftercare.flow.compensation import open_compensation
from aftercare.flow.requests import approve
from aftercare.orders.models import OrderLine
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.terms import Compensated
from tests.factories.care import BY_PHONE, colleague, terms
from tests.factories.people import AGENT, MONDAY, REVIEWER, actor
from tests.factories.shop import CASE, goods, order, scene
from tests.races.test_races import at_once
from tests.returns.test_gifts import ask, place

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 500


def one_after_the_other(first: Callable[[], object], second: Callable[[], object]) -> dict[str, int]:
    """The second begins when the first is done and not committed, which it is once somebody waits, or is through."""
    began, ended = threading.Event(), threading.Event()

    def run(number: int) -> None:
        if number:
            began.wait(30)
            try:
                second()
            finally:
                ended.set()
            return
        with transaction.atomic():
            first()
            began.set()
            _until(lambda: ended.is_set() or _somebody_waits())

    return dict(at_once(2, run))


def _until(is_so: Callable[[], bool]) -> None:
    for _n in range(TRIES):
        if is_so():
            return
        time.sleep(0.02)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_a_limit_is_not_passed_by_two_compensations_of_one_order_that_are_approved_at_once() -> None:
    bought = order(scene())
    asked = [
        open_compensation(
            bought, replace(terms(bought, 6000), lines=[Compensated(line.pk, 1, 6000)]), BY_PHONE,
            channel=Channel.DESK, despite="The other one.", by=AGENT, at=MONDAY,
        ).returning
        for line in goods(bought)
    ]  # fmt: skip
    _who, reviewer = colleague(Role.OPERATIONS_REVIEWER, 10000)
    first, second = (lambda one=one: approve(one, Decision(), by=reviewer, at=MONDAY) for one in asked)
    assert one_after_the_other(first, second) == {"done": 1, "above_authority": 1}
    assert sorted(Return.objects.values_list("state", flat=True)) == ["inspected", "submitted"]


def test_the_freight_goes_back_once_and_neither_of_two_approvals_is_refused() -> None:
    at = place("")
    set_rules(at.merchant, {"freight_back": "always"}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    bought = order(at, lines=(CASE,), freight_minor=1200)
    asked = [ask(at, bought, 1), ask(at, bought, 1)]
    decision = Decision(address=at.address)
    first, second = (lambda one=one: approve(one, decision, by=REVIEWER, at=MONDAY) for one in asked)
    assert one_after_the_other(first, second) == {"done": 2}
    assert sorted(Return.objects.values_list("freight_minor", flat=True)) == [0, 1200]
    assert OrderLine.objects.get(is_freight=True).granted_minor == 1200
