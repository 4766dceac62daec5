"""A gateway pays each refund once, whatever it answers and whenever."""

from datetime import timedelta
from typing import Any

import pytest

from aftercare.billing.commands.gateways import GatewayChoice, StillPaying, set_gateway
from aftercare.billing.commands.ordering import NoteMissing, ask_again, keep, try_again, withdraw
from aftercare.billing.commands.orders import GatewayPays, claim_next
from aftercare.billing.gateways.registry import connect
from aftercare.billing.models import Payout, PayoutOrder, Refund
from aftercare.billing.queries.orders import connection_of
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.rules.paying import payment_key
from aftercare.billing.terms import GatewayKind, OrderState, Outcome, PayMethod, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.flow.paying_out import settle_by_hand, take_reply
from aftercare.flow.return_goods import take_in_goods
from aftercare.flow.settlement import GATEWAY_CASHIER, approve_refund, pay_refund
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import IllegalMove, NotAllowed
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import State
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import Scene, goods, order
from tests.factories.stories import PARCEL, all_good, applied, to_pay
from tests.gateways import bank as manners
from tests.gateways.bank import Manner, open_bank
from tests.gateways.stories import ADMINISTRATOR, LATER, attempts, ordered, with_gateway, work

pytestmark = pytest.mark.django_db


def facts(payout_order: PayoutOrder) -> tuple[str, str, int]:
    """State of the order, state of the refund, number of payouts here."""
    payout_order.refresh_from_db()
    return payout_order.state, Refund.objects.get(pk=payout_order.refund_id).state, Payout.objects.count()


@pytest.mark.shows("INF-20", "RET-65")
def test_a_refund_that_finance_approved_is_paid_by_the_gateway() -> None:
    with open_bank(manners.pays) as bank:
        refund, payout_order = ordered(bank)
        assert facts(payout_order) == (OrderState.DUE, RefundState.AT_GATEWAY, 0)
        assert work(payout_order.gateway, LATER) == 1
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    payout = Payout.objects.get()
    assert (payout.method, payout.reference, payout.amount_minor, payout.currency, payout.paid_by) == (
        "gateway", "GW-1", 69900, "GBP", GATEWAY_CASHIER.key,
    )  # fmt: skip
    assert Return.objects.get(case=refund.case_id).state == State.COMPLETED
    assert Case.objects.get(pk=refund.case_id).state == Room.CLOSED
    assert goods(Return.objects.get().order)[0].paid_out_minor == 69900
    assert bank.bodies == [
        {
            "key": payout_order.key,
            "amount": "699.00",
            "amount_minor": 69900,
            "currency": "GBP",
            "reference": refund.number,
            "order_number": refund.order_number,
            "payee": refund.order_number,
        }
    ]
    assert (bank.unsigned, attempts(payout_order)) == (0, [("pay", "paid", 200)])
    assert list(broken_links()) == []


@pytest.mark.parametrize(
    ("manner", "status"),
    [(manners.pays_silently, None), (manners.pays_and_breaks, 500), (manners.pays_and_mumbles, 200)],
)
def test_what_was_paid_without_a_clear_answer_is_asked_for_and_paid_once(manner: Manner, status: int | None) -> None:
    with open_bank(manner) as bank:
        _refund, payout_order = ordered(bank)
        assert work(payout_order.gateway, LATER) == 1
        assert facts(payout_order) == (OrderState.UNCLEAR, RefundState.AT_GATEWAY, 0)
        assert work(payout_order.gateway, LATER + timedelta(seconds=59)) == 0, "it waits before it asks again"
        assert work(payout_order.gateway, LATER + timedelta(seconds=60)) == 1
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    assert (dict(bank.payments), bank.asked) == (
        {payout_order.key: 1}, [("POST", payout_order.key), ("GET", payout_order.key)],
    )  # fmt: skip
    assert attempts(payout_order) == [("pay", "silent", status), ("status", "paid", 200)]


def test_what_the_gateway_knows_nothing_of_is_asked_for_again_under_the_same_key() -> None:
    with open_bank(manners.breaks) as bank:
        _refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        assert facts(payout_order)[0] == OrderState.UNCLEAR
        bank.manner = manners.pays
        assert work(payout_order.gateway, LATER + timedelta(minutes=1)) == 2
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    assert [key for _method, key in bank.asked] == [payout_order.key] * 3
    assert attempts(payout_order) == [("pay", "silent", 503), ("status", "unknown", 404), ("pay", "paid", 200)]


