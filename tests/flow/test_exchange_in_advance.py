"""Exchanges in which new goods leave first, wait for a word, or end by silence."""

from datetime import timedelta

import pytest

from aftercare.billing.commands.refunds import ReferenceUsed
from aftercare.billing.models import Charge, Refund
from aftercare.billing.queries.refunds import payout_of_case, refund_of_case
from aftercare.billing.terms import ChargePurpose, ChargeState, PayMethod, RefundState, Sent
from aftercare.cases.commands.follow_ups import FollowedUp, finish_follow_up
from aftercare.cases.models import Case
from aftercare.cases.queries.follow_ups import done, to_do
from aftercare.cases.terms import Channel, Room
from aftercare.flow import dispatching, exchange, return_goods
from aftercare.flow.settlement import NoSuchOrder, approve_refund, pay_refund
from aftercare.jobs.sweeps import confirm_receipts
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError, IllegalMove, NotAllowed
from aftercare.moves.queries import strays
from aftercare.orders.models import Order
from aftercare.orders.terms import NewLine
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.dispatching import Packed, agree_day
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import NewGoodsGone
from aftercare.returns.models import Dispatch, Return, ReturnPolicy
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, Shown, State, Wanted
from tests.factories.exchanges import (
    PACKER,
    SILVER,
    agreed,
    asked,
    counted,
    dispatch_of,
    exchange_reason,
    fresh,
    received,
    sent,
)
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import to_pay

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)


def paid(refund: Refund | None) -> int:
    """Finance agrees, the cashier pays; answers what was paid."""
    assert refund
    approve_refund(refund, by=FINANCE, at=LATER)
    pay_refund(Refund.objects.get(pk=refund.pk), Sent(PayMethod.BANK, f"B {refund.pk}"), by=CASHIER, at=LATER)
    return refund.total_minor


def test_in_advance_the_new_goods_leave_first_and_the_old_ones_end_it() -> None:
    place = scene()
    with pytest.raises(NotAllowed):
        exchange.approve(
            asked(order(place), 1),
            Decision(address=place.address, is_advance=True),
            by=REVIEWER,
            at=MONDAY,
        )
    returning = agreed(place, order(place, number="adv"), 2, advance=True)
    dispatch = sent(returning, at=MONDAY + timedelta(hours=2))
    assert fresh(returning).state == State.APPROVED
    with pytest.raises(NewGoodsGone):
        return_goods.cancel(fresh(returning), by=AGENT, at=LATER)
    received(dispatch, at=MONDAY + timedelta(days=1))
    assert fresh(returning).state == State.APPROVED
    returning = counted(fresh(returning))
    assert fresh(returning).state == State.COMPLETED
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED


def test_goods_that_never_come_after_an_advance_are_owed_until_paid() -> None:
    place = scene(goods_due_days=7)
    returning = agreed(place, order(place), 2, advance=True)
    received(sent(returning, at=MONDAY + timedelta(hours=2)), at=MONDAY + timedelta(days=1))
    return_goods.lapse(fresh(returning), by=MANAGER, at=MONDAY + timedelta(days=30))
    charge = Charge.objects.get()
    assert (fresh(returning).state, fresh(returning).shown) == (State.GOODS_OWED, Shown.AWAITING_GOODS)
    assert (charge.purpose, charge.amount_minor, charge.state) == (ChargePurpose.GOODS_KEPT, 139800, ChargeState.DUE)
    assert Case.objects.get(pk=returning.case_id).state == Room.RETURNS
    exchange.pay_charge(charge, Sent(PayMethod.BANK, "IN 9"), by=CASHIER, at=LATER)
    assert fresh(returning).state == State.COMPLETED
    new = Order.objects.get(replaces=returning.order)
    accounts = [(line.sku, line.paid_minor, line.goods_out) for line in goods(new)]
    assert accounts == [("KA-K2-GR", 139800, 2), ("KA-K2-GR", 139800, 2)], "both pairs are his, for what he paid"
    old = goods(returning.order)[0]
    assert (old.granted_minor, old.paid_out_minor, old.goods_asked, old.goods_back) == (139800, 139800, 2, 0)


