"""The sign-in library's pages in our kit: clean under axe and our content security policy, passkeys included."""

import re

import pytest
from playwright.sync_api import Page, expect

from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.browser.conftest import axe_in_both, screenshot
from tests.factories.people import PASSWORD, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def administrator() -> Member:
    return member(Role.ADMINISTRATOR)


def sign_in_by_password(page: Page, someone: Member) -> None:
    page.goto("/accounts/login/?next=/kit/")
    page.get_by_label("Email").fill(someone.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    expect(page.locator("h1")).to_have_text("Kit")


def confirm_access(page: Page) -> None:
    """Answer the question for the password that guards second factors; the answer holds for five minutes."""
    page.goto("/accounts/reauthenticate/?next=/accounts/2fa/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("h1")).to_have_text("Two-Factor Authentication")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/no/such/page/"])
def test_pages_before_sign_in(phone: Page, path: str, complaints: list[str]) -> None:
    phone.goto(path)
    axe_in_both(phone)
    screenshot(phone, f"account{path.replace('/', '-')}")
    complaints[:] = [line for line in complaints if "404" not in line]


def test_pages_of_ones_own_account(page: Page, administrator: Member) -> None:
    sign_in_by_password(page, administrator)
    page.goto("/accounts/reauthenticate/")
    axe_in_both(page)
    confirm_access(page)
    for path in ("password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "logout/"):
        page.goto(f"/accounts/{path}")
        expect(page).to_have_url(re.compile(f"/accounts/{path}$"))
        axe_in_both(page)
        screenshot(page, f"account-{path.replace('/', '-')}")


def test_a_passkey_is_added_and_opens_the_door(page: Page, administrator: Member) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in_by_password(page, administrator)
    confirm_access(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main")).to_contain_text("Recovery Codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Passkey")
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/kit/")
    page.locator("#passkey_login").click()
    expect(page.locator("h1")).to_have_text("Kit")
