"""The palette under fast fingers and scanners."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from aftercare.org.roles import Role
from tests.browser.conftest import SignIn
from tests.factories.people import MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_enter_never_opens_what_fitted_earlier_letters(page: Page, sign_in: SignIn) -> None:
    place = scene(window_days=None)
    first, second = (applied(place, order(place), 1, 1, at=MONDAY + timedelta(minutes=one)) for one in (0, 1))
    sign_in(page, member(Role.OPERATIONS_REVIEWER))
    page.goto("/returns/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Command")
    box.fill(first.number)
    expect(page.locator("#palette-list").get_by_role("option").first).to_contain_text(first.number)
    box.fill(second.number)
    box.press("Enter")
    page.wait_for_url(f"**/returns/{second.number}/")


def test_one_escape_closes_the_palette(page: Page, sign_in: SignIn) -> None:
    sign_in(page, member(Role.OPERATIONS_REVIEWER))
    page.goto("/returns/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Command").fill("something")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
