"""Two hundred at once on the by-ways of value: what is owed to us, the gateway, goods sent again, offers, decisions."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import Sum

from aftercare.billing.commands import ordering
from aftercare.billing.commands.overpaid import CameBack, ask_write_off, keep_asking, repay, write_off
from aftercare.billing.models import Overpaid, OverpaidPart, Payout, PayoutOrder, Refund, Repayment
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import LIVE, OverpaidState, PayMethod, RefundState, Sent
from aftercare.cases.models import Case, Referral
from aftercare.cases.terms import Kind
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Fault
from aftercare.flow import compensation, deciding, dispatching, paying_out, requests, resending, return_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.queries.history import broken_links
from aftercare.orders.models import Grant, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.returns.commands import compensating
from aftercare.returns.commands.deducting import answer_deduction, ask_consent
from aftercare.returns.commands.dispatching import add_gift
from aftercare.returns.commands.policies import set_refund_trigger
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import CompensationOffer, Deduction, Dispatch, DispatchLine, Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Answer, DispatchPurpose, OfferState, RefundTrigger, State, ToSend, Wanted
from tests.factories.care import colleague, compensated, terms
from tests.factories.exchanges import PACKER, packed
from tests.factories.people import AGENT, CASHIER, FINANCE, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied
from tests.gateways.bank import Bank, open_bank, pays
from tests.gateways.stories import LATER, ordered, work
from tests.races.test_all_paths import CROWD, crowd
from tests.races.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
SECOND = actor(Role.FINANCE_REVIEWER, 1)
PRICE = 69900


def owed() -> Overpaid:
    """A buyer was paid for two pieces when he asked, and sent none."""
    returning = paid_ahead(scene())
    return_goods.lapse(returning, by=MANAGER, at=MONDAY + timedelta(days=30))
    return Overpaid.objects.get()


def paid_ahead(place: Scene) -> Return:
    """Two pieces, for which the money went at the approval."""
    set_refund_trigger(place.merchant, RefundTrigger.APPROVAL, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    returning = return_goods.approve(
        applied(place, order(place), 2), Decision(address=place.address), by=REVIEWER, at=MONDAY
    )
    refund = refund_of_case(returning.case_id)
    assert refund
    pay_refund(approve_refund(refund, by=FINANCE, at=MONDAY), Sent(PayMethod.BANK, "OUT"), by=CASHIER, at=MONDAY)
    return Return.objects.get(pk=returning.pk)


def test_what_is_owed_comes_back_in_parts_or_is_let_go_and_never_more_than_all() -> None:
    debt = owed()

    def press(number: int) -> None:
        if number % 4 < 2:
            repay(debt, CameBack(9900 + number, PayMethod.BANK, f"IN {number}"), by=CASHIER, at=LATER)
        elif number % 4 == 2:
            ask_write_off(debt, "Too small to chase.", by=FINANCE, at=LATER)
        elif number % 8 == 3:
            keep_asking(debt, by=SECOND, at=LATER)
        elif number % 32 == 7:
            write_off(debt, by=SECOND, at=LATER)

    outcomes = crowd(press)
    assert set(outcomes) <= {"done", "illegal_move", "too_much_repaid"}, outcomes
    debt = Overpaid.objects.get()
    came = Repayment.objects.aggregate(all=Sum("amount_minor"))["all"] or 0
    assert debt.repaid_minor == came <= debt.amount_minor == 2 * PRICE
    assert came == (OverpaidPart.objects.aggregate(all=Sum("repaid_minor"))["all"] or 0)
    line = OrderLine.objects.get(pk=Grant.objects.get(amount_minor__gt=0).line_id)
    assert line.granted_minor == line.paid_out_minor == 2 * PRICE - came
    assert (debt.state == OverpaidState.REPAID) == (debt.left_minor == 0)
    assert list(broken_links()) == []


def test_one_repayment_pressed_by_all_is_recorded_once() -> None:
    debt = owed()
    outcomes = at_once(12, lambda _n: repay(debt, CameBack(1000, PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER))
    assert outcomes == {"done": 1, "reference_used": 11}
    assert (Overpaid.objects.get().repaid_minor, Repayment.objects.count()) == (1000, 1)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A real server on this machine that pays each key once."""
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)
    with open_bank(pays) as found:
        yield found