def test_an_answer_that_comes_twice_records_one_payout() -> None:
    with open_bank(manners.pays) as bank:
        _refund, payout_order = ordered(bank)
        gateway = payout_order.gateway
        slow = claim_next(gateway, by=GATEWAY_CASHIER, at=LATER)
        assert slow
        assert claim_next(gateway, by=GATEWAY_CASHIER, at=LATER + timedelta(seconds=62)) is None, "somebody has it"
        # The first worker took too long, so another one asks as well; then both answers arrive.
        assert work(gateway, LATER + timedelta(minutes=10)) == 2
        assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
        entries = Entry.objects.count()
        reply = connect(gateway.kind, connection_of(gateway)).pay(slow.told)
        take_reply(slow, reply, at=LATER + timedelta(minutes=11))
    assert reply.outcome == Outcome.PAID
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    assert (Entry.objects.count(), dict(bank.payments)) == (entries, {payout_order.key: 1})


def test_a_refusal_is_shown_with_its_sentence_and_can_be_tried_again() -> None:
    with open_bank(manners.refuses) as bank:
        _refund, payout_order = ordered(bank)
        assert work(payout_order.gateway, LATER) == 1
        assert facts(payout_order) == (OrderState.FAILED, RefundState.AT_GATEWAY, 0)
        assert payout_order.said == "The account is closed."
        assert work(payout_order.gateway, LATER + timedelta(days=1)) == 0, "a refusal is for people"
        bank.manner = manners.pays
        try_again(payout_order, by=CASHIER, at=LATER)
        assert work(payout_order.gateway, LATER) == 1
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    assert {key for _method, key in bank.asked} == {payout_order.key}


def test_a_lie_about_the_amount_is_never_taken_for_paid() -> None:
    with open_bank(manners.pays_less) as bank:
        refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        assert facts(payout_order) == (OrderState.DIFFERS, RefundState.AT_GATEWAY, 0)
        assert (payout_order.paid_minor, payout_order.paid_currency, payout_order.paid_reference) == (
            69800, "GBP", "GW-1",
        )  # fmt: skip
        assert work(payout_order.gateway, LATER + timedelta(days=9)) == 0
        with pytest.raises(IllegalMove):
            withdraw(payout_order, by=CASHIER, at=LATER)
        with pytest.raises(NoteMissing):
            settle_by_hand(payout_order, "GW-1", "  ", by=CASHIER, at=LATER)
        assert facts(payout_order) == (OrderState.DIFFERS, RefundState.AT_GATEWAY, 0)
        settle_by_hand(payout_order, "GW-1", "Ms Example sent the missing pound as GW-1b", by=CASHIER, at=LATER)
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
    assert Return.objects.get(case=refund.case_id).state == State.COMPLETED


def test_a_reference_that_another_payout_carries_makes_somebody_look() -> None:
    with open_bank(lambda handler, told: handler.answer(200, handler.bank.pay(told, reference="GW-SAME"))) as bank:
        place, gateway = with_gateway(bank)
        first, second = to_pay(place, order(place), 1), to_pay(place, order(place), 1)
        assert work(gateway, LATER) == 2
    states = dict(PayoutOrder.objects.values_list("refund", "state"))
    assert states == {first.pk: OrderState.PAID, second.pk: OrderState.DIFFERS}
    assert PayoutOrder.objects.get(refund=second).said == "Another payout carries the reference “GW-SAME”."
    assert Payout.objects.count() == 1


def test_a_gateway_that_is_down_is_looked_at_ever_less_often_and_can_be_left_at_once() -> None:
    with open_bank(manners.pays) as bank:
        refund, payout_order = ordered(bank)
    at = LATER
    for _try in range(4):
        assert work(payout_order.gateway, at) == 1
        payout_order.refresh_from_db()
        assert payout_order.next_look_at
        pause, at = payout_order.next_look_at - at, payout_order.next_look_at
    assert (payout_order.state, pause) == (OrderState.UNCLEAR, timedelta(minutes=8))
    assert attempts(payout_order) == [("pay", "not_sent", None)] + [("status", "not_sent", None)] * 3
    withdraw(payout_order, by=CASHIER, at=at)
    assert facts(payout_order) == (OrderState.WITHDRAWN, RefundState.TO_PAY, 0), "nothing had ever left this machine"
    pay_refund(refund, Sent(PayMethod.BANK, "BACS 1"), by=CASHIER, at=at)
    assert facts(payout_order) == (OrderState.WITHDRAWN, RefundState.PAID, 1)


