"""Different acts at the same moment wait for each other in one order, so that none is thrown out by the database."""

from datetime import timedelta

import pytest

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note
from aftercare.cases.terms import Channel
from aftercare.customers.commands import Buyer
from aftercare.flow.return_goods import apply_for_return, approve_again, cancel, inspect_goods
from aftercare.flow.settlement import pay_refund, send_refund_back
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.models import Shop
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Wanted
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import BOUGHT, Scene, goods, order, scene
from tests.factories.stories import all_good, shipped, to_pay
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY + timedelta(days=2)
TWO = (NewLine("S", "Socks", 40, 999), NewLine("H", "Hat", 40, 1999))


def crosswise(place: Scene, bought: Order, count: int) -> list[Return]:
    """Approved returns of both lines, every other one naming them the other way round."""
    lines = goods(bought)
    made = []
    for n in range(count):
        wanted = [Wanted(line.pk, 1) for line in (lines if n % 2 else lines[::-1])]
        application = Application(wanted=wanted, reason=place.reason)
        who = buyer(bought.customer_id)
        returning = apply_for_return(bought, application, channel=Channel.API, by=who, at=MONDAY)
        made.append(approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY))
    return made


def test_returns_of_the_same_lines_in_any_order_are_cancelled_at_once() -> None:
    place = scene()
    bought = order(place, lines=TWO)
    made = crosswise(place, bought, 16)
    assert at_once(16, lambda n: cancel(made[n], by=AGENT, at=LATER)) == {"done": 16}
    assert list(OrderLine.objects.order_by("pk").values_list("goods_asked", "granted_minor")) == [(0, 0)] * 3


def test_returns_of_the_same_lines_are_reviewed_again_and_cancelled_at_once() -> None:
    place = scene()
    bought = order(place, lines=TWO)
    made = crosswise(place, bought, 16)
    for returning in made[:8]:
        inspect_goods(receive(returning, by=DOCKER, at=LATER), all_good(returning), by=DOCKER, at=LATER)
        refund = refund_of_case(returning.case_id)
        assert refund
        send_refund_back(refund, "Look again", by=FINANCE, at=LATER)

    def act(n: int) -> None:
        if n < 8:
            lower = {line.pk: 500 for line in lines_of(made[n])}
            approve_again(made[n], Decision(amounts=lower, consent="by mail"), by=REVIEWER, at=LATER)
        else:
            cancel(made[n], by=AGENT, at=LATER)

    assert at_once(16, act) == {"done": 16}
    assert sorted(OrderLine.objects.values_list("granted_minor", flat=True)) == [0, 4000, 4000]


@pytest.mark.parametrize("_round", range(3))
def test_notes_are_written_while_the_case_changes_hands(_round: int) -> None:
    place = scene()
    returning = receive(shipped(place, order(place), 1), by=DOCKER, at=LATER)
    counts = all_good(returning)

    def act(n: int) -> None:
        if n == 0:
            inspect_goods(returning, counts, by=DOCKER, at=LATER)
        else:
            add_note(returning.case, f"Note {n}", for_buyer=False, by=AGENT, at=LATER)

    assert at_once(12, act) == {"done": 12}
    assert list(broken_links()) == []


@pytest.mark.parametrize("_round", range(3))
def test_notes_are_written_while_the_refund_is_paid(_round: int) -> None:
    place = scene()
    refund = to_pay(place, order(place), 1)

    def act(n: int) -> None:
        if n == 0:
            pay_refund(refund, Sent(PayMethod.BANK, "BACS 1"), by=CASHIER, at=LATER)
        else:
            add_note(refund.case, f"Note {n}", for_buyer=False, by=AGENT, at=LATER)

    assert at_once(12, act) == {"done": 12}


def told(number: str, account: str) -> NewOrder:
    """An order as the shop tells it over and over."""
    return NewOrder(
        number=number,
        buyer=Buyer(account=account, name="Lin Demo"),
        ordered_at=BOUGHT,
        currency="GBP",
        lines=TWO,
        shipped_at=BOUGHT,
        signed_at=BOUGHT,
    )


def push(shop: Shop, orders: list[NewOrder]) -> None:
    take_orders(shop, orders, region="GB", by=SYSTEM, at=LATER)


def test_a_shop_tells_orders_again_while_their_buyer_sends_goods_back() -> None:
    place = scene()
    push(place.shop, [told("A-1", "lin")])
    bought = Order.objects.get()
    line = goods(bought)[0]
    application = Application(wanted=[Wanted(line.pk, 1)], reason=place.reason)

    def act(n: int) -> None:
        if n % 3 == 0:
            push(place.shop, [told("A-1", "lin"), told(f"B-{n}", "lin")])
        else:
            apply_for_return(bought, application, channel=Channel.API, by=buyer(bought.customer_id), at=LATER)

    assert at_once(15, act) == {"done": 15}


def test_two_files_with_the_same_new_buyers_are_taken_in_at_once() -> None:
    place = scene()

    def act(n: int) -> None:
        accounts = [f"buyer-{k}" for k in range(60)]
        found = accounts if n % 2 else accounts[::-1]
        push(place.shop, [told(f"{n}-{account}", account) for account in found])

    assert at_once(6, act) == {"done": 6}
