"""The pages of messages in a browser: the bell that rings by itself."""

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from aftercare.journal.models import Entry
from aftercare.notifications.commands.telling import tell
from aftercare.org.roles import Role
from tests.browser.conftest import Open, SignIn
from tests.factories.people import actor, member
from tests.factories.shop import order, scene
from tests.factories.stories import approved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
ADMINISTRATOR = actor(Role.ADMINISTRATOR)


def test_the_bell_shows_what_is_new_and_leads_there(open_page: Open, sign_in: SignIn, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    reviewer = member(Role.OPERATIONS_REVIEWER)
    place = scene()
    returning = approved(place, order(place))
    tell(list(Entry.objects.order_by("pk")), at=timezone.now())
    page = open_page()
    sign_in(page, reviewer)
    page.goto("/returns/")
    expect(page.locator(".bell .n")).to_have_text("1")
    page.locator(".bell").click()
    page.get_by_role("link", name=f"{returning.number} waits for a decision").click()
    expect(page).to_have_url(f"{page.url.split('/returns/')[0]}/returns/{returning.number}/")
    expect(page.locator(".bell-count")).to_contain_text("nothing new")


def test_words_are_previewed_by_keyboard(page: Page, sign_in: SignIn) -> None:
    place = scene()
    approved(place, order(place))
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/messages/approved/en/")
    page.get_by_role("textbox", name="Subject").fill("Yes to {{number}}")
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.locator("aside")).to_contain_text("Yes to RT-")
