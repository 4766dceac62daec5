"""However many press at once, value and goods go back once."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import pytest
from django.db import connection

from aftercare.billing.models import Payout
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel
from aftercare.flow.return_goods import apply_for_return, take_in_goods
from aftercare.flow.settlement import pay_refund
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.account import grant
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.terms import State, Wanted
from tests.factories.people import AGENT, CASHIER, DOCKER, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import all_good, applied, shipped, to_pay

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY + timedelta(days=2)


def at_once(
    count: int, work: Callable[[int], object], *, doors: AbstractContextManager[object] | None = None
) -> Counter[str]:
    """Run `work` in so many threads that start together; how often each outcome came.

    `doors` bound how many of them use the database at the same moment.
    """
    outcomes: Counter[str] = Counter()
    counting = threading.Lock()
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait(30)
        with doors or nullcontext():
            try:
                work(number)
                came = "done"
            except DomainError as refusal:
                came = refusal.code
            except Exception as broken:
                came = f"{type(broken).__name__}: {broken}"
            finally:
                connection.close()
        with counting:
            outcomes[came] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_fifty_requests_for_seven_pieces_never_take_more_than_seven() -> None:
    place = scene()
    bought = order(place, lines=(NewLine("S", "Socks", 7, 999),))
    line = goods(bought)[0]
    application = Application(wanted=[Wanted(line.pk, 1)], reason=place.reason)

    def ask(_number: int) -> None:
        apply_for_return(bought, application, channel=Channel.API, by=buyer(bought.customer_id), at=MONDAY)

    assert at_once(50, ask) == {"done": 7, "too_many_pieces": 43}
    assert (Return.objects.count(), Case.objects.count(), OrderLine.objects.get(pk=line.pk).goods_asked) == (7, 7, 7)
    assert sum(Return.objects.values_list("asked_minor", flat=True)) == 7 * 999
    assert list(broken_links()) == []


def test_two_reviewers_at_once_one_decides() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    reviewers = [actor(Role.OPERATIONS_REVIEWER, n) for n in range(8)]

    def decide(number: int) -> None:
        approve(returning, Decision(address=place.address), by=reviewers[number], at=LATER)

    assert at_once(8, decide) == {"done": 1, "illegal_move": 7}
    assert OrderLine.objects.get(pk=goods(returning.order)[0].pk).granted_minor == 69900


@pytest.mark.shows("RET-45")
def test_twenty_payouts_at_once_pay_once() -> None:
    place = scene()
    refund = to_pay(place, order(place), 1)

    def pay(number: int) -> None:
        pay_refund(refund, Sent(PayMethod.BANK, f"BACS {number}"), by=CASHIER, at=LATER)

    assert at_once(20, pay) == {"done": 1, "illegal_move": 19}
    assert Payout.objects.count() == 1
    assert OrderLine.objects.get(pk=goods(Return.objects.get().order)[0].pk).paid_out_minor == 69900


def test_ten_counts_at_once_stock_once() -> None:
    place = scene()
    returning = shipped(place, order(place), 2)
    counts = all_good(returning)

    def count(_number: int) -> None:
        take_in_goods(returning, counts, by=DOCKER, at=LATER)

    assert at_once(10, count) == {"done": 1, "illegal_move": 9}
    assert list(StockRecord.objects.values_list("quantity", flat=True)) == [2]


def test_grants_of_different_purposes_never_pass_what_was_paid() -> None:
    place = scene()
    line = goods(order(place, lines=(NewLine("S", "Socks", 1, 1000),)))[0]

    def give(number: int) -> None:
        grant(line, f"goodwill:{number}", 300, by=MANAGER, at=MONDAY)

    assert at_once(20, give) == {"done": 3, "above_ceiling": 17}
    assert OrderLine.objects.get(pk=line.pk).granted_minor == 900


def test_notes_and_moves_at_once_keep_one_unbroken_chain() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    case = returning.case

    def write_or_decide(number: int) -> None:
        if number == 0:
            approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER)
        else:
            add_note(case, f"Note {number}", for_buyer=False, by=AGENT, at=LATER)

    assert at_once(12, write_or_decide) == {"done": 12}
    assert Return.objects.get().state == State.APPROVED
    assert list(broken_links()) == []