def test_what_a_gateway_has_nobody_pays_by_hand() -> None:
    with open_bank(manners.breaks) as bank:
        refund, payout_order = ordered(bank)
        entries = Entry.objects.count()
        with pytest.raises(GatewayPays):
            pay_refund(refund, Sent(PayMethod.BANK, "BACS 1"), by=CASHIER, at=LATER)
        assert (facts(payout_order), Entry.objects.count()) == ((OrderState.DUE, RefundState.AT_GATEWAY, 0), entries)
        work(payout_order.gateway, LATER)
        withdraw(payout_order, by=CASHIER, at=LATER)
        with pytest.raises(GatewayPays):
            pay_refund(refund, Sent(PayMethod.BANK, "BACS 1"), by=CASHIER, at=LATER)


def test_it_is_taken_back_only_when_the_gateway_says_it_has_not_paid() -> None:
    with open_bank(manners.pays_and_breaks) as bank:
        _refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        withdraw(payout_order, by=CASHIER, at=LATER)
        assert facts(payout_order)[0] == OrderState.WITHDRAWING
        assert work(payout_order.gateway, LATER) == 1
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1), "it had paid after all"


def test_unknown_is_believed_only_when_no_question_can_still_be_on_its_way() -> None:
    with open_bank(manners.breaks) as bank:
        _refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        withdraw(payout_order, by=CASHIER, at=LATER)
        work(payout_order.gateway, LATER)
        assert facts(payout_order)[0] == OrderState.WITHDRAWING
        work(payout_order.gateway, LATER + timedelta(minutes=14))
        assert facts(payout_order)[0] == OrderState.WITHDRAWING
        work(payout_order.gateway, LATER + timedelta(minutes=40))
    assert facts(payout_order) == (OrderState.WITHDRAWN, RefundState.TO_PAY, 0)
    assert [method for method, _key in bank.asked] == ["POST", "GET", "GET", "GET"]


def test_a_corrected_payee_is_a_new_payment_under_a_new_key() -> None:
    with open_bank(manners.refuses) as bank:
        refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        bank.manner = manners.pays
        withdraw(payout_order, payee=" PAY-771 ", by=CASHIER, at=LATER)
        assert work(payout_order.gateway, LATER) == 2
    old, new = PayoutOrder.objects.order_by("pk")
    assert (old.state, new.state, new.payee) == (OrderState.WITHDRAWN, OrderState.PAID, "PAY-771")
    assert (old.key != new.key, dict(bank.payments)) == (True, {new.key: 1})
    assert bank.bodies[-1]["payee"] == "PAY-771"
    refund.refresh_from_db()
    assert (refund.state, Payout.objects.count()) == (RefundState.PAID, 1)


def test_a_gateway_that_is_switched_off_pays_nothing_new_and_is_still_asked() -> None:
    with open_bank(manners.pays_and_breaks) as bank:
        place, gateway = with_gateway(bank)
        to_pay(place, order(place), 1)
        assert work(gateway, LATER) == 1
        to_pay(place, order(place), 1)
        off = GatewayChoice(GatewayKind.HTTP, bank.url, "", 1, is_enabled=False)
        gateway = set_gateway(place.merchant, off, by=ADMINISTRATOR, at=LATER)
        by_hand = to_pay(place, order(place), 1)
        assert work(gateway, LATER + timedelta(hours=1)) == 1
    assert by_hand.state == RefundState.TO_PAY
    assert sorted(PayoutOrder.objects.values_list("state", flat=True)) == [OrderState.DUE, OrderState.PAID]
    assert sum(bank.payments.values()) == 1


def test_nothing_to_pay_completes_by_itself() -> None:
    with open_bank(manners.pays) as bank:
        place, gateway = with_gateway(bank)
        refund = to_nothing(place)
        assert work(gateway, LATER) == 0
    assert bank.asked == []
    refund.refresh_from_db()
    payout = Payout.objects.get()
    assert (refund.state, payout.amount_minor, payout.method) == (RefundState.PAID, 0, PayMethod.NOTHING)
    assert Return.objects.get(case=refund.case_id).state == State.COMPLETED


