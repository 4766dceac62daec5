"""Finance decides, the cashier pays, once."""

from datetime import timedelta

import pytest

from aftercare.billing.commands.refunds import ReferenceMissing, ReferenceUsed
from aftercare.billing.models import Payout, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.flow.return_goods import approve_again, reject
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import IllegalMove, NotAllowed, StalePage
from aftercare.orders.models import Grant
from aftercare.org.roles import Role, rights_of
from aftercare.returns.commands.guards import ReasonMissing, SamePerson
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Shown, State
from tests.factories.people import CASHIER, FINANCE, MONDAY, REVIEWER
from tests.factories.shop import goods, order, scene
from tests.factories.stories import inspected, to_pay

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
SENT = Sent(PayMethod.BANK, "BACS 1")


def asked(quantity: int = 2) -> Refund:
    """A refund that waits for finance."""
    place = scene()
    refund = refund_of_case(inspected(place, order(place), quantity).case_id)
    assert refund
    return refund


@pytest.mark.shows("RET-43")
def test_finance_approves_and_the_cashier_is_next() -> None:
    refund = approve_refund(asked(), by=FINANCE, at=LATER)
    assert (refund.state, refund.approved_by, refund.total_minor) == (RefundState.TO_PAY, FINANCE.key, 139800)
    assert Return.objects.get(case=refund.case_id).state == State.REFUNDING


@pytest.mark.shows("RET-44", "RET-60", "PAG-21")
def test_finance_sends_back_and_operations_reviews_again() -> None:
    refund = asked()
    with pytest.raises(ReasonMissing):
        send_refund_back(refund, " ", by=FINANCE, at=LATER)
    send_refund_back(refund, "Line price differs from the invoice", by=FINANCE, at=LATER)
    returning = Return.objects.get(case=refund.case_id)
    assert (returning.state, returning.shown) == (State.REVIEW_AGAIN, Shown.PENDING_REVIEW)
    assert returning.send_back_reason == "Line price differs from the invoice"
    assert Case.objects.get(pk=refund.case_id).state == Room.RETURNS

    line = lines_of(returning)[0]
    decision = Decision(amounts={line.pk: 130000}, consent="Agreed by mail")
    approve_again(returning, decision, by=REVIEWER, at=LATER)
    refund.refresh_from_db()
    assert (refund.state, refund.total_minor) == (RefundState.TO_APPROVE, 130000)
    assert Grant.objects.get().amount_minor == 130000


def test_operations_rejects_after_all_and_nothing_is_owed() -> None:
    refund = asked()
    send_refund_back(refund, "Fraud suspected", by=FINANCE, at=LATER)
    reject(Return.objects.get(case=refund.case_id), "Not bought here", by=REVIEWER, at=LATER)
    refund.refresh_from_db()
    assert (refund.state, Grant.objects.get().amount_minor) == (RefundState.REVOKED, 0)
    assert Case.objects.get(pk=refund.case_id).state == Room.CLOSED


@pytest.mark.shows("PAG-22")
def test_only_what_operations_approved_and_the_dock_accepted_reaches_finance() -> None:
    place = scene()
    inspected(place, order(place), 1)
    assert Refund.objects.count() == 1
    assert Refund.objects.get().operations_reviewed_at == MONDAY + timedelta(hours=1)


def test_the_same_refund_is_never_paid_twice() -> None:
    place = scene()
    bought = order(place)
    refund = to_pay(place, bought, 2)
    pay_refund(refund, SENT, by=CASHIER, at=LATER)
    entries = Entry.objects.count()
    with pytest.raises(IllegalMove):
        pay_refund(refund, Sent(PayMethod.BANK, "BACS 2"), by=CASHIER, at=LATER)
    assert (Payout.objects.count(), Entry.objects.count()) == (1, entries)
    assert goods(bought)[0].paid_out_minor == 139800


def test_a_reference_pays_one_refund_only() -> None:
    place = scene()
    first, second = to_pay(place, order(place), 1), to_pay(place, order(place), 1)
    pay_refund(first, SENT, by=CASHIER, at=LATER)
    with pytest.raises(ReferenceUsed) as refusal:
        pay_refund(second, Sent(PayMethod.BANK, " BACS  1 "), by=CASHIER, at=LATER)
    assert refusal.value.sentence == "Another payout carries the reference “BACS 1”."
    second.refresh_from_db()
    assert (second.state, Return.objects.get(case=second.case_id).state) == (RefundState.TO_PAY, State.REFUNDING)


def test_merchants_number_their_receipts_by_themselves() -> None:
    refunds = [to_pay(place, order(place), 1) for place in (scene(), scene("lumen"))]
    for refund in refunds:
        pay_refund(refund, Sent(PayMethod.CASH, "1"), by=CASHIER, at=LATER)
    told = list(Payout.objects.order_by("pk").values_list("reference", "merchant"))
    assert told == [("1", refund.merchant_id) for refund in refunds]


def test_payout_needs_a_reference() -> None:
    place = scene()
    refund = to_pay(place, order(place), 1)
    with pytest.raises(ReferenceMissing):
        pay_refund(refund, Sent(PayMethod.CASH, "  "), by=CASHIER, at=LATER)
    assert Return.objects.get(case=refund.case_id).state == State.REFUNDING


def test_stale_page_decides_nothing() -> None:
    refund = asked()
    with pytest.raises(StalePage):
        approve_refund(refund, seen=99, by=FINANCE, at=LATER)
    refund.refresh_from_db()
    assert (refund.state, Return.objects.get(case=refund.case_id).state) == (RefundState.TO_APPROVE, State.INSPECTED)


def test_approver_reviewer_and_payer_are_different_people() -> None:
    all_rights = rights_of([Role.FINANCE_REVIEWER, Role.CASHIER, Role.OPERATIONS_REVIEWER])
    refund = asked()
    reviewer = Actor(ActorKind.MEMBER, REVIEWER.id, "the reviewer with more rights", all_rights)
    with pytest.raises(SamePerson):
        approve_refund(refund, by=reviewer, at=LATER)
    both = Actor(ActorKind.MEMBER, 77, "finance and cashier", all_rights)
    approve_refund(refund, by=both, at=LATER)
    with pytest.raises(SamePerson):
        pay_refund(refund, SENT, by=both, at=LATER)
    assert Payout.objects.count() == 0


def test_without_the_right_nobody_approves_or_pays() -> None:
    refund = asked()
    with pytest.raises(NotAllowed):
        approve_refund(refund, by=CASHIER, at=LATER)
    approve_refund(refund, by=FINANCE, at=LATER)
    with pytest.raises(NotAllowed):
        pay_refund(refund, SENT, by=FINANCE, at=LATER)
    assert Payout.objects.count() == 0
