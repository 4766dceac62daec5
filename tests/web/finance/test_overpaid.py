"""The list of what buyers owe because money went ahead of their goods."""

import pytest
from django.urls import reverse

from aftercare.billing.models import Overpaid
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow.return_goods import approve, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_refund_trigger
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, RefundTrigger
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.finance.stories import someone

pytestmark = pytest.mark.django_db
PAGE = reverse("finance-overpaid")


@pytest.fixture
def owed() -> Overpaid:
    """Two pieces were paid at the approval, and the dock accepted one."""
    place = scene()
    admin = actor(Role.ADMINISTRATOR)
    set_refund_trigger(place.merchant, RefundTrigger.APPROVAL, by=admin, at=MONDAY)
    asked = applied(place, order(place), 2)
    returning = approve(asked, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    pay_refund(approve_refund(refund, by=FINANCE, at=MONDAY), Sent(PayMethod.BANK, "BACS 1"), by=CASHIER, at=MONDAY)
    (line,) = lines_of(returning)
    found = Return.objects.get(pk=returning.pk)
    take_in_goods(found, [Counted(line.pk, 2, 1, 0, Grade.OPENED)], by=DOCKER, at=MONDAY)
    return Overpaid.objects.get()


def test_the_list_tells_what_is_owed_and_why(owed: Overpaid) -> None:
    text = someone(Role.FINANCE_REVIEWER).get(PAGE).content.decode()
    for told in (owed.number, "£699.00", "The dock accepted less than was paid for", "Let it go…"):
        assert told in text
    assert "It came back…" not in text, "that is the cashier's"


def test_the_cashier_records_a_part_and_then_the_rest(owed: Overpaid) -> None:
    cashier = someone(Role.CASHIER)
    url = reverse("finance-came-back", args=[owed.number])
    assert 'value="699.00"' in cashier.get(url).content.decode()
    said = {"version": 1, "method": "bank", "reference": "IN 1", "amount": "700"}
    assert cashier.post(url, said).status_code == 422
    assert cashier.post(url, {**said, "amount": "200"}).status_code == 302
    assert cashier.post(url, {**said, "version": 2, "amount": "1"}).status_code == 409, "the reference is used"
    assert cashier.post(url, {**said, "version": 2, "amount": "499", "reference": "IN 2"}).status_code == 302
    owed.refresh_from_db()
    assert (owed.state, owed.repaid_minor) == ("repaid", 69900)


def test_two_people_let_it_go(owed: Overpaid) -> None:
    first, second = someone(Role.FINANCE_REVIEWER), someone(Role.FINANCE_REVIEWER, email="second@example.com")
    propose = reverse("finance-propose-write-off", args=[owed.number])
    decide = reverse("finance-decide-write-off", args=[owed.number])
    assert first.post(propose, {"version": 1, "reason": " "}).status_code == 422
    assert first.post(propose, {"version": 1, "reason": "Too small to chase"}).status_code == 302
    assert "a second person decides" in first.get(decide).content.decode()
    assert first.post(decide, {"version": 2, "decision": "let_go"}).status_code == 403
    assert second.post(decide, {"version": 2, "decision": "let_go"}).status_code == 302
    owed.refresh_from_db()
    assert owed.state == "written_off"
    assert "Too small to chase" in first.get(PAGE, {"state": "written_off"}).content.decode()