def test_goods_that_come_late_after_an_advance_settle_what_was_owed() -> None:
    place = scene(goods_due_days=7)
    returning = agreed(place, order(place), 2, advance=True)
    received(sent(returning, at=MONDAY + timedelta(hours=2)), at=MONDAY + timedelta(days=1))
    return_goods.lapse(fresh(returning), by=MANAGER, at=MONDAY + timedelta(days=30))
    returning = counted(fresh(returning), accepted=1, at=MONDAY + timedelta(days=31))
    states = list(Charge.objects.order_by("pk").values_list("amount_minor", "state"))
    assert states == [(139800, "void"), (69900, "due")]
    assert fresh(returning).state == State.SHIPPED
    exchange.waive_charge(Charge.objects.get(state="due"), "Lost by the carrier", by=MANAGER, at=LATER)
    assert fresh(returning).state == State.COMPLETED


def test_goods_refused_at_the_dock_after_an_advance_are_owed() -> None:
    place = scene()
    returning = agreed(place, order(place), 1, advance=True)
    sent(returning, at=MONDAY + timedelta(hours=2))
    counts = [Counted(line.pk, 1, 0, 0, Grade.WRONG) for line in lines_of(returning)]
    returning = return_goods.refuse_goods(fresh(returning), counts, "A brick", by=DOCKER, at=LATER)
    assert (returning.state, Charge.objects.get().amount_minor) == (State.GOODS_OWED, 69900)
    received(Dispatch.objects.get())
    assert fresh(returning).state == State.GOODS_OWED


def test_a_surcharge_paid_in_advance_goes_back_when_the_goods_are_refused_before_anything_left() -> None:
    place = scene()
    returning = agreed(place, order(place), 1, new=SILVER, advance=True)
    exchange.pay_charge(Charge.objects.get(), Sent(PayMethod.BANK, "IN 1"), by=CASHIER, at=MONDAY)
    return_goods.cancel(fresh(returning), by=AGENT, at=LATER)
    assert (fresh(returning).state, Case.objects.get().state) == (State.CANCELLED, Room.SETTLEMENT)
    assert paid(refund_of_case(returning.case_id)) == 5000
    assert (Case.objects.get().state, dispatch_of(returning).state) == (Room.CLOSED, "called_off")
    assert Refund.objects.get().state == RefundState.PAID
    assert payout_of_case(returning.case_id)


def test_a_merchant_may_want_an_agent_s_word_before_the_warehouse_sends() -> None:
    place = scene()
    ReturnPolicy.objects.filter(merchant=place.merchant).update(agent_releases=True)
    returning = counted(agreed(place, order(place), 1))
    dispatch = dispatch_of(returning)
    assert (dispatch.state, dispatch.hold) == ("held", "word")
    with pytest.raises(NotAllowed):
        dispatching.release(dispatch, by=PACKER, at=LATER)
    assert dispatching.release(dispatch, by=AGENT, at=LATER).state == "to_pick"


