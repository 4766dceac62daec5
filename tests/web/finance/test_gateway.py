"""The refund's page while a gateway has it: what it said, and a next step for every state."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Gateway, Payout, PayoutOrder, Refund
from aftercare.billing.terms import OrderState, RefundState
from aftercare.journal.models import Entry
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from tests.factories.shop import order, scene
from tests.factories.stories import to_pay
from tests.gateways import bank as manners
from tests.gateways.bank import SECRET, Bank, open_bank
from tests.gateways.stories import LATER, with_gateway, work
from tests.web.finance.stories import payable, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A bank that refuses, until a test tells it otherwise."""
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)
    with open_bank(manners.refuses) as found:
        yield found


def refused(bank: Bank) -> tuple[Refund, PayoutOrder]:
    """A refund that the gateway did not want to pay."""
    place, gateway = with_gateway(bank)
    refund = to_pay(place, order(place), 1)
    work(gateway, LATER)
    return refund, PayoutOrder.objects.get()


def url(name: str, refund: Refund) -> str:
    """An address about the refund."""
    return reverse(f"finance-{name}", args=[refund.number])


def press(client: Client, name: str, refund: Refund, **said: object) -> int:
    """Press a button of the gateway's card."""
    version = PayoutOrder.objects.latest("pk").version
    return client.post(url(f"gateway-{name}", refund), {"version": version, **said}).status_code


def test_a_refusal_stands_on_the_page_with_its_next_steps(bank: Bank) -> None:
    refund, _order = refused(bank)
    text = someone(Role.CASHIER).get(url("detail", refund)).content.decode()
    for told in ("The account is closed.", "Try again", "Correct…", "Pay another way…", "HTTP 422"):
        assert told in text
    assert "Cashier&#x27;s turn" in text
    auditor = someone(Role.AUDITOR).get(url("detail", refund)).content.decode()
    assert ("The account is closed." in auditor, url("gateway-again", refund) in auditor) == (True, False)


def test_the_list_shows_what_the_gateway_has(bank: Bank) -> None:
    refund, _order = refused(bank)
    page = someone(Role.CASHIER).get(reverse("finance-list"), {"state": "at_gateway"})
    assert [row.refund.number for row in page.context["rows"]] == [refund.number]
    assert "Refused by the gateway" in page.content.decode()
    assert [tab.count for tab in page.context["tabs"]] == ["0", "0", "1", "0", "0"]


def test_tried_again_it_is_paid(bank: Bank) -> None:
    refund, payout_order = refused(bank)
    cashier = someone(Role.CASHIER)
    bank.manner = manners.pays
    assert press(cashier, "again", refund) == 302
    work(payout_order.gateway, LATER + timedelta(days=999))
    page = cashier.get(url("detail", refund)).content.decode()
    assert ("GW-1" in page, "Payout gateway" in page) == (True, True)
    assert Payout.objects.get().method == "gateway"


def test_paid_in_another_way_after_the_gateway_said_it_has_not_paid(bank: Bank) -> None:
    refund, payout_order = refused(bank)
    cashier = someone(Role.CASHIER)
    assert cashier.get(url("gateway-withdraw", refund)).status_code == 200
    assert press(cashier, "withdraw", refund) == 302
    payout_order.refresh_from_db()
    assert payout_order.state == OrderState.WITHDRAWING
    work(payout_order.gateway, LATER + timedelta(days=999))
    refund.refresh_from_db()
    assert refund.state == RefundState.TO_PAY
    answer = cashier.post(url("pay", refund), {"version": refund.version, "method": "bank", "reference": "B1"})
    assert (answer.status_code, Payout.objects.get().method) == (302, "bank")


def test_corrected_it_is_ordered_anew(bank: Bank) -> None:
    refund, payout_order = refused(bank)
    cashier = someone(Role.CASHIER)
    assert press(cashier, "correct", refund, payee="  ") == 422
    assert press(cashier, "correct", refund, payee="PAY-9") == 302
    bank.manner = manners.pays
    work(payout_order.gateway, LATER + timedelta(days=999))
    assert PayoutOrder.objects.latest("pk").payee == "PAY-9"
    refund.refresh_from_db()
    assert refund.state == RefundState.PAID


def test_a_difference_is_cleared_with_words(bank: Bank) -> None:
    bank.manner = manners.pays_less
    refund, _order = refused(bank)
    cashier = someone(Role.CASHIER)
    text = cashier.get(url("detail", refund)).content.decode()
    assert ("£698.00" in text, "What the gateway says does not fit." in text) == (True, True)
    assert press(cashier, "withdraw", refund) == 409
    assert press(cashier, "settle", refund, reference="GW-1", note="") == 422
    assert Payout.objects.count() == 0
    assert press(cashier, "settle", refund, reference="GW-1", note="They sent the rest as GW-1b") == 302
    assert Payout.objects.get().reference == "GW-1"


