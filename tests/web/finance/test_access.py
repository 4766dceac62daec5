"""Every address of the finance desk, for every role: a page, a refusal, or nothing there."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Payout, Refund
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from tests.factories.shop import Scene, scene
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db
SEERS = {Role.FINANCE_REVIEWER, Role.CASHIER, Role.MANAGER, Role.AUDITOR, Role.MERCHANT}
PAY = {"version": 1, "method": "bank", "reference": "BACS 1"}


@pytest.fixture(scope="module")
def place(whole_file: None) -> Scene:
    """A merchant with a shop."""
    return scene()


@pytest.fixture(scope="module")
def open_refund(place: Scene) -> Refund:
    """A refund to approve."""
    return to_approve(place)


@pytest.fixture(scope="module")
def open_payment(place: Scene) -> Refund:
    """A refund that finance said yes to."""
    return payable(place)


@pytest.fixture
def refund(open_refund: Refund, db: None) -> Refund:
    """The refund to approve as it stands now."""
    return Refund.objects.get(pk=open_refund.pk)


def entering(role: Role, place: Scene) -> Client:
    """Somebody of the role, who has the merchant when he is confined to one."""
    return someone(role, merchants=(place.merchant,) if role == Role.MERCHANT else ())


@pytest.mark.parametrize("role", list(Role))
def test_list_and_refund_are_for_those_who_see_refunds(role: Role, place: Scene, refund: Refund) -> None:
    client = entering(role, place)
    expected = 200 if role in SEERS else 403
    assert client.get(reverse("finance-list")).status_code == expected
    assert client.get(reverse("finance-detail", args=[refund.number])).status_code == expected
    assert client.get(reverse("finance-detail", args=["RT-0000-000000"])).status_code == (404 if role in SEERS else 403)


@pytest.mark.parametrize("role", list(Role))
def test_deciding_is_for_finance_alone(role: Role, place: Scene, refund: Refund) -> None:
    client = entering(role, place)
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
def test_paying_is_for_the_cashier_alone(role: Role, place: Scene, open_payment: Refund) -> None:
    refund, client = Refund.objects.get(pk=open_payment.pk), entering(role, place)
    answer = client.post(reverse("finance-pay", args=[refund.number]), {**PAY, "version": refund.version})
    refund.refresh_from_db()
    assert (answer.status_code, refund.state, Payout.objects.count()) == (403, "to_pay", 0)


def test_a_visitor_is_asked_to_sign_in_and_changes_nothing(refund: Refund) -> None:
    visitor = Client()
    for name in ("approve", "send-back", "pay"):
        answer = visitor.post(reverse(f"finance-{name}", args=[refund.number]), {"version": 1})
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert visitor.get(reverse("finance-list"))["Location"] == f"{reverse('account_login')}?next=%2Ffinance%2F"
    refund.refresh_from_db()
    assert refund.state == "to_approve"


@pytest.mark.parametrize("name", ["approve", "pay"])
def test_acts_take_a_post(name: str, place: Scene, refund: Refund) -> None:
    client = entering(Role.FINANCE_REVIEWER, place)
    assert client.get(reverse(f"finance-{name}", args=[refund.number])).status_code == 405


def test_forged_forms_are_refused(refund: Refund) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = someone(Role.FINANCE_REVIEWER).cookies
    answer = strict.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version})
    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (403, "to_approve")
