"""A real Chromium against a live server. What the page complains about on its console fails the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from aftercare.org.models import Member

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a page's script does it does once: compiling it well costs a fifth of all that the browser does for a page.
    "--js-flags=--no-opt --no-maglev",
]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EYES = f"{AXE_SCRIPT}\n{Path(__file__).with_name('eyes.js').read_text(encoding='utf-8')}"

# A busy machine answers late; what is wrong stays wrong.
expect.set_options(timeout=20_000)

# Head and body of an answer are sent one after the other; the second would wait 40 ms for the first to be confirmed.
WSGIRequestHandler.disable_nagle_algorithm = True

Open = Callable[..., Page]
SignIn = Callable[[Page, Member], None]


def chromium_path() -> str:
    """Chromium of the environment variable CHROMIUM, else the system's; skips with a sentence when there is none."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"There is no Chromium at {path}; install it, or name another one in CHROMIUM.")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests. Left running, its loop would forbid one of their own to the files after it.

    What answers it keeps its line to the database from request to request, as an installation does: opening one for
    each costs a third of an answer.
    """
    path = chromium_path()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; Django would otherwise refuse the ORM in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        patch.setitem(connections["default"].settings_dict, "CONN_MAX_AGE", None)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """Errors of console, scripts and content security policy. A test may remove those that it provokes."""
    return []


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Open]:
    """Open a page in a fresh context: `open_page(color_scheme="dark", **PHONE)`. Paths are relative to the server."""
    contexts: list[BrowserContext] = []

    def open_(**options: object) -> Page:
        context = chromium.new_context(base_url=live_server.url, **{"locale": "en-GB", **DESKTOP, **options})  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        found = context.new_page()
        found.on("console", lambda message: _note(message, complaints))
        found.on("pageerror", lambda error: complaints.append(f"{found.url}: {error}"))
        return found

    yield open_
    for context in contexts:
        context.close()
    assert complaints == [], "\n".join(complaints)


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    # A refusal (409, 422) is an answer, though Chromium prints it as an error.
    expected = "Failed to load resource" in message.text and any(code in message.text for code in (" 409 ", " 422 "))
    if message.type in ("error", "warning") and not expected:
        complaints.append(f"{message.location.get('url', '')}: {message.text}")


@pytest.fixture
def page(open_page: Open) -> Page:
    """A desktop, 1280×900."""
    return open_page()


@pytest.fixture
def phone(open_page: Open) -> Page:
    """A phone, 390×844, touch."""
    return open_page(**PHONE)


@pytest.fixture
def sign_in(client: Client, live_server: LiveServer) -> SignIn:
    """Give a page the session of a member, without passing the sign-in page."""

    def sign(page: Page, member: Member) -> None:
        client.force_login(member)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign


def bring_eyes(page: Page) -> None:
    """Make `eyes` known to the page, unless it has been opened with them or looked at before."""
    if not page.evaluate("'eyes' in window"):
        page.evaluate(EYES)


def axe(page: Page, *, but: str = "") -> None:
    """Fail with a readable list unless axe finds nothing (A, AA, best practice) on the page as it stands.

    `but` selects what is left out, for a long page that repeats the same shape.
    """
    bring_eyes(page)
    lines = page.evaluate("([but, tags]) => eyes.all(but, tags)", [but, TAGS])
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def dark_contrast(page: Page, *, but: str = "") -> None:
    """Fail with a readable list when a text of the page, which stands there in the dark, is too pale."""
    bring_eyes(page)
    pale = page.evaluate("but => eyes.contrast(but)", but)
    assert pale == [], f"{page.url} in the dark\n" + "\n".join(pale)


def axe_in_both(page: Page, *, but: str = "") -> None:
    """As `axe` in the light, and then what has too little contrast in the dark: nothing else depends on the scheme.

    Colours change at once then; one that is still on its way from light to dark has the contrast of neither.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    axe(page, but=but)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark_contrast(page, but=but)
    page.emulate_media(color_scheme="light", reduced_motion="null")


def screenshot(page: Page, name: str) -> None:
    """Keep a picture in the folder AFTERCARE_SHOTS, if that is set."""
    folder = os.environ.get("AFTERCARE_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