def test_left_with_the_gateway_after_all(bank: Bank) -> None:
    bank.manner = manners.breaks
    refund, payout_order = refused(bank)
    cashier = someone(Role.CASHIER)
    press(cashier, "withdraw", refund)
    assert press(cashier, "keep", refund) == 302
    payout_order.refresh_from_db()
    assert payout_order.state == OrderState.UNCLEAR


def test_a_refund_of_the_cashiers_list_can_be_given_to_the_gateway(bank: Bank) -> None:
    place = scene()
    refund = payable(place)
    cashier = someone(Role.CASHIER)
    assert "Let the gateway pay" not in cashier.get(url("detail", refund)).content.decode()
    assert cashier.post(url("gateway", refund), {"version": refund.version}).status_code == 422
    set_for(place.merchant, bank)
    assert "Let the gateway pay" in cashier.get(url("detail", refund)).content.decode()
    assert cashier.post(url("gateway", refund), {"version": refund.version}).status_code == 302
    assert PayoutOrder.objects.get().state == OrderState.DUE


def set_for(merchant: Merchant, bank: Bank) -> None:
    """As the settings page does it."""
    admin = someone(Role.ADMINISTRATOR)
    said = {"kind": "http", "url": bank.url, "secret": SECRET, "timeout_seconds": 5, "is_enabled": "on"}
    assert admin.post(reverse("settings-gateway", args=[merchant.pk]), said).status_code == 302


def test_a_page_that_was_overtaken_decides_nothing(bank: Bank) -> None:
    refund, payout_order = refused(bank)
    cashier = someone(Role.CASHIER)
    entries = Entry.objects.count()
    for name in ("again", "withdraw", "correct"):
        answer = cashier.post(url(f"gateway-{name}", refund), {"version": 99, "payee": "x"})
        assert answer.status_code == 409
    payout_order.refresh_from_db()
    assert (payout_order.state, Entry.objects.count()) == (OrderState.FAILED, entries)


def test_the_secret_is_kept_sealed_and_never_told(bank: Bank) -> None:
    place = scene()
    set_for(place.merchant, bank)
    gateway = Gateway.objects.get()
    assert SECRET not in gateway.sealed_secret
    admin = someone(Role.ADMINISTRATOR, email="second@example.com")
    pages = [admin.get(reverse("settings-gateways")), admin.get(reverse("settings-gateway", args=[place.merchant.pk]))]
    assert [SECRET in page.content.decode() for page in pages] == [False, False]
    entry = Entry.objects.get(kind="billing.gateway.set")
    assert (SECRET in str(entry.after), entry.after["secret_changed"], entry.after["url"]) == (False, True, bank.url)
    manager = someone(Role.MANAGER)
    assert "Payout gateway changed" in manager.get(reverse("settings-journal")).content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"url": "http://pay.example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": ""}, "url"),
        ({"secret": ""}, "secret"),
        ({"secret": "short"}, "secret"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
    ],
)
def test_a_gateway_that_cannot_be_is_refused_beside_the_field(said: dict[str, object], field: str) -> None:
    right = {"kind": "http", "url": "https://pay.example.com/v1", "secret": SECRET, "timeout_seconds": 5}
    admin = someone(Role.ADMINISTRATOR)
    answer = admin.post(reverse("settings-gateway-default"), {**right, **said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Gateway.objects.count() == 0
    assert admin.post(reverse("settings-gateway-default"), right).status_code == 302
    assert Gateway.objects.get().merchant is None


def test_one_gateway_for_all_and_another_for_one(bank: Bank) -> None:
    admin, one, other = someone(Role.ADMINISTRATOR), scene("kestrel"), scene("northlight")
    said = {"kind": "http", "url": bank.url, "secret": SECRET, "timeout_seconds": 5, "is_enabled": "on"}
    admin.post(reverse("settings-gateway-default"), said)
    admin.post(reverse("settings-gateway", args=[other.merchant.pk]), {"kind": "cashier", "timeout_seconds": 5})
    assert to_pay(one, order(one), 1).state == RefundState.AT_GATEWAY
    assert to_pay(other, order(other), 1).state == RefundState.TO_PAY
    rows = admin.get(reverse("settings-gateways")).context["rows"]
    assert [(row.name, row.own) for row in rows] == [("Kestrel", False), ("Northlight", True)]
    answer = admin.post(reverse("settings-gateway-default"), {"kind": "cashier", "timeout_seconds": 5})
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["kind"]), "a payment is still there"