def test_workers_and_every_button_of_the_cashier_at_once_pay_once(bank: Bank) -> None:
    """Claims that are busy are left alone; taken back, handed over again, paid by hand: one of them pays."""
    refund, first = ordered(bank, timeout=5)
    outcomes = crowd(lambda number: BUTTONS[number % len(BUTTONS)](refund, number))
    assert set(outcomes) <= {"done", "illegal_move", "gateway_pays"}, outcomes
    for hour in range(1, 4):
        work(first.gateway, LATER + timedelta(hours=hour))
    if Refund.objects.get().state == RefundState.TO_PAY:
        by_hand(refund, CROWD)
    in_cash = Payout.objects.filter(method=PayMethod.BANK).count()
    assert (Refund.objects.get().state, Payout.objects.count()) == (RefundState.PAID, 1)
    assert sum(bank.payments.values()) + in_cash == 1
    assert PayoutOrder.objects.filter(state__in=LIVE).count() == 1 - in_cash
    assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
    assert list(broken_links()) == []


def last(refund: Refund) -> PayoutOrder:
    """What the gateway was told last."""
    return PayoutOrder.objects.filter(refund=refund).latest("pk")


def by_hand(refund: Refund, number: int) -> None:
    """The cashier pays it himself."""
    pay_refund(refund, Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)


BUTTONS = (
    lambda refund, _n: work(last(refund).gateway, LATER, most=2),
    lambda refund, _n: paying_out.withdraw(last(refund), by=CASHIER, at=LATER),
    lambda refund, _n: paying_out.hand_to_gateway(Refund.objects.get(pk=refund.pk), by=CASHIER, at=LATER),
    lambda refund, _n: ordering.keep(last(refund), by=CASHIER, at=LATER),
    by_hand,
)


def test_missing_goods_are_sent_again_once_while_others_approve_reject_and_cancel() -> None:
    place = scene()
    Reason.objects.filter(pk=place.reason.pk).update(fault=Fault.MISSING_ITEM, remedies=["resend", "return"])
    place.reason.refresh_from_db()
    returning = applied(place, order(place), 2)
    wanted = [Wanted(lines_of(returning)[0].pk, 2)]

    def press(number: int) -> None:
        if number % 20 == 19:
            requests.approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER)
        elif number % 20 == 18:
            return_goods.reject(returning, "No.", by=REVIEWER, at=LATER)
        elif number % 20 == 17:
            return_goods.cancel(returning, by=AGENT, at=LATER)
        else:
            resending.resend(returning, wanted, "Again", by=REVIEWER, at=LATER)

    outcomes = crowd(press)
    assert set(outcomes) == {"done", "illegal_move"}, outcomes
    resent = Dispatch.objects.filter(purpose=DispatchPurpose.RESEND)
    done = Return.objects.get()
    assert (resent.count(), outcomes["done"]) == ((1, 1) if done.is_resent else (0, outcomes["done"]))
    assert outcomes["done"] <= 2, "approved, and then cancelled"
    if not done.is_resent:
        return
    dispatch = resent.get()

    def send(_number: int) -> None:
        fresh = dispatching.pick(Dispatch.objects.get(pk=dispatch.pk), by=PACKER, at=LATER)
        dispatching.send_out(fresh, packed(fresh), by=PACKER, at=LATER)

    assert at_once(8, send) == {"done": 1, "illegal_move": 7}
    assert StockRecord.objects.filter(kind="after_sales_out").aggregate(all=Sum("quantity"))["all"] == 2


def test_gifts_of_many_colleagues_come_along_in_one_parcel() -> None:
    place = scene()
    case = applied(place, order(place), 1).case
    gift = ToSend("GIFT-CARD", "Thank-you card", 1, is_gift=True)
    assert at_once(20, lambda _n: add_gift(case, gift, "Sorry", by=AGENT, at=LATER)) == {"done": 20}
    assert (Dispatch.objects.count(), DispatchLine.objects.count()) == (1, 20)
    assert list(broken_links()) == []


