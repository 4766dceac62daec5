"""Exchange: goods for goods, and the difference in money, to the cent, whichever way."""

from datetime import timedelta

import pytest

from aftercare.billing.models import Charge, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Room
from aftercare.flow import dispatching, exchange, return_goods
from aftercare.flow.settlement import DifferenceAgreed, approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.errors import DomainError, IllegalMove, NotAllowed
from aftercare.orders.models import Grant, Order
from aftercare.returns.commands.dispatching import Packed, WrongGoods
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.terms import Shown, State
from tests.factories.exchanges import (
    BASIC,
    PACKER,
    SILVER,
    agreed,
    asked,
    counted,
    dispatch_of,
    fresh,
    received,
    sent,
)
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER
from tests.factories.shop import goods, order, scene

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)


def paid(refund: Refund | None) -> int:
    """Finance agrees, the cashier pays; answers what was paid."""
    assert refund
    approve_refund(refund, by=FINANCE, at=LATER)
    pay_refund(Refund.objects.get(pk=refund.pk), Sent(PayMethod.BANK, f"B {refund.pk}"), by=CASHIER, at=LATER)
    return refund.total_minor


@pytest.mark.shows("RET-53", "RET-54", "RET-55", "RET-61", "RET-62", "RET-63", "PAG-09")
def test_the_same_again_travels_end_to_end_and_moves_no_money() -> None:
    place = scene()
    bought = order(place)
    shown = []
    returning = asked(bought, 2)
    shown.append(fresh(returning).shown)
    returning = agreed(place, order(place, number="second"), 2)
    shown.append(fresh(returning).shown)
    returning = counted(returning)
    shown.append(fresh(returning).shown)
    dispatch = sent(returning)
    shown.append(fresh(returning).shown)
    received(dispatch)
    returning = fresh(returning)
    shown.append(returning.shown)
    assert shown == [
        Shown.PENDING_REVIEW,
        Shown.APPROVED,
        Shown.EXCHANGE_DUE,
        Shown.EXCHANGE_DUE,
        Shown.COMPLETED,
    ]
    assert (returning.amount_minor, returning.price_minor, returning.total_minor) == (139800, 139800, 0)
    assert refund_of_case(returning.case_id) is None
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED
    assert not Turn.objects.filter(case=returning.case_id, ended_at=None).exists()
    records = StockRecord.objects.order_by("pk").values_list("kind", "sku", "quantity", "operator", "case_number")
    assert list(records) == [
        ("exchange_in", "KA-K2-GR", 2, DOCKER.key, returning.number),
        ("after_sales_out", "KA-K2-GR", 2, PACKER.key, returning.number),
    ]
    new = Order.objects.get(replaces=returning.order)
    line = goods(new)[0]
    assert (new.number, new.paid_minor, line.paid_minor, line.goods_out) == (dispatch.number, 139800, 139800, 2)
    assert new.signed_at == MONDAY + timedelta(days=4)
    assert list(broken_links()) == []


@pytest.mark.shows("RET-52")
def test_a_refusal_by_operations_needs_a_reason_and_changes_nothing_without() -> None:
    place = scene()
    returning = asked(order(place), 1)
    entries = Entry.objects.count()
    with pytest.raises(DomainError, match="the buyer reads this"):
        return_goods.reject(returning, "  ", by=REVIEWER, at=MONDAY)
    assert (fresh(returning).state, Entry.objects.count()) == (State.SUBMITTED, entries)
    return_goods.reject(returning, "Worn for a year", by=REVIEWER, at=MONDAY)
    assert (fresh(returning).shown, fresh(returning).reject_reason) == (Shown.REJECTED, "Worn for a year")


@pytest.mark.shows("RET-51")
def test_after_the_window_an_exchange_is_not_even_opened() -> None:
    place = scene(window_days=7)
    bought = order(place)
    with pytest.raises(DomainError, match="ended on"):
        asked(bought, 1, at=MONDAY + timedelta(days=30))
    assert (Return.objects.count(), Case.objects.count()) == (0, 0)


@pytest.mark.shows("RET-53")
def test_the_buyer_cannot_ship_before_approval() -> None:
    returning = asked(order(scene()), 1)
    with pytest.raises(IllegalMove):
        counted(returning)
    assert fresh(returning).state == State.SUBMITTED


def test_dearer_goods_leave_only_once_the_surcharge_is_recorded() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 2, new=SILVER))
    charge = Charge.objects.get()
    assert (charge.purpose, charge.amount_minor, dispatch_of(returning).state) == ("surcharge", 10000, "held")
    with pytest.raises(IllegalMove):
        dispatching.pick(dispatch_of(returning), by=PACKER, at=LATER)
    with pytest.raises(DomainError, match="still has to pay"):
        dispatching.release(dispatch_of(returning), by=AGENT, at=LATER)
    with pytest.raises(NotAllowed):
        exchange.pay_charge(charge, Sent(PayMethod.BANK, "IN 1"), by=PACKER, at=LATER)
    exchange.pay_charge(charge, Sent(PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER)
    received(sent(returning))
    new = Order.objects.get(replaces=returning.order)
    assert (new.paid_minor, goods(new)[0].unit_price_minor) == (149800, 74900)
    assert refund_of_case(returning.case_id) is None


def test_a_surcharge_that_a_manager_waives_is_no_money_the_buyer_can_get_back() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 1, new=SILVER))
    with pytest.raises(DomainError, match="need not pay"):
        exchange.waive_charge(Charge.objects.get(), " ", by=MANAGER, at=LATER)
    exchange.waive_charge(Charge.objects.get(), "Our fault", by=MANAGER, at=LATER)
    sent(returning)
    line = goods(Order.objects.get(replaces=returning.order))[0]
    assert (line.paid_minor, line.unit_price_minor, line.discount_minor) == (69900, 74900, 5000)


