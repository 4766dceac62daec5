"""A repair, asked for on the phone and read at the desk; a batch of payments with the buyers' consents."""

import pytest
from playwright.sync_api import Page, expect

from aftercare.billing.models import Refund
from aftercare.duties.models import Task
from aftercare.flow.settlement import approve_refund
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from tests.browser.conftest import SignIn, axe_in_both, screenshot
from tests.factories.buying import account_of, bought_lately
from tests.factories.people import FINANCE, MONDAY, actor, member
from tests.factories.pictures import jpeg
from tests.factories.shop import scene
from tests.returns.test_gifts import ask, bought, taken
from tests.returns.test_gifts import place as law_place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WIDER = "document.documentElement.scrollWidth > innerWidth"


def test_a_repair_from_the_phone_to_the_desk(phone: Page, page: Page, sign_in: SignIn) -> None:
    place = scene(window_days=1)
    set_rules(place.merchant, {"repair_months": 12}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    of = bought_lately(place, signed_days_ago=20)
    sign_in(phone, account_of(of))
    phone.goto("/my/")
    phone.get_by_role("link", name="Have something repaired").tap()
    expect(phone.get_by_text("K2 headphones, graphite")).to_be_visible()
    axe_in_both(phone)
    assert not phone.evaluate(WIDER)
    phone.get_by_text("K2 headphones, graphite").tap()
    phone.get_by_label("What is wrong with it?").fill("The left side is silent.")
    phone.locator("input[type=file]").set_input_files(
        {"name": "left.jpg", "mimeType": "image/jpeg", "buffer": jpeg(size=(400, 300))}
    )
    screenshot(phone, "repair-phone")
    phone.get_by_role("button", name="Ask for the repair").tap()
    expect(phone.get_by_role("link", name="Repair of K2 headphones, graphite")).to_be_visible()
    phone.get_by_role("link", name="Repair of K2 headphones, graphite").tap()
    expect(phone.get_by_text("A colleague will agree with you on what and when.").first).to_be_visible()
    axe_in_both(phone)
    screenshot(phone, "repair-phone-asked")
    sign_in(page, member(Role.AGENT))
    page.goto(f"/duties/{Task.objects.get().pk}/")
    expect(page.get_by_text("The left side is silent.")).to_be_visible()
    axe_in_both(page)
    screenshot(page, "repair-desk")


def test_a_batch_asks_beside_each_refund_how_the_buyer_agreed(page: Page, phone: Page, sign_in: SignIn) -> None:
    law = law_place()
    of = [taken(law, ask(law, bought(law), 2, 2)), taken(law, ask(law, bought(law), 2, 2, days=9))]
    for one in of:
        approve_refund(Refund.objects.get(case=one.case_id), by=FINANCE, at=MONDAY)
    picks = "&".join(f"pick={pk}" for pk in Refund.objects.values_list("pk", flat=True))
    for screen in (page, phone):
        sign_in(screen, member(Role.CASHIER, email=f"{id(screen)}@example.com"))
        screen.goto(f"/finance/pay-batch/?{picks}")
        expect(screen.get_by_label("How did the buyer agree to another way?")).to_have_count(1)
        axe_in_both(screen)
        assert not screen.evaluate(WIDER)
    screenshot(page, "batch-consent")
