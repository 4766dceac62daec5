"""The API's documentation page in a real browser: no script of others, no complaint of the content policy."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_in_both, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = json.loads((Path(__file__).parent.parent / "api" / "openapi.json").read_text())["paths"]
OPERATIONS = sum(len(ways) for ways in PATHS.values())
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > innerWidth"


def test_every_operation_can_be_reached_and_read(page: Page) -> None:
    page.goto("/api/v1/docs")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aftercare API, version 1")
    expect(page.locator(".operation .address")).to_have_count(OPERATIONS)
    page.get_by_role("navigation").get_by_role("link", name="Record the payout").click()
    expect(page).to_have_url(re.compile("#moves_pay$"))
    expect(page.get_by_role("heading", name="Record the payout")).to_be_in_viewport()
    page.locator("#moves_pay").get_by_role("link", name="PayIn").click()
    expect(page.get_by_role("heading", name="PayIn")).to_be_in_viewport()
    # One of a hundred operations of the same shape; to take the others in costs axe ten seconds.
    page.evaluate("document.querySelectorAll('.operation ~ .operation').forEach(one => one.remove())")
    axe_in_both(page)
    screenshot(page, "api-handbook")


def test_it_fits_a_phone(phone: Page) -> None:
    phone.goto("/api/v1/docs")
    expect(phone.get_by_role("heading", name="Push an order", exact=True)).to_be_visible()
    assert not phone.evaluate(WIDER_THAN_WINDOW)
