"""Approve, send back, pay: each once, by the right person, in the version he saw."""

import pytest
from django.urls import reverse

from aftercare.billing.models import Payout, Refund
from aftercare.billing.terms import RefundState
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.terms import State
from tests.factories.shop import scene
from tests.web.finance.stories import paid, payable, someone, to_approve

pytestmark = pytest.mark.django_db


def state_of(refund: Refund) -> tuple[str, int]:
    """State and version as the database has them."""
    return Refund.objects.values_list("state", "version").get(pk=refund.pk)


def url(name: str, refund: Refund) -> str:
    """An address of the finance desk about a refund."""
    return reverse(f"finance-{name}", args=[refund.number])


@pytest.mark.shows("RET-43", "RET-45")
def test_finance_approves_and_the_cashier_pays() -> None:
    refund = to_approve(scene(), 2, 1)
    finance, cashier = someone(Role.FINANCE_REVIEWER), someone(Role.CASHIER)
    answer = finance.post(url("approve", refund), {"version": refund.version})
    assert (answer.status_code, answer["Location"]) == (302, url("detail", refund))
    refund.refresh_from_db()
    assert (refund.state, refund.approved_by_name) == (RefundState.TO_PAY, "Finance_Reviewer")

    answer = cashier.post(
        url("pay", refund), {"version": refund.version, "method": "bank", "reference": " BACS  7741 "}
    )
    assert (answer.status_code, answer["Location"]) == (302, url("detail", refund))
    payout = Payout.objects.get()
    assert (payout.refund_id, payout.amount_minor, payout.method, payout.reference, payout.paid_by_name) == (
        refund.pk, 152700, "bank", "BACS 7741", "Cashier",
    )  # fmt: skip
    assert Return.objects.get(case=refund.case_id).state == State.COMPLETED
    page = cashier.get(url("detail", refund)).content.decode()
    assert "BACS 7741" in page
    assert "£1,527.00" in page


@pytest.mark.shows("RET-44", "RET-60", "PAG-21")
def test_finance_sends_back_with_a_reason_and_operations_has_it_again() -> None:
    refund = to_approve(scene())
    finance = someone(Role.FINANCE_REVIEWER)
    assert finance.get(url("send-back", refund)).status_code == 200
    said = {"version": refund.version, "reason": "The amount does not match the receipt."}
    answer = finance.post(url("send-back", refund), said)
    assert (answer.status_code, answer["Location"]) == (302, url("detail", refund))
    returning = Return.objects.get(case=refund.case_id)
    assert (state_of(refund)[0], returning.state) == (RefundState.SENT_BACK, State.REVIEW_AGAIN)
    assert returning.send_back_reason == "The amount does not match the receipt."
    assert "The amount does not match the receipt." in finance.get(url("detail", refund)).content.decode()


def test_sending_back_without_a_reason_is_refused_beside_the_field() -> None:
    refund = to_approve(scene())
    finance = someone(Role.FINANCE_REVIEWER)
    before, entries = state_of(refund), Entry.objects.count()
    answer = finance.post(url("send-back", refund), {"version": refund.version, "reason": "  "})
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == ["This field is required."]
    assert (state_of(refund), Entry.objects.count()) == (before, entries)


@pytest.mark.parametrize("version", ["99", "", "x", "-1", "9999999999"])
def test_a_page_that_was_overtaken_decides_nothing(version: str) -> None:
    refund = to_approve(scene())
    finance = someone(Role.FINANCE_REVIEWER)
    before, entries = state_of(refund), Entry.objects.count()
    answer = finance.post(url("approve", refund), {"version": version})
    assert answer.status_code == 409
    assert (state_of(refund), Entry.objects.count()) == (before, entries)


def test_paying_from_a_page_that_was_overtaken_is_refused() -> None:
    refund = payable(scene())
    before = state_of(refund)
    said = {"version": refund.version - 1, "method": "bank", "reference": "BACS 1"}
    answer = someone(Role.CASHIER).post(url("pay", refund), said)
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.content.decode()
    assert (state_of(refund), Payout.objects.count()) == (before, 0)


def test_the_same_reference_pays_once_and_the_sentence_stands_beside_it() -> None:
    place = scene()
    paid(place, "BACS 1")
    refund = payable(place)
    before = state_of(refund)
    said = {"version": refund.version, "method": "bank", "reference": "BACS 1"}
    answer = someone(Role.CASHIER).post(url("pay", refund), said)
    assert answer.status_code == 409
    assert answer.context["form"].errors["reference"] == ["Another payout carries the reference “BACS 1”."]
    assert 'value="BACS 1"' in answer.content.decode()
    assert (state_of(refund), Payout.objects.count()) == (before, 1)


@pytest.mark.parametrize("said", [{"reference": ""}, {"method": "magic"}, {"reference": "x" * 81}])
def test_an_incomplete_payout_is_not_recorded(said: dict[str, str]) -> None:
    refund = payable(scene())
    before = state_of(refund)
    answer = someone(Role.CASHIER).post(
        url("pay", refund), {"version": refund.version, "method": "bank", "reference": "BACS 1", **said}
    )
    assert answer.status_code == 422
    assert (state_of(refund), Payout.objects.count()) == (before, 0)


def test_paying_again_is_refused() -> None:
    refund = paid(scene(), "BACS 1")
    answer = someone(Role.CASHIER).post(
        url("pay", refund), {"version": refund.version, "method": "bank", "reference": "BACS 2"}
    )
    assert answer.status_code == 409
    assert list(Payout.objects.values_list("reference", flat=True)) == ["BACS 1"]
