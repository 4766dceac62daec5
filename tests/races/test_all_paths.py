"""Two hundred at once on every way by which value goes back: never more than was paid, and the sums are exact."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import Sum

from aftercare.billing.models import Payout, PayoutOrder, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.commands import add_reason
from aftercare.flow import compensation, exchange, refund_only, requests, return_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.account import grant
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.terms import State, Wanted
from tests.factories.care import BY_PHONE, terms
from tests.factories.exchanges import exchange_reason
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import all_good, to_pay
from tests.gateways.bank import Bank, open_bank, pays
from tests.gateways.stories import LATER, ordered, work
from tests.races.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]

CROWD, CONNECTIONS = 200, 24
"""So many press at once; so many of them hold a connection to the database, as behind a pool."""


def crowd(work: Callable[[int], object]) -> Counter[str]:
    """Two hundred that start together, and pass to the database through a bounded number of doors."""
    doors = threading.BoundedSemaphore(CONNECTIONS)
    return at_once(CROWD, work, doors=doors)


def one(bought: Order, place: Scene) -> Application:
    """One piece of the first line."""
    return Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=place.reason)


def account(bought: Order) -> tuple[int, int, int]:
    """Paid, promised and sent back, all lines of the order together."""
    sums = OrderLine.objects.filter(order=bought).aggregate(
        paid=Sum("paid_minor"), given=Sum("granted_minor"), sent=Sum("paid_out_minor")
    )
    return sums["paid"], sums["given"], sums["sent"]


def test_returns_exchanges_compensations_and_goodwill_share_one_ceiling() -> None:
    """Whoever comes first has it; all together never get more than the line's money."""
    place = scene(separate_people=False)
    bought = order(place, lines=(NewLine("S", "Socks", 7, 1000),), discount_minor=1, freight_minor=0)
    line, swap, agreed = goods(bought)[0], exchange_reason(), terms(bought, 400)
    who = buyer(bought.customer_id)

    def press(number: int) -> None:
        if number % 4 == 0:
            return_goods.apply_for_return(bought, one(bought, place), channel=Channel.API, by=who, at=MONDAY)
        elif number % 4 == 1:
            wish = Application(wanted=[Wanted(line.pk, 1)], reason=swap)
            exchange.apply_for_exchange(bought, wish, channel=Channel.API, by=who, at=MONDAY)
        elif number % 4 == 2:
            compensation.open_compensation(
                bought, agreed, BY_PHONE, channel=Channel.API, despite="More", by=AGENT, at=MONDAY
            )
        else:
            grant(line, f"goodwill:{number}", 300, by=MANAGER, at=MONDAY)

    outcomes = crowd(press)
    assert set(outcomes) <= {"done", "too_many_pieces", "above_ceiling"}, outcomes
    asked = list(Return.objects.filter(order=bought).order_by("pk"))
    assert sum(r.kind != Kind.COMPENSATION for r in asked) <= 7

    def decide(number: int) -> None:
        if number < len(asked):
            requests.approve(asked[number], Decision(address=place.address), by=REVIEWER, at=LATER)

    assert set(crowd(decide)) <= {"done", "above_ceiling", "consent_missing"}
    paid, given, sent = account(bought)
    assert (paid, given <= paid, sent) == (6999, True, 0)
    assert given == Grant.objects.aggregate(all=Sum("amount_minor"))["all"]
    assert list(broken_links()) == []


def test_calling_off_pieces_pays_the_whole_order_with_its_freight_once() -> None:
    place = scene()
    ReturnPolicy.objects.update(finance_sees_refund_only=False, approves_refund_only=True)
    lines = (NewLine("S", "Socks", 7, 999),)
    bought = order(place, lines=lines, discount_minor=5, freight_minor=450, shipped=False, signed=False)
    why = add_reason(Kind.REFUND_ONLY, {"en": "Not wanted any more"}, by=SYSTEM, at=MONDAY)
    wish = Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=why)
    who = buyer(bought.customer_id)

    def call_off(_number: int) -> None:
        refund_only.apply_for_refund(bought, wish, channel=Channel.API, by=who, at=MONDAY)

    assert crowd(call_off) == {"done": 7, "too_many_pieces": CROWD - 7}
    assert account(bought) == (7 * 999 - 5 + 450, 7 * 999 - 5 + 450, 0)
    refunds = list(Refund.objects.order_by("pk"))

    def pay(number: int) -> None:
        pay_refund(refunds[number % 7], Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)

    assert crowd(pay) == {"done": 7, "illegal_move": CROWD - 7}
    assert account(bought) == (7438, 7438, 7438)
    assert (Payout.objects.count(), Payout.objects.aggregate(all=Sum("amount_minor"))["all"]) == (7, 7438)


def test_every_desk_presses_every_button_of_one_order() -> None:
    """Review, dock, finance and cashier at once, each many times: each step of each return happens once."""
    place = scene()
    bought = order(place, lines=(NewLine("S", "Socks", 5, 1000),), freight_minor=0)
    made = [
        return_goods.apply_for_return(
            bought, one(bought, place), channel=Channel.API, by=buyer(bought.customer_id), at=MONDAY
        )
        for _ in range(5)
    ]

    def press(number: int) -> None:
        returning, desk = Return.objects.get(pk=made[number % 5].pk), number // 5 % 4
        refund = refund_of_case(returning.case_id)
        if desk == 0:
            requests.approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER)
        elif desk == 1:
            return_goods.take_in_goods(returning, all_good(returning), by=DOCKER, at=LATER + timedelta(hours=1))
        elif refund and desk == 2:
            approve_refund(refund, by=FINANCE, at=LATER + timedelta(hours=2))
        elif refund:
            sent = Sent(PayMethod.BANK, f"BACS {number}")
            pay_refund(refund, sent, by=CASHIER, at=LATER + timedelta(hours=3))

    for _round in range(4):
        assert set(crowd(press)) <= {"done", "illegal_move"}
    assert account(bought) == (5000, 5000, 5000)
    assert set(Return.objects.values_list("state", flat=True)) == {State.COMPLETED}
    assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
    assert Payout.objects.count() == 5
    assert list(broken_links()) == []


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A real server on this machine that pays each key once."""
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)
    with open_bank(pays) as found:
        yield found


def test_gateway_and_cashier_at_once_pay_once(bank: Bank) -> None:
    refund, payout_order = ordered(bank, timeout=5)
    gateway = payout_order.gateway

    def press(number: int) -> None:
        if number % 10 == 0:
            work(gateway, LATER, most=1)
        else:
            pay_refund(refund, Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)

    outcomes = crowd(press)
    assert outcomes["done"] <= CROWD // 10, outcomes
    work(gateway, LATER + timedelta(hours=2))
    assert (Payout.objects.count(), PayoutOrder.objects.get().state) == (1, "paid")
    assert account(to_pay_order(refund))[2] == refund.total_minor


def to_pay_order(refund: Refund) -> Order:
    """The order that a refund is about."""
    return Return.objects.get(case=refund.case_id).order


def test_two_hundred_payouts_of_one_refund_pay_once() -> None:
    place = scene()
    refund = to_pay(place, order(place), 1)

    def pay(number: int) -> None:
        pay_refund(refund, Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)

    assert crowd(pay) == {"done": 1, "illegal_move": CROWD - 1}
    assert Payout.objects.count() == 1
