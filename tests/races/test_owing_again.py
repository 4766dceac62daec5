"""One return is refused while another is counted, and both change one debt."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from aftercare.billing.commands.overpaid import CameBack, repay
from aftercare.billing.models import CameAfterAll, Overpaid, OverpaidPart
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.terms import Channel
from aftercare.flow.return_goods import apply_for_return, approve, reject, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.moves.queries import strays
from aftercare.orders.models import Order
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.terms import RefundTrigger, Wanted
from tests.factories import stories
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import HEADPHONES, Scene, goods, order
from tests.factories.stories import all_good
from tests.flow.test_early_refund import LATER, counts, paid, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def three_missing(at: Scene) -> Order:
    """Four pieces were paid ahead, one came, and the buyer has paid 200.00 of the rest back."""
    of = order(at, lines=(replace(HEADPHONES, quantity=4),), freight_minor=0)
    application = Application(wanted=[Wanted(goods(of)[0].pk, 4)], reason=at.reason)
    asked = apply_for_return(of, application, channel=Channel.PORTAL, by=buyer(of.customer_id), at=MONDAY)
    first = paid(approve(asked, Decision(address=at.address), by=REVIEWER, at=MONDAY))
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    repay(Overpaid.objects.get(), CameBack(20000, "bank", "B 9"), by=CASHIER, at=MONDAY)
    return of


def test_what_one_takes_off_stays_while_what_the_other_took_is_owed_again() -> None:
    at = place(RefundTrigger.APPROVAL)
    of = three_missing(at)
    gone = stories.approved(at, of, 1)
    gone = take_in_goods(gone, all_good(gone), by=DOCKER, at=LATER)
    refund = refund_of_case(gone.case_id)
    assert refund
    send_refund_back(refund, "No.", by=FINANCE, at=LATER)
    stays = stories.approved(at, of, 1)
    counted, go_on = threading.Event(), threading.Event()

    def count() -> None:
        with transaction.atomic():
            take_in_goods(stays, all_good(stays), by=DOCKER, at=LATER)
            counted.set()
            go_on.wait(10)
        connection.close()

    def refuse() -> None:
        reject(Return.objects.get(pk=gone.pk), "Not ours.", by=REVIEWER, at=LATER)
        connection.close()

    one, other = threading.Thread(target=count), threading.Thread(target=refuse)
    one.start()
    assert counted.wait(10)
    other.start()
    other.join(1)
    go_on.set()
    one.join()
    other.join()
    (kept,) = CameAfterAll.objects.all()
    debt, part = Overpaid.objects.get(), OverpaidPart.objects.get()
    assert (kept.case_id, kept.amount_minor) == (stays.case_id, 69900)
    assert (debt.came_minor, part.came_minor, debt.left_minor) == (69900, 69900, 119800)
    assert list(strays(Overpaid)) == []
