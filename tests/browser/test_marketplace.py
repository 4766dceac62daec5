"""The marketplace desk in a browser: charts under the strict policy, and a dialog."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aftercare.cases.models import Intervention
from aftercare.cli.charting import take_out_charts
from aftercare.cli.demo.bulk import Pace, Told, write
from aftercare.org.roles import Role
from aftercare.reporting.commands.scoring import count_cases
from tests.browser.conftest import Open, SignIn, axe, axe_in_both, screenshot
from tests.factories.benchmarks import first_benchmarks
from tests.factories.people import member
from tests.factories.shop import Scene, scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def refunded(place: Scene) -> list[int]:
    """Refunds asked for over the last weeks, ever quicker; the ids of their cases."""
    pace, now = Pace((0.4, 0.8, 1.1, 0.3, 0.3, 0.1)), timezone.now()
    told = [Told(now - timedelta(days=60 - n), round((5 - n / 20) * 86_400), pace) for n in range(55)]
    ids = write(place.shop, told)
    count_cases(ids)
    return ids


@pytest.fixture
def shop(transactional_db: None) -> Scene:
    """A merchant with a score, and something to grade it against."""
    take_out_charts()
    first_benchmarks()
    place = scene()
    refunded(place)
    return place


def test_a_score_is_accessible_and_its_charts_are_drawn(page: Page, sign_in: SignIn, shop: Scene) -> None:
    sign_in(page, member(Role.MANAGER))
    page.goto(f"/marketplace/{shop.merchant.pk}/")
    expect(page.locator("[data-drawn] canvas")).to_have_count(3)
    screenshot(page, "marketplace-score")
    chart = page.get_by_role("img", name="Refund completion time")
    assert "average of the trade 3.29, platinum 2.55" in (chart.get_attribute("aria-label") or "")
    page.get_by_text("The charts as a table").click()
    expect(page.get_by_role("columnheader", name="platinum")).to_have_count(3)
    axe_in_both(page)


def test_pointing_at_a_chart_names_the_day_and_its_values(open_page: Open, sign_in: SignIn, shop: Scene) -> None:
    page = open_page()
    sign_in(page, member(Role.AUDITOR))
    page.goto(f"/marketplace/{shop.merchant.pk}/")
    canvas = page.locator("[data-drawn] canvas").first
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + 60)
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 60)
    tip = page.locator("#vg-tooltip-element.visible")
    expect(tip).to_contain_text("3.29")
    expect(tip).to_contain_text("2.55")
    screenshot(page, "marketplace-tooltip")


def test_platform_steps_in_from_the_list_of_cases(open_page: Open, sign_in: SignIn, shop: Scene) -> None:
    page = open_page()
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto(f"/marketplace/{shop.merchant.pk}/cases/?kpi=completion_time")
    page.get_by_role("link", name="Platform steps in…").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The platform steps into RT-")
    axe(page)
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_contain_text("why the platform judged so")
    dialog.get_by_label("Reason").fill("The address was missing.")
    dialog.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status").first).to_contain_text("the platform stepped in")
    assert Intervention.objects.get().ruling == "buyer"