def test_cheaper_goods_give_the_difference_back_through_finance_and_cashier() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 2, new=BASIC))
    assert refund_of_case(returning.case_id) is None
    dispatch = sent(returning)
    assert fresh(returning).total_minor == 60000
    assert paid(refund_of_case(returning.case_id)) == 60000
    received(dispatch)
    line = goods(returning.order)[0]
    assert (line.granted_minor, line.paid_out_minor) == (139800, 139800)
    purposes = dict(Grant.objects.values_list("purpose", "paid_out_minor"))
    assert purposes == {f"return:{returning.pk}": 60000, f"exchange:{returning.pk}": 79800}
    assert Order.objects.get(replaces=returning.order).paid_minor == 79800
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED


def test_a_difference_that_finance_has_not_paid_yet_goes_on_after_the_buyer_s_word() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 1, new=BASIC))
    received(sent(returning))
    assert fresh(returning).state == State.COMPLETED
    assert Case.objects.get(pk=returning.case_id).state == Room.SETTLEMENT
    refund = refund_of_case(returning.case_id)
    assert refund
    with pytest.raises(DifferenceAgreed):
        send_refund_back(refund, "Too much", by=FINANCE, at=LATER)
    assert paid(refund) == 30000
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED


def test_three_asked_two_come_one_damaged_and_two_are_replaced() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 3), accepted=2, damaged=1)
    dispatch = sent(returning)
    received(dispatch)
    kinds = StockRecord.objects.order_by("pk").values_list("kind", "quantity", "is_scrap")
    assert list(kinds) == [("exchange_in", 1, False), ("exchange_in", 1, True), ("after_sales_out", 2, False)]
    line = goods(returning.order)[0]
    assert (line.goods_asked, line.goods_back, line.granted_minor, line.paid_out_minor) == (2, 2, 139800, 139800)
    assert asked(returning.order, 1, at=MONDAY).asked_minor == 69900, "the third may still be asked for"


def test_what_is_scanned_must_be_what_is_sent() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 2, 1))
    dispatch = dispatching.pick(dispatch_of(returning), by=PACKER, at=LATER)
    entries = Entry.objects.count()
    for scanned in ({"KA-K2-GR": 2}, {"KA-K2-GR": 1, "KA-K2-TC": 1}, {"KA-K2-GR": 2, "KA-K2-TC": 1, "X": 1}):
        with pytest.raises(WrongGoods):
            dispatching.send_out(dispatch, Packed("Demo Post", "NP1234", scanned), by=PACKER, at=LATER)
    assert (StockRecord.objects.filter(kind="after_sales_out").count(), Entry.objects.count()) == (0, entries)
    good = {"ka-k2-gr": 2, " KA-K2-TC ": 1}
    assert dispatching.send_out(dispatch, Packed("Demo Post", "NP1234", good), by=PACKER, at=LATER).state == "shipped"


def test_an_exchange_of_an_exchange_of_an_exchange_never_gives_back_more_than_was_paid() -> None:
    """Bought for 699, changed to 749 (+50), then to 399 (−350), then returned: 399 back, and not a cent more."""
    place = scene(window_days=None)
    bought = order(place, freight_minor=0)
    paid_in, paid_out = goods(bought)[0].paid_minor // 3, 0
    step = bought
    for new in (SILVER, BASIC):
        returning = counted(agreed(place, step, 1, new=new))
        charge = Charge.objects.filter(case=returning.case_id).first()
        if charge:
            exchange.pay_charge(charge, Sent(PayMethod.BANK, f"IN {charge.pk}"), by=CASHIER, at=LATER)
            paid_in += charge.amount_minor
        received(sent(returning))
        refund = refund_of_case(returning.case_id)
        paid_out += paid(refund) if refund else 0
        step = Order.objects.get(replaces=step)
    line = goods(step)[0]
    assert line.paid_minor - line.granted_minor == paid_in - paid_out == 39900
    from_first = goods(bought)[0]
    assert from_first.granted_minor == from_first.paid_out_minor == 69900


def test_refund_instead_gives_the_worth_and_a_paid_surcharge_back() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 1, new=SILVER))
    exchange.pay_charge(Charge.objects.get(), Sent(PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER)
    returning = exchange.refund_instead(returning, "Silver is sold out", by=REVIEWER, at=LATER)
    assert (returning.total_minor, dispatch_of(returning).state) == (69900, "called_off")
    assert fresh(returning).shown == Shown.REFUND_DUE
    assert paid(refund_of_case(returning.case_id)) == 74900
    assert fresh(returning).state == State.COMPLETED
    with pytest.raises(IllegalMove):
        exchange.refund_instead(returning, "Again", by=REVIEWER, at=LATER)