def to_nothing(place: Scene) -> Refund:
    """Operations lowered the amount to nothing, with the buyer's consent; finance agreed."""
    returning = applied(place, order(place), 1)
    line = lines_of(returning)[0]
    decision = Decision(address=place.address, amounts={line.pk: 0}, consent="Agreed by mail")
    returning = approve(returning, decision, by=REVIEWER, at=MONDAY)
    returning = ship(returning, PARCEL, by=buyer(returning.customer_id), at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    return approve_refund(refund, by=FINANCE, at=MONDAY + timedelta(days=1))


def test_the_key_is_the_same_when_the_same_refund_is_approved_in_a_restored_database() -> None:
    facts_of_it = ("RT-2611-000418", "88000001", 69900, "GBP", 1)
    assert payment_key(*facts_of_it) == payment_key(*facts_of_it)
    assert payment_key("RT-2611-000418", "88000002", 69900, "GBP", 1) != payment_key(*facts_of_it)
    assert payment_key("RT-2611-000418", "88000001", 69900, "GBP", 2) != payment_key(*facts_of_it)


@pytest.mark.parametrize("who", [FINANCE, actor(Role.CASHIER, merchants=frozenset({0}))])
def test_only_the_merchants_own_cashier_decides_about_a_payout(who: Actor) -> None:
    with open_bank(manners.refuses) as bank:
        _refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
    entries = Entry.objects.count()
    for act in (try_again, withdraw, keep, ask_again):
        with pytest.raises(NotAllowed):
            act(payout_order, by=who, at=LATER)
    assert (facts(payout_order)[0], Entry.objects.count()) == (OrderState.FAILED, entries)


def test_a_wrong_secret_is_no_dead_end() -> None:
    def shut(handler: manners.Handler, _told: dict[str, Any]) -> None:
        handler.answer(401, {"detail": "Who are you?"})

    with open_bank(shut) as bank:
        bank.status = shut
        _refund, payout_order = ordered(bank)
        work(payout_order.gateway, LATER)
        assert (facts(payout_order)[0], payout_order.said) == (OrderState.FAILED, "Who are you?")
        withdraw(payout_order, by=CASHIER, at=LATER)
        assert work(payout_order.gateway, LATER) == 1
    assert facts(payout_order) == (OrderState.WITHDRAWN, RefundState.TO_PAY, 0)


def test_a_gateway_is_not_given_up_while_something_is_open_with_it() -> None:
    with open_bank(manners.refuses) as bank:
        place, gateway = with_gateway(bank)
        refund = to_pay(place, order(place), 1)
        work(gateway, LATER)
        with pytest.raises(StillPaying):
            set_gateway(place.merchant, GatewayChoice(GatewayKind.CASHIER), by=ADMINISTRATOR, at=LATER)
        with pytest.raises(NotAllowed):
            set_gateway(place.merchant, GatewayChoice(GatewayKind.CASHIER), by=CASHIER, at=LATER)
        gateway.refresh_from_db()
        assert gateway.kind == GatewayKind.HTTP
        withdraw(PayoutOrder.objects.get(refund=refund), by=CASHIER, at=LATER)
        work(gateway, LATER)
    set_gateway(place.merchant, GatewayChoice(GatewayKind.CASHIER), by=ADMINISTRATOR, at=LATER)
    assert to_pay(place, order(place), 1).state == RefundState.TO_PAY


def test_slow_drops_of_an_answer_do_not_hold_the_worker_beyond_its_time() -> None:
    def drips(handler: manners.Handler, told: dict[str, Any]) -> None:
        handler.bank.pay(told)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not handler.bank.hold.wait(0.2):
            handler.wfile.write(b"X-Drop: 1\r\n")

    with open_bank(drips) as bank:
        _refund, payout_order = ordered(bank)
        assert work(payout_order.gateway, LATER) == 1
        assert facts(payout_order)[0] == OrderState.UNCLEAR
        work(payout_order.gateway, LATER + timedelta(minutes=2))
    assert facts(payout_order) == (OrderState.PAID, RefundState.PAID, 1)
