"""Signing in as people do it: a door of the demo, a password, a second factor, a passkey. Under the real policy."""

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.web.account.doors import demo_email
from tests.browser.conftest import PHONE, Open, axe, axe_in_both, screenshot
from tests.factories.people import PASSWORD, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> Iterator[None]:
    """No attempts counted from the test before, and a code that holds for its neighbours in time too."""
    settings.MFA_TOTP_TOLERANCE = 1
    cache.clear()
    yield
    cache.clear()


def enter(page: Page, who: Member, password: str = PASSWORD) -> None:
    """Fill in the sign-in page."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def leave(page: Page) -> None:
    """Sign out by the menu at the name."""
    page.goto("/me/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def confirm(page: Page) -> None:
    """Give the password once more, as every change of what signs one in demands."""
    page.wait_for_url(lambda url: "/reauthenticate/" in url)
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def code_now(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_the_demo_s_doors(page: Page) -> None:
    member(Role.FINANCE_REVIEWER, email=demo_email(Role.FINANCE_REVIEWER))
    page.goto("/")
    expect(page.get_by_role("heading", name="Who are you today?")).to_be_visible()
    axe_in_both(page)
    screenshot(page, "doors")
    page.get_by_role("button", name="Finance review").click()
    expect(page).to_have_url(f"{page.url.split('/finance')[0]}/finance/")


def test_the_doors_on_a_phone(open_page: Open) -> None:
    for role in Role:
        member(role, email=demo_email(role))
    page = open_page(**PHONE)
    page.goto("/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "doors-phone")


def test_language_changes_before_and_after_signing_in(page: Page) -> None:
    who = member(Role.CASHIER, email=demo_email(Role.CASHIER))
    page.goto("/")
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator(".role").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator("[popovertarget=look]").first.click()
    page.get_by_role("button", name="español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    who.refresh_from_db()
    assert who.language == "es"


def test_password_signs_in_and_the_menu_signs_out(page: Page) -> None:
    who = member(Role.CASHIER)
    enter(page, who, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/finance/")
    leave(page)
    page.goto("/finance/")
    page.wait_for_url(lambda url: url.endswith("/accounts/login/?next=%2Ffinance%2F"))


def test_guessing_is_stopped_by_a_sentence(page: Page) -> None:
    who = member(Role.CASHIER)
    for _ in range(6):
        enter(page, who, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("Too many failed login attempts")
    enter(page, who)
    expect(page.get_by_role("alert")).to_contain_text("Too many failed login attempts")


def test_authenticator_app_and_recovery_code(page: Page) -> None:
    who = member(Role.CASHIER)
    enter(page, who)
    page.wait_for_url("**/finance/")
    page.goto("/accounts/2fa/")
    axe(page)
    screenshot(page, "mfa")
    page.get_by_role("link", name="Activate").click()
    confirm(page)
    secret = page.locator("#authenticator_secret").input_value()
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    axe(page)
    page.get_by_label("Authenticator code").fill(code_now(secret))
    page.get_by_role("button", name="Activate").click()
    page.goto("/accounts/2fa/recovery-codes/")
    axe(page)
    codes = page.locator("textarea").input_value().split()
    assert len(codes) == 10
    leave(page)

    cache.clear()  # a code opens once; the app would show the next one half a minute later
    enter(page, who)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    axe(page)
    screenshot(page, "mfa-code")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/finance/")
    leave(page)

    enter(page, who)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/finance/")


def test_passkey_is_made_and_signs_in_without_a_password(page: Page) -> None:
    who = member(Role.CASHIER)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    enter(page, who)
    page.wait_for_url("**/finance/")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    expect(page.get_by_label("Passwordless")).to_be_visible()
    axe(page)
    page.get_by_label("Name").fill("This laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("This laptop")).to_be_visible()
    axe(page)
    screenshot(page, "passkeys")
    leave(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/finance/")


def test_own_page_keeps_name_language_and_theme(page: Page) -> None:
    who = member(Role.CASHIER)
    enter(page, who)
    page.goto("/me/")
    axe(page)
    screenshot(page, "me")
    page.get_by_label("Name").fill("Mika Sato")
    page.locator("main").get_by_label("Language").select_option("zh-hant")
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hant")
    who.refresh_from_db()
    assert (who.name, who.language) == ("Mika Sato", "zh-hant")
    page.locator("main [data-theme-set=dark]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    axe(page)
