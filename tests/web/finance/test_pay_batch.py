"""Several payments at once: count and sum repeated, one press, each under its own reference and version."""

import csv
import io

import pytest
from django.urls import reverse

from aftercare.billing.models import Payout, Refund
from aftercare.billing.terms import RefundState
from aftercare.flow.settlement import approve_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.members import add_member
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.terms import State
from tests.factories.people import FINANCE, MONDAY
from tests.factories.shop import scene
from tests.returns.test_gifts import ask, bought, taken
from tests.returns.test_gifts import place as law_place
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db
URL = reverse("finance-pay-batch")


def picks(*refunds: Refund) -> list[str]:
    """As the question repeats them."""
    return [f"{refund.pk}:{refund.version}" for refund in refunds]


def test_the_question_repeats_count_and_sum_per_currency() -> None:
    place = scene()
    first, second, third = payable(place, 1), payable(place, 2), payable(place, 1, 1)
    Refund.objects.filter(pk=third.pk).update(currency="EUR")
    page = someone(Role.CASHIER).get(URL, {"pick": [first.pk, second.pk, third.pk]})
    assert [(one.currency, one.minor) for one in page.context["sums"]] == [("EUR", 82800), ("GBP", 209700)]
    text = page.content.decode()
    assert "Record 3 payouts" in text
    for refund in (first, second, third):
        assert f'value="{refund.pk}:{refund.version}"' in text


def test_one_press_records_all_by_pattern_and_by_row() -> None:
    place = scene()
    first, second, third = payable(place), payable(place), payable(place)
    said = {
        "pick": picks(first, second, third), "method": "bank", "pattern": "RUN7/{n} {number}",
        f"reference-{second.pk}": " FT  99 ",
    }  # fmt: skip
    answer = someone(Role.CASHIER).post(URL, said)
    assert (answer.status_code, [one.number for one in answer.context["done"]]) == (
        200, [first.number, second.number, third.number],
    )  # fmt: skip
    assert dict(Payout.objects.values_list("refund", "reference")) == {
        first.pk: f"RUN7/1 {first.number}", second.pk: "FT 99", third.pk: f"RUN7/3 {third.number}",
    }  # fmt: skip
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.PAID}
    assert set(Return.objects.values_list("state", flat=True)) == {State.COMPLETED}


def test_what_is_refused_is_told_and_stops_no_other() -> None:
    place = scene()
    stale, same, good, waiting = payable(place), payable(place), payable(place), to_approve(place)
    said = {
        "pick": [f"{stale.pk}:77", *picks(same, good, waiting)], "method": "bank", "pattern": "{number}",
        f"reference-{same.pk}": "ONE", f"reference-{good.pk}": "ONE",
    }  # fmt: skip
    answer = someone(Role.CASHIER).post(URL, said)
    assert [one.number for one in answer.context["done"]] == [same.number]
    reasons = {one.refund.number: one.reason for one in answer.context["left_out"]}
    assert set(reasons) == {stale.number, good.number, waiting.number}
    assert "changed meanwhile" in reasons[stale.number]
    assert reasons[good.number] == "Another payout carries the reference “ONE”."
    assert Payout.objects.count() == 1
    assert Refund.objects.get(pk=good.pk).state == RefundState.TO_PAY


@pytest.mark.parametrize("pattern", ["", "the same for all"])
def test_every_payment_needs_a_reference_of_its_own(pattern: str) -> None:
    place = scene()
    first, second = payable(place), payable(place)
    cashier = someone(Role.CASHIER)
    entries = Entry.objects.count()
    answer = cashier.post(URL, {"pick": picks(first, second), "method": "bank", "pattern": pattern})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["pattern"])
    assert f'value="{first.pk}:{first.version}"' in answer.content.decode(), "what was picked is kept"
    assert (Payout.objects.count(), Entry.objects.count()) == (0, entries)


