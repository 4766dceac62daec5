"""The pages of messages in a browser: accessible, on a phone, the bell that rings by itself."""

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint, try_out
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.reaching import exclude
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Message, Policy
from aftercare.org.roles import Role
from tests.browser.conftest import PHONE, Open, SignIn, axe, screenshot
from tests.factories.people import MONDAY, actor, member
from tests.factories.shop import order, scene
from tests.factories.stories import approved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
ADMINISTRATOR = actor(Role.ADMINISTRATOR)


@pytest.fixture
def pages(settings: LazySettings) -> dict[Role, list[str]]:
    """Pages with something on each of them, by who opens them."""
    settings.MESSAGES_FRESH_DAYS = 20_000
    settings.NOTHING_LEAVES = True
    Policy.objects.create(quiet_begins="00:00", quiet_ends="00:00")
    place = scene()
    returning = approved(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email="lin@post.example")
    endpoint, _secret = add_endpoint(
        EndpointChoice("ERP", "https://erp.example/"), merchant=None, by=ADMINISTRATOR, at=MONDAY
    )
    delivery = try_out(endpoint, by=ADMINISTRATOR, at=MONDAY)
    exclude("@gone.example", by=ADMINISTRATOR, at=MONDAY)
    mail = take_mail(b"From: Lin <lin@post.example>\r\nSubject: Help\r\n\r\nWhich side?", at=MONDAY)
    tell(list(Entry.objects.order_by("pk")), at=timezone.now())
    send_due("email")
    message = Message.objects.get(event="received")
    return {
        Role.AGENT: ["/messages/", f"/messages/{message.pk}/", "/messages/inbox/", f"/messages/inbox/{mail.pk}/",
                     "/bell/list/", "/bell/own/"],
        Role.ADMINISTRATOR: ["/settings/messages/", "/settings/messages/approved/en/", "/settings/messages/excluded/",
                             "/settings/webhooks/", f"/settings/webhooks/{endpoint.pk}/",
                             f"/settings/webhooks/deliveries/{delivery.pk}/"],
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(open_page: Open, sign_in: SignIn, pages: dict[Role, list[str]], scheme: str) -> None:
    for role, addresses in pages.items():
        page = open_page(color_scheme=scheme)
        sign_in(page, member(role))
        for address in addresses:
            page.goto(address)
            axe(page)
            screenshot(page, f"messages-{address.strip('/').replace('/', '-')}-{scheme}")


def test_every_page_fits_a_phone(open_page: Open, sign_in: SignIn, pages: dict[Role, list[str]]) -> None:
    for role, addresses in pages.items():
        page = open_page(**PHONE)
        sign_in(page, member(role))
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


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


def test_words_are_previewed_by_keyboard(open_page: Open, sign_in: SignIn, pages: dict[Role, list[str]]) -> None:
    page = open_page()
    sign_in(page, member(Role.ADMINISTRATOR))
    page.goto("/settings/messages/approved/en/")
    page.get_by_role("textbox", name="Subject").fill("Yes to {{number}}")
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.locator("aside")).to_contain_text("Yes to RT-")
