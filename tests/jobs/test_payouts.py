"""From approval to payout without anybody pressing: journal, reader, queue, worker, gateway."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app as found

from aftercare.billing.models import Gateway, Payout, PayoutOrder
from aftercare.billing.terms import OrderState, Outcome
from aftercare.jobs import payouts, tasks
from aftercare.jobs.reader import Reader
from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from tests.factories.shop import order
from tests.factories.stories import to_pay
from tests.gateways import bank as manners
from tests.gateways.bank import open_bank
from tests.gateways.stories import attempts, ordered, with_gateway
from tests.jobs.test_tasks import statuses

app: App = found
pytestmark = pytest.mark.django_db(transaction=True)
PAYOUTS = [one for one in SUBSCRIPTIONS if one.name == "payouts"]


@pytest.fixture(autouse=True)
def gateways_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator would allow it."""
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)


def run_worker() -> None:
    """Do what is queued."""
    with app.replace_connector(found.connector.get_worker_connector()) as ours:
        ours.run_worker(wait=False, install_signal_handlers=False)


def test_approved_it_is_paid_by_the_worker() -> None:
    with open_bank(manners.pays) as bank:
        _refund, payout_order = ordered(bank, timeout=5)
        reader = Reader(PAYOUTS, threading.Event())
        reader.look()
        assert list(statuses().values()) == ["todo"], "one job for the gateway, however many entries"
        reader.look()
        assert len(statuses()) == 1
        run_worker()
    payout_order.refresh_from_db()
    assert (payout_order.state, Payout.objects.get().reference) == (OrderState.PAID, "GW-1")
    assert set(statuses().values()) == {"succeeded"}
    assert sum(bank.payments.values()) == 1


def test_every_minute_what_is_due_is_queued_once_per_gateway() -> None:
    with open_bank(manners.pays) as bank:
        place, gateway = with_gateway(bank, timeout=5)
        to_pay(place, order(place), 1)
        to_pay(place, order(place), 1)
        tasks.queue_payouts(timestamp=0)
        tasks.queue_payouts(timestamp=0)
        assert list(statuses().values()) == ["todo"]
        assert payouts.queue_due(at=timezone.now() - timedelta(days=4000)) == 0
        tasks.pay_out(gateway.pk)
    assert Payout.objects.count() == 2


def test_a_gateway_that_is_away_is_left_alone_after_three_questions() -> None:
    with open_bank(manners.pays) as bank:
        place, gateway = with_gateway(bank)
        for _n in range(5):
            to_pay(place, order(place), 1)
    assert payouts.work_off(gateway.pk) == 3
    assert sorted(PayoutOrder.objects.values_list("state", flat=True)) == ["due", "due"] + ["unclear"] * 3
    assert attempts(PayoutOrder.objects.order_by("pk")[0]) == [("pay", Outcome.NOT_SENT, None)]


def test_a_secret_of_another_home_stops_the_gateway_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open_bank(manners.pays) as bank:
        _refund, payout_order = ordered(bank)
        monkeypatch.setattr(settings, "SEALING_KEY", "another")
        assert payouts.work_off(Gateway.objects.get().pk) == 0
    payout_order.refresh_from_db()
    assert (payout_order.state, bank.asked) == (OrderState.DUE, [])
    assert "sealed in another home" in caplog.text