def test_what_goods_wait_for_after_the_payment_stands_in_the_journal() -> None:
    place = scene()
    ReturnPolicy.objects.filter(merchant=place.merchant).update(agent_releases=True)
    dispatch = dispatch_of(counted(agreed(place, order(place), 1, new=SILVER)))
    assert dispatch.hold == "payment"
    exchange.pay_charge(Charge.objects.get(), Sent(PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER)
    assert dispatch_of(Return.objects.get()).hold == "word"
    told = Entry.objects.get(kind="returns.dispatch.wait")
    assert (told.before, told.after, list(strays(Dispatch))) == ({"hold": "payment"}, {"hold": "word"}, [])


def test_only_the_buyer_or_an_agent_says_that_the_new_goods_are_here() -> None:
    place = scene()
    dispatch = sent(counted(agreed(place, order(place), 1)))
    with pytest.raises(NotAllowed):
        dispatching.confirm(dispatch, by=PACKER, at=LATER)
    with pytest.raises(NotAllowed):
        dispatching.confirm(dispatch, by=buyer(dispatch.customer_id + 1), at=LATER)
    assert dispatching.confirm(dispatch, by=AGENT, at=LATER).state == "delivered"
    with pytest.raises(IllegalMove):
        dispatching.confirm(dispatch, by=AGENT, at=LATER)


@pytest.mark.shows("RET-13")
def test_a_refund_may_pay_a_new_order_of_the_buyer_once() -> None:
    place = scene()
    refund = to_pay(place, order(place), 1)
    before = order(place, number="before")
    small = order(place, number="small", lines=(NewLine("S", "Sock", 1, 100),), ordered_at=LATER, freight_minor=0)
    new = order(place, number="new", ordered_at=LATER)
    for number in (before.number, small.number, "nowhere"):
        with pytest.raises(NoSuchOrder):
            pay_refund(refund, Sent(PayMethod.ORDER, number), by=CASHIER, at=LATER)
    payout = pay_refund(refund, Sent(PayMethod.ORDER, new.number), by=CASHIER, at=LATER)
    assert (payout.method, payout.reference, payout.amount_minor) == ("order", "new", 69900)
    again = to_pay(place, order(place, number="again"), 1)
    with pytest.raises(ReferenceUsed):
        pay_refund(again, Sent(PayMethod.ORDER, new.number), by=CASHIER, at=LATER)


@pytest.mark.shows("RET-17")
def test_after_an_exchange_somebody_asks_how_the_goods_do() -> None:
    place = scene()
    ReturnPolicy.objects.filter(merchant=place.merchant).update(follow_up_days=14)
    returning = counted(agreed(place, order(place), 1))
    received(sent(returning))
    planned = to_do(AGENT).get()
    assert planned.due_on == (MONDAY + timedelta(days=18)).date()
    with pytest.raises(DomainError, match="what the buyer said"):
        finish_follow_up(planned, " ", by=AGENT, at=LATER)
    finish_follow_up(planned, "Sounds better than the old one", by=AGENT, at=LATER)
    assert (to_do(AGENT).count(), done(AGENT).get().note) == (0, "Sounds better than the old one")
    with pytest.raises(FollowedUp):
        finish_follow_up(planned, "Again", by=AGENT, at=LATER)


@pytest.mark.shows("RET-55")
def test_silence_counts_as_receipt_only_where_the_merchant_says_after_how_long() -> None:
    quiet, timed = scene("quiet"), scene("timed")
    ReturnPolicy.objects.filter(merchant=timed.merchant).update(confirm_days=10)
    first = counted(agreed(quiet, order(quiet), 1))
    second = counted(agreed(timed, order(timed), 1))
    sent(first)
    gone = dispatching.pick(dispatch_of(second), by=PACKER, at=LATER)
    dispatching.send_out(gone, Packed("Demo Post", "NP99", {"KA-K2-GR": 1}), by=PACKER, at=LATER)
    assert confirm_receipts(at=LATER + timedelta(days=9)) == 0
    assert confirm_receipts(at=LATER + timedelta(days=10)) == 1
    assert (fresh(first).state, fresh(second).state) == (State.SHIPPED, State.COMPLETED)


@pytest.mark.shows("RET-66", "RET-67")
def test_what_is_defective_when_unpacked_is_taken_back_and_replaced_on_the_agreed_day() -> None:
    place = scene()
    bought = order(place)
    line = goods(bought)[0]
    application = Application(wanted=[Wanted(line.pk, 1)], reason=exchange_reason(), is_doa=True)
    who = buyer(bought.customer_id)
    returning = exchange.apply_for_exchange(bought, application, channel=Channel.PORTAL, by=who, at=MONDAY)
    exchange.approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    day = (MONDAY + timedelta(days=6)).date()
    with pytest.raises(DomainError, match="from today on"):
        agree_day(fresh(returning), (MONDAY - timedelta(days=1)).date(), by=AGENT, at=MONDAY)
    agree_day(fresh(returning), day, by=AGENT, at=MONDAY)
    returning = counted(fresh(returning))
    assert (fresh(returning).is_doa, dispatch_of(returning).deliver_on) == (True, day)
    later = (MONDAY + timedelta(days=8)).date()
    agree_day(fresh(returning), later, by=AGENT, at=MONDAY)
    assert dispatch_of(returning).deliver_on == later
    received(sent(returning))
    again = asked(Order.objects.get(replaces=bought), 1, at=MONDAY + timedelta(days=5))
    assert again.state == State.SUBMITTED, "until he is satisfied"
