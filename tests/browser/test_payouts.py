"""Payouts in a browser: several recorded at once, what a gateway said, what the bank says."""

import pytest
from playwright.sync_api import Page, expect

from aftercare.billing.commands.statements import import_statement
from aftercare.billing.models import Gateway, Payout, PayoutOrder
from aftercare.billing.terms import OrderState
from aftercare.org.roles import Role
from tests.browser.conftest import SignIn, axe, axe_in_both, screenshot
from tests.factories.people import FINANCE, MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import to_pay
from tests.web.finance.stories import paid, payable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_several_payments_are_recorded_with_one_press(page: Page, sign_in: SignIn, complaints: list[str]) -> None:
    place = scene()
    first, second = payable(place, 1), payable(place, 2)
    sign_in(page, member(Role.CASHIER))
    page.goto("/finance/")
    page.get_by_label(f"Select {first.number}").check()
    page.get_by_label(f"Select {second.number}").check()
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Record 2 payouts")
    expect(dialog.locator(".sums")).to_have_text("£2,097.00")
    dialog.get_by_role("button", name="Record 2 payouts").click()
    expect(dialog).to_contain_text("Enter a reference beside each row, or a pattern for all.")
    complaints.clear()  # the browser notes the answer 422 on its console
    axe(page)
    dialog.get_by_label("Reference for all").fill("RUN7-{n}")
    dialog.get_by_label(f"Reference of {second.number}").fill("FT 99")
    dialog.get_by_role("button", name="Record 2 payouts").click()
    expect(dialog).to_contain_text("2 payouts recorded")
    axe(page)
    screenshot(page, "payouts-recorded")
    assert dict(Payout.objects.values_list("refund", "reference")) == {first.pk: "RUN7-1", second.pk: "FT 99"}


def test_what_gateway_and_bank_say_is_accessible(page: Page, sign_in: SignIn) -> None:
    place = scene()
    Gateway.objects.create(kind="http", url="https://pay.example.com/v1", sealed_secret="sealed")
    refunds = [to_pay(place, order(place), 1) for _n in range(3)]
    states = (OrderState.FAILED, OrderState.DIFFERS, OrderState.UNCLEAR)
    for refund, state in zip(refunds, states, strict=True):
        ended = {} if state == OrderState.UNCLEAR else {"next_look_at": None}
        PayoutOrder.objects.filter(refund=refund).update(state=state, said="The account is closed.", **ended)
    Gateway.objects.update(is_enabled=False)
    paid(place, "BACS 1")
    lines = "2026-03-05,BACS 1,1.00,GBP,out,Less\n2026-03-05,RENT,9.00,GBP,out,March"
    import_statement(
        f"date,reference,amount,currency,direction,text\n{lines}".encode(), "march.csv", by=FINANCE, at=MONDAY
    )
    sign_in(page, member(Role.CASHIER))
    for refund, state in zip(refunds, states, strict=True):
        page.goto(f"/finance/{refund.number}/")
        axe_in_both(page)
        screenshot(page, f"gateway-{state}")
    page.goto("/finance/?state=at_gateway")
    axe_in_both(page)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    page.goto("/finance/statements/")
    page.get_by_role("link", name="Settle…").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("What it was")
    axe(page)
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/payouts/")
    axe(page)
