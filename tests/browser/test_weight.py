"""The list is light on its first visit, and nothing in it jumps while it appears."""

import gzip
import json
from typing import Any

import pytest
from playwright.sync_api import Page

from aftercare.org.roles import Role
from tests.browser.conftest import PHONE, Open, SignIn
from tests.factories.people import member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 150_000
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
PARTS = """
JSON.stringify({
  page: performance.getEntriesByType("navigation")[0].encodedBodySize,
  parts: performance.getEntriesByType("resource").map((entry) => entry.name.split("?")[0]),
})
"""


@pytest.fixture
def fifty() -> None:
    """A full page of returns."""
    place = scene()
    for n in range(51):
        applied(place, order(place, account=f"buyer-{n}"), 1)


def visit(page: Page, sign_in: SignIn) -> Page:
    """The list for the first time, until it is at rest."""
    sign_in(page, member(Role.AGENT))
    page.add_init_script(SHIFTS)
    page.goto("/returns/")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.usefixtures("fifty")
def test_page_styles_and_scripts_together_are_below_150_kb_compressed(open_page: Open, sign_in: SignIn) -> None:
    page = visit(open_page(), sign_in)
    told: dict[str, Any] = json.loads(page.evaluate(PARTS))
    files = {name for name in told["parts"] if name.endswith((".css", ".js"))}
    assert len(files) >= 10
    # The tests' server does not compress files; the real one serves them as `prepare` has compressed them.
    sizes = {name: len(gzip.compress(page.request.get(name).body(), 9)) for name in files}
    assert 0 < told["page"] < 20_000
    assert told["page"] + sum(sizes.values()) < MOST_BYTES, sizes


@pytest.mark.usefixtures("fifty")
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_nothing_jumps_while_the_list_appears(open_page: Open, sign_in: SignIn, device: dict[str, object]) -> None:
    page = visit(open_page(**device), sign_in)
    assert page.evaluate("window.shifts") == []
