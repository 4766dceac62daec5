"""The gallery in a real browser: for everybody, in both themes and four languages, by keyboard, on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aftercare.org.models import Member
from aftercare.org.roles import Role
from tests.browser.conftest import Open, SignIn, axe, axe_in_both, screenshot
from tests.factories.people import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ["en", "zh-hans", "zh-hant", "es"]
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def administrator() -> Member:
    return member(Role.ADMINISTRATOR)


@pytest.fixture
def gallery(page: Page, administrator: Member, sign_in: SignIn) -> Page:
    sign_in(page, administrator)
    page.goto("/kit/")
    return page


@pytest.mark.parametrize("path", ["/kit/", "/kit/dialog/", "/kit/paper/"])
def test_axe_finds_nothing(page: Page, administrator: Member, sign_in: SignIn, path: str) -> None:
    sign_in(page, administrator)
    page.goto(path)
    axe_in_both(page)
    screenshot(page, f"kit{path.replace('/', '-')}")


@pytest.mark.parametrize("path", ["/kit/", "/kit/phone/"])
def test_axe_finds_nothing_on_a_phone(phone: Page, administrator: Member, sign_in: SignIn, path: str) -> None:
    sign_in(phone, administrator)
    phone.goto(path)
    axe_in_both(phone)
    assert not phone.evaluate(WIDER_THAN_WINDOW)
    screenshot(phone, f"kit-phone{path.replace('/', '-')}")


def test_the_theme_is_kept_by_the_server(gallery: Page) -> None:
    gallery.get_by_role("button", name="Theme and language").click()
    gallery.get_by_role("button", name="Dark").click()
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_menu_changes_the_page(gallery: Page, language: str) -> None:
    gallery.get_by_role("button", name="Theme and language").click()
    gallery.locator(f"#look button[value='{language}']").click()
    expect(gallery.locator("html")).to_have_attribute("lang", language)
    assert not gallery.evaluate(WIDER_THAN_WINDOW)


LONGER = """
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const text = walk.currentNode;
  if (text.parentElement.closest("script, style, textarea, .num, time, kbd")) continue;
  text.data = text.data.replace(/[A-Za-z]{3,}/g, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)));
}
"""
CUT_OFF = """
[...document.querySelectorAll(".btn, .state, .tag, .tabs a, .card > header, .chip, .field > label")]
  .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.className + ": " + element.textContent.trim().slice(0, 60))
"""


@pytest.mark.parametrize("width", [390, 768, 1280, 1440])
def test_words_may_be_forty_percent_longer(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.evaluate(LONGER)
    assert not gallery.evaluate(WIDER_THAN_WINDOW)
    assert gallery.evaluate(CUT_OFF) == []
    screenshot(gallery, f"kit-longer-{width}")


def test_keys_move_select_and_open_help(gallery: Page) -> None:
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    gallery.keyboard.press("x")
    expect(gallery.get_by_label("Select RT-0391")).to_be_checked()
    expect(gallery.locator("[data-bulk-sum]")).to_have_text("¥899.00")
    gallery.keyboard.press("Escape")
    expect(gallery.get_by_label("Select RT-0391")).not_to_be_checked()
    gallery.keyboard.press("?")
    expect(gallery.locator("#keys")).to_be_visible()


def test_letters_do_nothing_inside_fields_and_when_switched_off(gallery: Page) -> None:
    gallery.get_by_label("Anything we should know?").fill("")
    gallery.keyboard.type("jr?")
    expect(gallery.get_by_label("Anything we should know?")).to_have_value("jr?")
    expect(gallery.locator("dialog[open]")).to_have_count(0)
    gallery.locator("h1").click()
    gallery.keyboard.press("?")
    gallery.get_by_label("Single letters act as keys").uncheck()
    gallery.keyboard.press("Escape")
    gallery.reload()
    gallery.keyboard.press("?")
    expect(gallery.locator("dialog[open]")).to_have_count(0)


def test_a_dialog_shows_its_errors_keeps_focus_inside_and_gives_it_back(gallery: Page) -> None:
    gallery.keyboard.press("r")
    dialog = gallery.locator("#dialog")
    expect(dialog.get_by_role("heading", name="Reject RT-0418?")).to_be_visible()
    dialog.get_by_label("Words for the buyer").fill("Seal broken")
    dialog.locator("form").evaluate("form => form.noValidate = true")
    dialog.get_by_role("button", name="Reject and tell the buyer").click()
    expect(dialog.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Words for the buyer")).to_have_value("Seal broken")
    axe(gallery)
    gallery.keyboard.press("Escape")
    expect(gallery.get_by_role("link", name="Reject…")).to_be_focused()


def test_a_dialog_that_is_done_shows_a_toast_with_undo(gallery: Page) -> None:
    gallery.get_by_role("link", name="Reject…").click()
    dialog = gallery.locator("#dialog")
    dialog.get_by_label("Reason").select_option("seal")
    dialog.get_by_label("Words for the buyer").fill("Seal broken")
    dialog.get_by_role("button", name="Reject and tell the buyer").click()
    toasts = gallery.locator("#toasts")
    expect(toasts.get_by_text("Rejected, and the buyer was told.")).to_be_visible()
    expect(toasts.get_by_role("button", name="Undo")).to_be_visible()
    axe(gallery)


def test_the_stepper_stays_between_nothing_and_the_ceiling(gallery: Page) -> None:
    counted = gallery.get_by_label("Counted K2")
    for _press in range(3):
        gallery.get_by_label("One more K2").click()
    expect(counted).to_have_value("2")
    for _press in range(4):
        gallery.get_by_label("One less K2").click()
    expect(counted).to_have_value("0")


def test_an_upload_is_previewed_or_left_out_with_a_sentence(gallery: Page, tmp_path: Path) -> None:
    picture, text = tmp_path / "seal.png", tmp_path / "slip.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    text.write_text("no picture")
    gallery.locator("#id_photos").set_input_files([picture, text])
    box = gallery.locator("[data-upload]", has=gallery.locator("#id_photos"))
    expect(box.get_by_role("img", name="seal.png")).to_have_count(1)
    expect(box.get_by_role("status")).to_contain_text("slip.txt is not a picture of a known kind")
    assert gallery.locator("#id_photos").evaluate("input => [...input.files].map(f => f.name)") == ["seal.png"]


def test_everything_works_without_scripts(open_page: Open, administrator: Member, sign_in: SignIn) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, administrator)
    page.goto("/kit/")
    page.get_by_role("link", name="Reject…").click()
    expect(page.get_by_role("heading", name="Reject RT-0418?")).to_be_visible()
    page.get_by_label("Reason").select_option("seal")
    page.get_by_label("Words for the buyer").fill("Seal broken")
    page.get_by_role("button", name="Reject and tell the buyer").click()
    expect(page.get_by_text("Rejected, and the buyer was told.")).to_be_visible()
