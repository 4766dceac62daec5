"""Every address of the finance desk, for every role: a page, a refusal, or nothing there."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Payout, Refund
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from tests.factories.shop import scene
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db
SEERS = {Role.FINANCE_REVIEWER, Role.CASHIER, Role.MANAGER, Role.AUDITOR, Role.MERCHANT}
PAY = {"version": 1, "method": "bank", "reference": "BACS 1"}


def entering(role: Role) -> tuple[Client, Refund]:
    """Somebody of the role, who has the merchant when he is confined to one, and a refund to approve."""
    place = scene()
    refund = to_approve(place)
    return someone(role, merchants=(place.merchant,) if role == Role.MERCHANT else ()), refund


@pytest.mark.parametrize("role", list(Role))
def test_list_and_refund_are_for_those_who_see_refunds(role: Role) -> None:
    client, refund = entering(role)
    expected = 200 if role in SEERS else 403
    assert client.get(reverse("finance-list")).status_code == expected
    assert client.get(reverse("finance-detail", args=[refund.number])).status_code == expected
    assert client.get(reverse("finance-detail", args=["RT-0000-000000"])).status_code == (404 if role in SEERS else 403)


@pytest.mark.parametrize("role", list(Role))
def test_deciding_is_for_finance_alone(role: Role) -> None:
    client, refund = entering(role)
    entries = Entry.objects.count()
    right = role == Role.FINANCE_REVIEWER
    back = reverse("finance-send-back", args=[refund.number])
    assert client.get(reverse("finance-batch")).status_code == (200 if right else 403)
    assert client.get(back).status_code == (200 if right else 403)
    if right:
        return
    refused = [
        client.post(reverse("finance-batch"), {"pick": f"{refund.pk}:{refund.version}"}),
        client.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version}),
        client.post(back, {"version": refund.version, "reason": "No"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    refund.refresh_from_db()
    assert (refund.state, Entry.objects.count()) == ("to_approve", entries)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASHIER])
def test_paying_is_for_the_cashier_alone(role: Role) -> None:
    place = scene()
    refund = payable(place)
    client = someone(role, merchants=(place.merchant,) if role == Role.MERCHANT else ())
    answer = client.post(reverse("finance-pay", args=[refund.number]), {**PAY, "version": refund.version})
    refund.refresh_from_db()
    assert (answer.status_code, refund.state, Payout.objects.count()) == (403, "to_pay", 0)


def test_a_visitor_is_asked_to_sign_in_and_changes_nothing() -> None:
    refund = to_approve(scene())
    visitor = Client()
    for name in ("approve", "send-back", "pay"):
        answer = visitor.post(reverse(f"finance-{name}", args=[refund.number]), {"version": 1})
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert visitor.get(reverse("finance-list"))["Location"] == f"{reverse('account_login')}?next=%2Ffinance%2F"
    refund.refresh_from_db()
    assert refund.state == "to_approve"


@pytest.mark.parametrize("name", ["approve", "pay"])
def test_acts_take_a_post(name: str) -> None:
    client, refund = entering(Role.FINANCE_REVIEWER)
    assert client.get(reverse(f"finance-{name}", args=[refund.number])).status_code == 405


def test_forged_forms_are_refused() -> None:
    place = scene()
    refund = to_approve(place)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = someone(Role.FINANCE_REVIEWER).cookies
    answer = strict.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version})
    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (403, "to_approve")