def test_a_second_press_pays_nothing_twice() -> None:
    refund = payable(scene())
    cashier, said = someone(Role.CASHIER), {"pick": picks(refund), "method": "bank", "pattern": "R1"}
    assert len(cashier.post(URL, said).context["done"]) == 1
    entries = Entry.objects.count()
    assert cashier.post(URL, said).context["done"] == []
    assert (Payout.objects.count(), Entry.objects.count()) == (1, entries)


def test_who_approved_does_not_pay() -> None:
    refund = to_approve(scene())
    both = [Role.FINANCE_REVIEWER, Role.CASHIER]
    add_member("both@example.com", name="Both", roles=both, password="a long password", by=SYSTEM, at=MONDAY)
    client = someone(Role.AUDITOR)
    client.force_login(Member.objects.get(email="both@example.com"))
    client.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version})
    refund.refresh_from_db()
    page = client.get(URL, {"pick": [refund.pk]})
    assert (page.context["ready"], len(page.context["left_out"])) == ([], 1)
    assert "You approved this refund" in page.content.decode()
    answer = client.post(URL, {"pick": picks(refund), "method": "bank", "pattern": "R1"})
    assert (answer.context["done"], Payout.objects.count()) == ([], 0)


@pytest.mark.parametrize("pick", ["", "x:y", "1", "-1:1", "9" * 40 + ":1", "999999999:1"])
def test_nonsense_picks_nothing(pick: str) -> None:
    refund = payable(scene())
    answer = someone(Role.CASHIER).post(URL, {"pick": [pick], "method": "bank", "pattern": "R"})
    assert (answer.status_code, answer.context["done"], answer.context["left_out"]) == (200, [], [])
    refund.refresh_from_db()
    assert refund.state == RefundState.TO_PAY


def test_the_bank_file_holds_what_waits_for_the_cashier() -> None:
    place = scene()
    first, second, _other = payable(place, 1), payable(place, 2), to_approve(place)
    Refund.objects.filter(pk=second.pk).update(order_number="=cmd|x", currency="JPY", total_minor=1400)
    cashier = someone(Role.CASHIER)
    answer = cashier.get(reverse("finance-bank-file"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")
    assert list(csv.reader(io.StringIO(answer.content.decode()))) == [
        ["amount", "currency", "payee_reference", "our_reference"],
        ["699.00", "GBP", first.order_number, first.number],
        ["1400", "JPY", "'=cmd|x", second.number],
    ]
    picked = cashier.get(reverse("finance-bank-file"), {"pick": [str(first.pk), "x"]}).content.decode()
    assert (first.number in picked, second.number in picked) == (True, False)
    filtered = cashier.get(reverse("finance-bank-file"), {"number": second.number}).content.decode()
    assert (first.number in filtered, second.number in filtered) == (False, True)


def test_another_way_than_it_was_paid_is_agreed_beside_each_refund_that_a_law_binds() -> None:
    law = law_place()
    agreed, silent = (taken(law, ask(law, bought(law), 2, 2)) for _n in range(2))
    free = taken(law, ask(law, bought(law), 2, 2, days=9))
    refunds = [
        approve_refund(Refund.objects.get(case=one.case_id), by=FINANCE, at=MONDAY) for one in (agreed, silent, free)
    ]
    cashier = someone(Role.CASHIER)
    text = cashier.get(URL, {"pick": [one.pk for one in refunds]}).content.decode()
    assert [f'name="consent-{one.pk}"' in text for one in refunds] == [True, True, False]
    said = {"pick": picks(*refunds), "method": "bank", "pattern": "{number}", f"consent-{refunds[0].pk}": "By phone."}
    answer = cashier.post(URL, said)
    assert [one.number for one in answer.context["done"]] == [refunds[0].number, refunds[2].number]
    (left,) = answer.context["left_out"]
    assert left.reason == "By law the money goes back as it was paid. Note how the buyer agreed to another way."
    assert dict(Payout.objects.values_list("refund", "consent")) == {refunds[0].pk: "By phone.", refunds[2].pk: ""}
