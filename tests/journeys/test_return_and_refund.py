"""A return travels the house from the buyer's wish to the money sent."""

from datetime import timedelta

import pytest

from aftercare.billing.queries.refunds import payout_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Room
from aftercare.flow.settlement import pay_refund
from aftercare.journal.queries.history import broken_links, history_of_case
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.terms import Shown, State
from tests.factories.people import CASHIER, MONDAY
from tests.factories.shop import goods, order, scene
from tests.factories.stories import to_pay

pytestmark = pytest.mark.django_db


@pytest.mark.shows("RET-29", "RET-45", "RET-49", "RET-61", "RET-63", "PAG-08")
def test_return_and_refund_travels_end_to_end_and_closes() -> None:
    place = scene()
    bought = order(place)
    refund = to_pay(place, bought, 2, 1)
    sent = Sent(PayMethod.BANK, "BACS 7741")
    pay_refund(refund, sent, by=CASHIER, at=MONDAY + timedelta(days=3))

    returning = Return.objects.get(case=refund.case_id)
    assert (returning.state, returning.shown, returning.amount_minor) == (State.COMPLETED, Shown.COMPLETED, 152700)
    assert Case.objects.get(pk=refund.case_id).state == Room.CLOSED
    assert not Turn.objects.filter(case=refund.case_id, ended_at=None).exists()
    payout = payout_of_case(refund.case_id)
    assert payout
    assert (payout.amount_minor, payout.reference) == (152700, "BACS 7741")
    first, second = goods(bought)
    account = (first.granted_minor, first.paid_out_minor, first.goods_asked, first.goods_back)
    assert account == (139800, 139800, 2, 2)
    assert (second.paid_out_minor, second.goods_back) == (12900, 1)
    assert list(StockRecord.objects.order_by("pk").values_list("sku", "quantity", "is_scrap")) == [
        ("KA-K2-GR", 2, False),
        ("KA-K2-TC", 1, False),
    ]
    assert [entry.kind for entry in history_of_case(refund.case_id)] == [
        "cases.case.open",
        "returns.return.submit",
        "returns.return.approve",
        "returns.return.ship",
        "returns.return.receive",
        "returns.return.inspect",
        "billing.refund.ask",
        "cases.case.goods_accepted",
        "returns.return.start_refund",
        "billing.refund.approve",
        "returns.return.complete",
        "billing.refund.pay",
        "billing.payout.record",
        "cases.case.settled",
    ]
    assert list(broken_links()) == []
    assert OrderLine.objects.get(order=bought, is_freight=True).granted_minor == 0
