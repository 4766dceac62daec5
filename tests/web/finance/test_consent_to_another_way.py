"""A buyer who has the law's way of the money agreed to another one: whoever reads of the money reads that, too."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Refund
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from tests.api.client import machine_as
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER
from tests.factories.stories import all_good
from tests.returns.test_gifts import ask, bought, place
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
SAID = "By phone at noon, to my bank."


@pytest.fixture
def paid() -> Return:
    """Paid to the bank with his consent; he had paid otherwise."""
    at = place()
    returning = approve(ask(at, bought(at), 2, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    refund = approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY)
    pay_refund(refund, Sent(PayMethod.BANK, "BT 1", SAID), by=CASHIER, at=MONDAY)
    return Return.objects.get()


def test_colleagues_and_machines_read_it(paid: Return) -> None:
    finance = someone(Role.FINANCE_REVIEWER)
    refund = Refund.objects.get()
    for address in (reverse("finance-detail", args=[refund.number]), f"/returns/{paid.number}/"):
        page = finance.get(address).content.decode()
        assert (address, "Buyer&#x27;s consent to this way" in page, SAID in page) == (address, True, True)
    assert f"reference BT 1. Agreed with the buyer: {SAID}" in finance.get(f"/returns/{paid.number}/").content.decode()
    told = machine_as(Role.FINANCE_REVIEWER).get(f"/returns/{paid.number}").json()
    assert told["refund"]["payout"]["consent"] == SAID


def test_the_buyer_reads_no_longer_that_his_money_comes_the_way_he_paid(paid: Return) -> None:
    page = Client().get(f"/c/{paid.case.token}/").content.decode()
    assert "Your money comes back the way you paid." not in page
    for told in ("With your consent your money went another way than you paid:", f"You agreed to this way: {SAID}"):
        assert told in page
