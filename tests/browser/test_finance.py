"""The finance desk in a browser: pick, see the sum, approve; send back; pay."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from aftercare.billing.models import Payout, Refund
from aftercare.org.roles import Role
from tests.browser.conftest import PHONE, Open, SignIn, axe, screenshot
from tests.factories.people import member
from tests.factories.shop import scene
from tests.web.finance.stories import paid, payable, to_approve

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def states() -> list[str]:
    """The refunds' states, oldest first."""
    return list(Refund.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.shows("PAG-19", "PAG-20")
def test_the_sum_stands_beside_the_table_while_picking(page: Page, sign_in: SignIn) -> None:
    place = scene()
    to_approve(place, 1), to_approve(place, 2), to_approve(place, 1, 1)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    page.goto("/finance/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-sum]")).to_have_text("£699.00")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-sum]")).to_have_text("£2,097.00")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Approve 2 refunds")
    expect(dialog).to_contain_text("£2,097.00")
    axe(page)
    dialog.get_by_role("button", name="Approve 2 refunds").click()
    expect(dialog).to_contain_text("2 refunds approved")
    axe(page)
    assert states() == ["to_pay", "to_pay", "to_approve"]
    dialog.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".grid tbody")).to_have_count(1)


def test_who_overtakes_is_told_for_each_refund(page: Page, sign_in: SignIn) -> None:
    place = scene()
    first, _second = to_approve(place, 1), to_approve(place, 2)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    page.goto("/finance/")
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="Approve selected…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Approve 2 refunds")
    Refund.objects.filter(pk=first.pk).update(version=9)
    dialog.get_by_role("button", name="Approve 2 refunds").click()
    expect(dialog).to_contain_text("1 refund approved")
    expect(dialog.get_by_role("alert")).to_contain_text(f"{first.number} was not approved.")
    assert states() == ["to_approve", "to_pay"]


def test_batch_works_without_any_script(open_page: Open, sign_in: SignIn) -> None:
    place = scene()
    to_approve(place, 1), to_approve(place, 2)
    page = open_page(java_script_enabled=False)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    page.goto("/finance/")
    for box in page.locator("[name=pick]").all():
        box.check()
    page.get_by_role("button", name="Approve selected…").click()
    expect(page.locator("main")).to_contain_text("£2,097.00")
    page.get_by_role("button", name="Approve 2 refunds").click()
    expect(page.locator("main")).to_contain_text("2 refunds approved")
    assert states() == ["to_pay", "to_pay"]


@pytest.mark.shows("RET-43", "RET-60")
def test_approving_by_the_printed_key_and_sending_back_by_dialog(page: Page, sign_in: SignIn) -> None:
    place = scene()
    first, second = to_approve(place, 1), to_approve(place, 2)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    page.goto(f"/finance/{first.number}/")
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text(f"{first.number} is approved. The cashier may pay £699.00.")
    page.keyboard.press("j")
    page.wait_for_url(f"**/finance/{second.number}/")
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("   ")
    dialog.get_by_role("button", name="Send back").click()
    expect(dialog.locator(".err")).to_be_visible()
    axe(page)
    dialog.get_by_label("Reason").fill("The amount does not match the receipt.")
    dialog.get_by_role("button", name="Send back").click()
    expect(page.get_by_role("status")).to_contain_text("went back to operations with your reason")
    assert states() == ["to_pay", "sent_back"]


@pytest.mark.shows("RET-45")
def test_the_cashier_records_the_payout_and_a_used_reference_stands_beside_the_field(
    page: Page, sign_in: SignIn
) -> None:
    place = scene()
    paid(place, "BACS 1")
    refund = payable(place, 2)
    sign_in(page, member(Role.CASHIER))
    page.goto("/finance/")
    page.get_by_role("link", name=refund.number).click()
    page.get_by_label("Bank transfer").check()
    page.get_by_label("Reference").fill("BACS 1")
    page.get_by_role("button", name="Record £1,398.00 as sent").click()
    expect(page.locator(".err")).to_contain_text("Another payout carries the reference “BACS 1”.")
    expect(page.get_by_label("Bank transfer")).to_be_checked()
    axe(page)
    page.get_by_label("Reference").fill("BACS 2")
    page.get_by_role("button", name="Record £1,398.00 as sent").click()
    expect(page.get_by_role("status")).to_contain_text("The payout of £1,398.00 is recorded")
    assert Payout.objects.filter(refund=refund, reference="BACS 2", method="bank").exists()
    screenshot(page, "refund-paid")


def test_the_desk_on_a_phone(open_page: Open, sign_in: SignIn) -> None:
    place = scene()
    refund = to_approve(place, 2, 1)
    page = open_page(**PHONE)
    sign_in(page, member(Role.FINANCE_REVIEWER))
    for name, address in (("list", "/finance/"), ("refund", f"/finance/{refund.number}/")):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"finance-phone-{name}")


def test_chinese_fits(page: Page, sign_in: SignIn, client: Client, live_server: LiveServer) -> None:
    place = scene()
    refund = to_approve(place, 2, 1)
    who = member(Role.FINANCE_REVIEWER)
    who.language = "zh-hans"
    who.save()
    sign_in(page, who)
    page.goto("/finance/")
    screenshot(page, "finance-zh")
    page.goto(f"/finance/{refund.number}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    screenshot(page, "refund-zh")
