"""However many workers ask at once, and whenever one of them dies: one payment there, one payout here."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from aftercare.billing.commands.ordering import withdraw
from aftercare.billing.models import Payout, PayoutAttempt, PayoutOrder, Refund
from aftercare.billing.terms import OrderState, Outcome, PayMethod, RefundState, Sent
from aftercare.flow.settlement import pay_refund
from aftercare.journal.queries.history import broken_links
from tests.factories.people import CASHIER
from tests.factories.shop import order
from tests.factories.stories import to_pay
from tests.gateways import bank as manners
from tests.gateways.bank import Bank, Manner, open_bank
from tests.gateways.stories import LATER, ordered, with_gateway, work
from tests.races.test_races import at_once
from tests.templates import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = "import django, sys; django.setup(); from aftercare.jobs.payouts import work_off; work_off(int(sys.argv[1]))"


def states() -> tuple[set[str], set[str], int]:
    """States of all orders, of all refunds, and how many payouts there are."""
    orders = set(PayoutOrder.objects.values_list("state", flat=True))
    return orders, set(Refund.objects.values_list("state", flat=True)), Payout.objects.count()


def test_twenty_workers_on_the_same_order_pay_once() -> None:
    with open_bank(manners.pays) as bank:
        _refund, payout_order = ordered(bank, timeout=10)
        assert at_once(20, lambda _number: work(payout_order.gateway, LATER)) == {"done": 20}
    assert (dict(bank.payments), len(bank.asked)) == ({payout_order.key: 1}, 1)
    assert states() == ({OrderState.PAID}, {RefundState.PAID}, 1)
    assert list(broken_links()) == []


def test_workers_whose_time_is_over_all_the_time_pay_once() -> None:
    """Each takes the order from the one before, as if that had hung: the key alone keeps it to one payment."""
    with open_bank(manners.pays) as bank:
        _refund, payout_order = ordered(bank, timeout=10)
        outcomes = at_once(12, lambda number: work(payout_order.gateway, LATER + number * timedelta(hours=1)))
    assert outcomes == {"done": 12}
    assert dict(bank.payments) == {payout_order.key: 1}
    assert states() == ({OrderState.PAID}, {RefundState.PAID}, 1)


def test_eight_workers_share_thirty_orders() -> None:
    with open_bank(manners.pays) as bank:
        place, gateway = with_gateway(bank, timeout=10)
        for _n in range(30):
            to_pay(place, order(place), 1)
        assert at_once(8, lambda _number: work(gateway, LATER, most=40)) == {"done": 8}
    assert (len(bank.payments), set(bank.payments.values()), len(bank.asked)) == (30, {1}, 30)
    assert states() == ({OrderState.PAID}, {RefundState.PAID}, 30)


def test_the_cashier_and_the_gateway_at_once_pay_once() -> None:
    with open_bank(manners.refuses) as bank:
        refund, payout_order = ordered(bank, timeout=10)
        work(payout_order.gateway, LATER)
        bank.manner = manners.pays
        withdraw(payout_order, by=CASHIER, at=LATER)

        def act(number: int) -> object:
            if number % 2:
                return work(payout_order.gateway, LATER)
            return pay_refund(refund, Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)

        at_once(10, act)
    assert dict(bank.payments) == {}
    assert Payout.objects.count() <= 1
    assert set(PayoutOrder.objects.values_list("state", flat=True)) == {OrderState.WITHDRAWN}


@pytest.mark.parametrize(("manner", "paid_before"), [(manners.kills_before_paying, 0), (manners.kills_after_paying, 1)])
def test_a_worker_killed_between_asking_and_writing_down_pays_once(manner: Manner, paid_before: int) -> None:
    with open_bank(manner) as bank:
        _refund, payout_order = ordered(bank, timeout=10)
        PayoutOrder.objects.update(next_look_at=timezone.now() - timedelta(hours=1))
        assert run_worker(bank, payout_order.gateway_id) == -9
        assert states() == ({OrderState.SENDING}, {RefundState.AT_GATEWAY}, 0)
        assert list(PayoutAttempt.objects.values_list("outcome", flat=True)) == [Outcome.LOST]
        assert sum(bank.payments.values()) == paid_before
        bank.manner = manners.pays
        assert work(payout_order.gateway, timezone.now()) == 0, "its time is not over yet"
        assert work(payout_order.gateway, timezone.now() + timedelta(minutes=10)) == 2 - paid_before
        assert dict(bank.payments) == {payout_order.key: 1}
        assert states() == ({OrderState.PAID}, {RefundState.PAID}, 1)
        assert run_worker(bank, payout_order.gateway_id) == 0, "a worker that comes later finds nothing to do"
    assert dict(bank.payments) == {payout_order.key: 1}
    assert list(broken_links()) == []


def run_worker(bank: Bank, gateway_id: int) -> int:
    """A worker as a process of its own, which the bank may kill; returns its exit code."""
    found = connection.settings_dict
    host = quote(str(found["HOST"]), safe="")
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{found['USER']}:{found['PASSWORD']}@{host}:{found['PORT']}/{found['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.test_settings",
        "AFTERCARE_TEST_HOME": str(settings.AFTERCARE_HOME),
        "AFTERCARE_GATEWAY_PRIVATE": "1",
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(gateway_id)], cwd=ROOT, env=env)
    bank.asker = process.pid
    return process.wait(60)
