"""Pressing at the same moment: one wins, the others are told, and money goes out once."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Payout, Refund
from aftercare.billing.terms import RefundState
from aftercare.journal.models import Entry
from aftercare.orders.models import OrderLine
from aftercare.org.roles import Role
from tests.factories.shop import scene
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[int], int]) -> Counter[int]:
    """Run `work` in so many threads that start together; how often each status was answered."""
    answers: Counter[int] = Counter()
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait(30)
        try:
            answers[work(number)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.shows("RET-43")
def test_two_reviewers_approve_at_once_and_one_of_them_did() -> None:
    refund = to_approve(scene())
    url = reverse("finance-approve", args=[refund.number])
    clients = [someone(Role.FINANCE_REVIEWER, email=f"finance{n}@example.com") for n in range(2)]
    answers = at_once(2, lambda n: clients[n].post(url, {"version": refund.version}).status_code)
    assert answers == Counter({302: 1, 409: 1})
    refund.refresh_from_db()
    assert refund.state == RefundState.TO_PAY
    assert Entry.objects.filter(kind="billing.refund.approve").count() == 1


def test_approving_and_sending_back_at_once_does_one_of_both() -> None:
    refund = to_approve(scene())
    clients = [someone(Role.FINANCE_REVIEWER, email=f"finance{n}@example.com") for n in range(2)]
    urls = [reverse(f"finance-{name}", args=[refund.number]) for name in ("approve", "send-back")]
    said = {"version": refund.version, "reason": "No."}
    answers = at_once(2, lambda n: clients[n].post(urls[n], said).status_code)
    assert answers == Counter({302: 1, 409: 1})
    assert Refund.objects.get(pk=refund.pk).state in (RefundState.TO_PAY, RefundState.SENT_BACK)


def test_twenty_presses_of_pay_are_one_payout() -> None:
    refund = payable(scene(), 2, 1)
    url = reverse("finance-pay", args=[refund.number])
    cashiers = [someone(Role.CASHIER, email=f"cashier{n}@example.com") for n in range(2)]

    def pay(number: int) -> int:
        client = Client()
        client.cookies = cashiers[number % 2].cookies
        said = {"version": refund.version, "method": "bank", "reference": f"BACS {number}"}
        return client.post(url, said).status_code

    assert at_once(20, pay) == Counter({302: 1, 409: 19})
    payout = Payout.objects.get()
    assert payout.amount_minor == 152700
    paid_out = OrderLine.objects.filter(is_freight=False).order_by("pk").values_list("paid_out_minor", flat=True)
    assert list(paid_out) == [139800, 12900]
    assert Entry.objects.filter(kind="billing.payout.record").count() == 1


def test_one_reference_pays_one_refund_however_many_ask() -> None:
    place = scene()
    refunds = [payable(place) for _ in range(4)]
    cashier = someone(Role.CASHIER)

    def pay(number: int) -> int:
        client = Client()
        client.cookies = cashier.cookies
        refund = refunds[number]
        said = {"version": refund.version, "method": "bank", "reference": "BACS 1"}
        return client.post(reverse("finance-pay", args=[refund.number]), said).status_code

    answers = at_once(4, pay)
    assert Payout.objects.count() == 1
    assert answers == Counter({302: 1, 409: 3})
