"""Every page of every desk, as the addresses list them: for everybody's eyes, in light and dark, and on a phone."""

import pytest
from django.conf import LazySettings, settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from aftercare.cli.charting import take_out_charts
from aftercare.customers.commands import link_member
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.browser.conftest import PHONE, Open, axe, screenshot
from tests.browser.house import House
from tests.factories.people import member
from tests.web.test_access import EXPECTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]

DARK = """axe.run(document, {runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]})
    .then(found => found.violations.flatMap(rule => rule.nodes.map(node => `${node.target} ${node.any[0].message}`)))"""
WIDER = "document.documentElement.scrollWidth > innerWidth"
DESK: ViewportSize = {"width": 1280, "height": 900}
FIRST = {name: next(role for role in Role if role in roles) for name, roles in EXPECTED.items()}
"""Who opens a page here; that others may or may not is shown elsewhere."""
ALSO = {"bell-list": Role.AGENT, "bell-own": Role.AGENT, "profile": Role.AGENT}
"""Open to everybody who is signed in."""
STATES = {
    "return-detail": ["swap", "owing", "picked", "talked", "timed", "fetched", "counted"],
    "return-approve": ["swap"], "my-case": ["swap", "owing", "talked", "fetched"],
    "finance-detail": ["due", "withdrawing"], "dock-count": ["short"],
}  # fmt: skip
"""Pages that look different at other points of a return's life."""
NOT_HERE = {
    "photo", "photo-thumb", "my-photo", "my-thumbnail", "returns-exported", "returns-export-file",
    "dock-exported", "dock-export-file", "finance-exported", "finance-export-file",
    "settings-key-revoke", "settings-gateway", "finance-difference-settle", "returns-view", "finance-came-back",
    "finance-propose-write-off", "finance-decide-write-off", "my-deduction",
}  # fmt: skip
"""What this house has none of: photos, exports, keys, differences with the bank, kept views, what was paid too much."""


@pytest.fixture
def house(settings: LazySettings) -> House:
    settings.NOTHING_LEAVES = True
    take_out_charts()
    return House()


@pytest.fixture
def people(house: House) -> dict[Role, Member]:
    """Somebody of each role."""
    made = {r: member(r, merchants=(house.place.merchant,) if r == Role.MERCHANT else ()) for r in Role}
    made[Role.POINT].points.add(house.point)
    link_member(house.order.customer, made[Role.BUYER].pk)
    return made


def signed_in(who: Member) -> Client:
    """Somebody's browser, without the eyes."""
    client = Client()
    client.force_login(who)
    return client


def pages(house: House, role: Role, client: Client) -> list[tuple[str, str]]:
    """Name and address of the whole pages that somebody of this role opens here; not of parts, files and acts."""
    names = [name for name, first in {**FIRST, **ALSO}.items() if first == role and name not in NOT_HERE]
    told = {name: house.address(name) for name in names}
    told |= {f"{name}-{state}": house.address(name, state) for name in names for state in STATES.get(name, ())}
    answers = {name: client.get(address) for name, address in told.items()}
    odd = {name: answer.status_code for name, answer in answers.items() if answer.status_code not in (200, 302, 405)}
    assert odd == {}
    return [(name, told[name]) for name, answer in answers.items() if _is_page(answer)]


def _is_page(answer: HttpResponseBase) -> bool:
    return answer.status_code == 200 and not answer.streaming and b"<html" in answer.content  # type: ignore[attr-defined]


def enter(page: Page, client: Client, live_server: LiveServer) -> None:
    """Give the page somebody's session."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def look(page: Page, name: str) -> list[str]:
    """What hurts somebody's eyes: everything in the light, and what has too little contrast in the dark."""
    found = []
    try:
        axe(page)
    except AssertionError as hurt:
        found.append(f"{name}: {hurt}")
    page.emulate_media(color_scheme="dark")
    found += [f"{name} in the dark: {pale}" for pale in page.evaluate(DARK)]
    page.emulate_media(color_scheme="light")
    return found


def test_every_page_is_for_all_eyes(
    house: House, people: dict[Role, Member], open_page: Open, live_server: LiveServer
) -> None:
    page, hurts = open_page(reduced_motion="reduce"), []
    for role in Role:
        client = signed_in(people[role])
        enter(page, client, live_server)
        for name, address in pages(house, role, client):
            page.goto(address)
            hurts += look(page, name)
            screenshot(page, f"every-{name}")
    assert hurts == [], "\n".join(hurts)


def test_every_page_fits_a_phone_in_the_longest_words(
    house: House, people: dict[Role, Member], open_page: Open, live_server: LiveServer
) -> None:
    page, wider = open_page(**PHONE), []
    for role in Role:
        people[role].language = "es"
        people[role].save()
        client = signed_in(people[role])
        enter(page, client, live_server)
        for name, address in pages(house, role, client):
            page.goto(address)
            screenshot(page, f"phone-{name}")
            wider += [name] if page.evaluate(WIDER) else []
    assert wider == []


def test_pages_without_sign_in_are_for_all_eyes(house: House, open_page: Open, complaints: list[str]) -> None:
    page, hurts = open_page(reduced_motion="reduce"), []
    for address in ["/nowhere/", reverse("find-order"), "/accounts/login/", *house.by_link()]:
        page.goto(address)
        complaints[:] = [told for told in complaints if "404" not in told]
        hurts += look(page, address)
        page.set_viewport_size({"width": 390, "height": 844})
        hurts += [f"{address} is wider than a phone"] if page.evaluate(WIDER) else []
        page.set_viewport_size(DESK)
    assert hurts == [], "\n".join(hurts)