def test_an_offer_is_accepted_declined_withdrawn_or_overtaken_once() -> None:
    place = scene()
    bought = order(place)
    returning = applied(place, bought, 1)
    made = compensation.offer(returning, terms(bought, 5000), by=AGENT, at=MONDAY)
    assert isinstance(made, CompensationOffer)
    who = buyer(bought.customer_id)

    def press(number: int) -> None:
        if number % 20 == 19:
            return_goods.cancel(returning, by=who, at=LATER)
        elif number % 20 == 18:
            compensating.decide_offer(made, "withdraw", by=AGENT, at=LATER)
        elif number % 20 == 17:
            compensating.decide_offer(made, "decline", by=who, at=LATER)
        else:
            compensation.accept(made, by=who, at=LATER)

    outcomes = crowd(press)
    assert set(outcomes) == {"done", "illegal_move"}, outcomes
    fresh, state = Return.objects.get(pk=returning.pk), CompensationOffer.objects.get().state
    born = list(Return.objects.filter(kind=Kind.COMPENSATION))
    assert len(born) == (1 if state == OfferState.ACCEPTED else 0)
    assert outcomes["done"] == 1 + (state != OfferState.ACCEPTED and fresh.state == State.CANCELLED)
    lines = OrderLine.objects.filter(order=bought)
    assert lines.aggregate(all=Sum("goods_asked"))["all"] == (0 if fresh.state == State.CANCELLED else 1)
    if born:
        decide = Decision()
        assert at_once(8, lambda _n: requests.approve(born[0], decide, by=REVIEWER, at=LATER))["done"] == 1
    assert lines.aggregate(all=Sum("granted_minor"))["all"] == 5000 * len(born)
    assert list(broken_links()) == []


def test_a_buyer_who_answers_everywhere_at_once_consents_once() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    who, (line,) = buyer(returning.customer_id), lines_of(returning)
    less = Decision(address=place.address, amounts={line.pk: line.asked_minor - 5000})

    def press(number: int) -> None:
        if number % 4 == 0:
            ask_consent(returning, 5000, "The box is torn.", by=REVIEWER, at=LATER)
        elif number % 4 == 3:
            requests.approve(returning, less, by=REVIEWER, at=LATER)
        else:
            answer_deduction(returning, Answer.AGREED if number % 4 == 1 else Answer.REFUSED, by=who, at=LATER)

    outcomes = crowd(press)
    refusals = {"asked_already", "nothing_asked", "consent_missing", "illegal_move", "no_deduction"}
    assert set(outcomes) <= {"done", *refusals}, outcomes
    promised = OrderLine.objects.get(pk=line.order_line_id).granted_minor
    agreed = Deduction.objects.filter(answer=Answer.AGREED).count()
    asked = Deduction.objects.count()
    assert Deduction.objects.filter(answer="").count() <= 1
    approved = Return.objects.get().state == State.APPROVED
    assert promised == (line.asked_minor - 5000 if approved else 0)
    assert agreed or not approved
    assert outcomes["done"] == asked + Deduction.objects.exclude(answer="").count() + approved


def test_decisions_upstairs_and_the_people_below_end_a_case_once_and_never_wait_in_a_circle() -> None:
    _who, agent = colleague(Role.AGENT, 1000)
    bosses = [actor(Role.MANAGER, n) for n in range(2)]
    place = scene()
    bought = order(place, lines=(NewLine("S", "Socks", 40, 5000),))
    opened = [compensated(bought, 2000, by=agent) for _n in range(10)]

    def press(number: int) -> None:
        case, desk = opened[number % 10], number // 10 % 4
        assert case.referral
        if desk == 0:
            deciding.grant(case.referral, "Yes.", by=bosses[0], at=LATER)
        elif desk == 1:
            deciding.decline(case.referral, "No.", by=bosses[1], at=LATER)
        elif desk == 2:
            return_goods.cancel(case.returning, by=AGENT, at=LATER)
        else:
            requests.approve(case.returning, Decision(), by=REVIEWER, at=LATER)

    assert set(crowd(press)) <= {"done", "illegal_move", "decision_pending"}
    states = set(Referral.objects.values_list("state", flat=True))
    assert states <= {"granted", "declined", "withdrawn"}
    approved = Return.objects.filter(state=State.INSPECTED).count()
    assert OrderLine.objects.get(pk=goods(bought)[0].pk).granted_minor == 2000 * approved
    assert list(broken_links()) == []
