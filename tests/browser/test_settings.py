"""The settings in a browser: dialogs, dragging, and the secret that is seen once."""

import pytest
from playwright.sync_api import Page, expect

from aftercare.catalog.commands import add_reason
from aftercare.catalog.queries import reasons
from aftercare.kernel.actor import SYSTEM
from aftercare.org.models import ApiKey
from aftercare.org.roles import Role
from tests.browser.conftest import Open, SignIn, axe, screenshot
from tests.factories.people import MONDAY, member
from tests.factories.shop import scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
KIND = "return_refund"


def words() -> list[str]:
    """The reasons in their order."""
    return [str(reason) for reason in reasons(KIND)]


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/settings/reasons/", "Add reason…"), ("/settings/merchants/", "Add merchant…"),
        ("/settings/addresses/", "Add address…"), ("/settings/members/", "Add member…"),
    ],
)  # fmt: skip
def test_dialogs_are_accessible_and_keep_what_was_typed(page: Page, sign_in: SignIn, address: str, button: str) -> None:
    scene()
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto(address)
    page.get_by_role("link", name=button).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.locator("form").evaluate("form => form.noValidate = true")
    dialog.locator("input:not([type=hidden], [type=checkbox])").last.fill("例子")
    dialog.locator(".foot .btn:not([data-close])").click()
    expect(dialog.locator(".err").first).to_be_visible()
    expect(dialog.locator("input:not([type=hidden], [type=checkbox])").last).to_have_value("例子")
    axe(page)


@pytest.mark.shows("PAG-23")
def test_reasons_are_dragged_into_order(page: Page, sign_in: SignIn) -> None:
    for word in ("One", "Two", "Three"):
        add_reason(KIND, {"en": word}, by=SYSTEM, at=MONDAY)
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/reasons/")
    rows = page.locator("tbody tr")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 300, "y": 3})
    expect(page.get_by_role("status")).to_contain_text("The order is saved.")
    assert words() == ["Three", "One", "Two"]


@pytest.mark.shows("PAG-23")
def test_reasons_are_ordered_hidden_and_deleted_without_any_script(open_page: Open, sign_in: SignIn) -> None:
    for word in ("One", "Two"):
        add_reason(KIND, {"en": word}, by=SYSTEM, at=MONDAY)
    page = open_page(java_script_enabled=False)
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/reasons/")
    page.get_by_role("button", name="Move “Two” up").click()
    assert words() == ["Two", "One"]
    page.get_by_role("button", name="Hide Two").click()
    expect(page.locator("tbody tr").first).to_contain_text("Hidden")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody tr").first).to_contain_text("Shown")
    page.get_by_role("link", name="Delete… One").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert words() == ["Two"]


def test_a_key_s_secret_is_seen_once(page: Page, sign_in: SignIn) -> None:
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/keys/")
    page.keyboard.press("n")
    page.get_by_label("Name").fill("Web shop")
    page.get_by_label("Push orders from a shop").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("main")).to_contain_text("Copy the secret now")
    secret = page.locator("[data-copy]").get_attribute("data-copy")
    axe(page)
    screenshot(page, "settings-key-made")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("main")).to_contain_text("Web shop")
    assert secret
    assert secret not in page.content()
    assert ApiKey.objects.get().scopes == ["orders.push"]


def test_changing_oneself_is_refused_beside_the_roles(page: Page, sign_in: SignIn) -> None:
    who = member(Role.ADMINISTRATOR)
    sign_in(page, who)
    page.goto("/settings/members/")
    page.get_by_role("link", name="Administrator").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Administrator").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".err")).to_contain_text("You cannot take away your own access")
    axe(page)
    who.refresh_from_db()
    assert who.roles == ["administrator"]
