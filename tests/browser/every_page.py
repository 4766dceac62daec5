"""Every page of every desk, as the addresses list them: opened once, and looked at with everybody's eyes.

A page is seen in the longest words (Spanish): by axe in the light, for contrast in the dark, and on a phone. Changing
the colours makes the browser draw anew, so a page is opened in those in which the one before it was left. Which
addresses are whole pages is known by asking them; the browser is given that answer, for it would be made again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from playwright.sync_api import Page, ViewportSize

from aftercare.customers.commands import link_member
from aftercare.duties.models import Task
from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.browser.conftest import EYES, Open, axe, dark_contrast, screenshot
from tests.browser.house import House
from tests.factories.people import member
from tests.web.test_access import EXPECTED

WIDER = "document.documentElement.scrollWidth > innerWidth"
DESK: ViewportSize = {"width": 1280, "height": 900}
HAND: ViewportSize = {"width": 390, "height": 844}
FIRST = {name: next(role for role in Role if role in roles) for name, roles in EXPECTED.items()}
"""Who opens a page here; that others may or may not is shown elsewhere."""
ALSO = {"bell-list": Role.AGENT, "bell-own": Role.AGENT, "profile": Role.AGENT}
"""Open to everybody who is signed in."""
STATES = {
    "return-detail": ["swap", "owing", "picked", "talked", "timed", "fetched", "counted"],
    "return-approve": ["swap"], "my-case": ["swap", "owing", "talked", "fetched", "waiting"],
    "finance-detail": ["due", "withdrawing"], "dock-count": ["short"],
}  # fmt: skip
"""Pages that look different at other points of a return's life."""
ASKED = {
    "returns-list": ["?order=none"], "finance-list": ["?state=to_approve", "?state=sent_back", "?state=paid"],
    "dock": ["?scan=hello"],
}  # fmt: skip
"""Pages that look different when something else is asked of them."""
NOT_HERE = {
    "photo", "photo-thumb", "my-photo", "my-thumbnail", "returns-exported", "returns-export-file",
    "dock-exported", "dock-export-file", "finance-exported", "finance-export-file",
    "settings-key-revoke", "settings-gateway", "finance-difference-settle", "returns-view", "finance-came-back",
    "mail-attachment", "finance-propose-write-off", "finance-decide-write-off", "my-deduction", "return-label",
}  # fmt: skip
"""What this house has none of: photos, exports, keys, labels, differences with the bank, kept views, overpayments."""


def person(house: House, role: Role) -> Client:
    """The browser of somebody of this role, without the eyes."""
    made = member(role, merchants=(house.place.merchant,) if role == Role.MERCHANT else ())
    made.language = "es"
    made.save()
    if role == Role.AGENT:
        Task.objects.update(owner=made)
    if role == Role.POINT:
        made.points.add(house.point)
    if role == Role.BUYER:
        link_member(house.order.customer, made.pk)
    return signed_in(made)


def signed_in(who: Member) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(who)
    return client


def pages(house: House, role: Role, client: Client) -> dict[str, tuple[str, HttpResponseBase]]:
    """Address and answer of the whole pages that somebody of this role opens here; not of parts, files and acts."""
    names = [name for name, first in {**FIRST, **ALSO}.items() if first == role and name not in NOT_HERE]
    told = {name: house.address(name) for name in names}
    told |= {f"{name}-{state}": house.address(name, state) for name in names for state in STATES.get(name, ())}
    told |= {f"{name}{asked}": house.address(name) + asked for name in names for asked in ASKED.get(name, ())}
    answers = {name: client.get(address) for name, address in told.items()}
    odd = {name: answer.status_code for name, answer in answers.items() if answer.status_code not in (200, 302, 405)}
    assert odd == {}, odd
    return {name: (told[name], answer) for name, answer in answers.items() if _is_page(answer)}


def _is_page(answer: HttpResponseBase) -> bool:
    return answer.status_code == 200 and not answer.streaming and b"<html" in answer.content  # type: ignore[attr-defined]


@contextmanager
def given(address: str, answer: HttpResponseBase) -> Iterator[None]:
    """The server answers with what it said before when this address is asked again."""
    make = BaseHandler.get_response

    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        return answer if request.get_full_path() == address else make(handler, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", get_response)
        yield


def look(page: Page, name: str) -> list[str]:
    """What hurts somebody's eyes on the page that is open."""
    found = []
    screenshot(page, f"every-{name}")
    for scheme in _schemes(page):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        try:
            axe(page) if scheme == "light" else dark_contrast(page)
        except AssertionError as hurt:
            found.append(f"{name}: {hurt}")
    page.set_viewport_size(HAND)
    if page.evaluate(WIDER):
        found.append(f"{name} is wider than a phone")
        screenshot(page, f"wide-{name}")
    page.set_viewport_size(DESK)
    return found


def _schemes(page: Page) -> list[Literal["light", "dark"]]:
    """Both, the one first in which the page is."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return ["dark", "light"] if is_dark else ["light", "dark"]


def eyes_open(open_page: Open) -> Page:
    """A page that has the eyes with it wherever it goes; bringing them each time costs half as much as opening it."""
    page = open_page(reduced_motion="reduce", color_scheme="light")
    page.add_init_script(EYES)
    return page


def walk(house: House, role: Role, open_page: Open, server: str) -> list[str]:
    """What hurts on any page of somebody of this role."""
    client, page, hurts = person(house, role), eyes_open(open_page), []
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])
    for name, (address, answer) in pages(house, role, client).items():
        with given(address, answer):
            page.goto(address)
        hurts += look(page, name)
    page.context.close()
    return hurts
