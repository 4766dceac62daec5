"""The dock in a real browser: with a scanner and a keyboard, in gloves on a phone, in both themes."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from aftercare.catalog.models import ProductCode
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Evidence, Return, ReturnLine, StockRecord
from aftercare.returns.terms import State
from tests.browser.conftest import PHONE, Open, SignIn, axe_in_both
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import member
from tests.factories.pictures import jpeg
from tests.factories.shop import Scene, scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def sent(place: Scene) -> Sendable:
    """Three headphones and one case are promised."""
    return sendable(place, bought_lately(place), 3, 1)


@pytest.fixture
def pia(db: None) -> Member:
    """Somebody at the dock."""
    return member(Role.DOCK)


@pytest.fixture
def dock(page: Page, pia: Member, sign_in: SignIn) -> Page:
    """The dock's first page, ready to scan."""
    sign_in(page, pia)
    page.goto("/dock/")
    return page


def scan(page: Page, text: str) -> None:
    """A scanner is a keyboard that types fast and ends with Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.shows("RET-49", "RET-61")
def test_scan_count_and_book_in_with_the_keyboard_alone(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    expect(dock.get_by_role("heading", name=sent.returning.number)).to_be_visible()
    counted = dock.locator("[data-part=counted]").first
    expect(counted).to_be_focused()
    dock.keyboard.type("2")
    expect(dock.locator("[data-part=accepted]").first).to_have_value("2")
    expect(dock.locator("#effect")).to_contain_text("The promise falls from £2,226.00 to £1,527.00.")
    expect(dock.get_by_text("1 missing: promised 3, counted 2")).to_be_visible()
    dock.keyboard.press("Tab")
    dock.keyboard.press("Tab")
    dock.keyboard.type("1")
    expect(dock.locator("#effect")).to_contain_text("2 to stock, 1 scrapped, 1 missing.")
    dock.keyboard.press("Tab")
    dock.keyboard.press("Space")
    dock.keyboard.press("ArrowRight")
    dock.keyboard.press("ArrowRight")
    expect(dock.get_by_role("radio", name="Damaged").first).to_be_checked()
    dock.keyboard.press("Enter")
    expect(dock.get_by_text("Choose a grade.")).to_be_visible()
    for _ in range(4):
        dock.keyboard.press("Tab")
    dock.keyboard.press("Space")
    expect(dock.get_by_role("radio", name="As new").nth(1)).to_be_checked()
    dock.keyboard.press("Enter")
    expect(dock.locator(".result")).to_contain_text("2 to stock, 1 scrapped, 1 missing")
    expect(dock.locator("[data-scan]")).to_be_focused()
    records = StockRecord.objects.order_by("sku", "is_scrap").values_list("sku", "quantity", "is_scrap")
    assert list(records) == [("KA-K2-GR", 1, False), ("KA-K2-GR", 1, True), ("KA-K2-TC", 1, False)]
    assert list(ReturnLine.objects.order_by("pk").values_list("grade", flat=True)) == ["damaged", "as_new"]
    scan(dock, "hello")
    expect(dock.get_by_text("is no return slip")).to_be_visible()
    expect(dock.locator("[data-scan]")).to_be_focused()


def test_the_scan_box_takes_what_is_typed_anywhere(dock: Page, sent: Sendable) -> None:
    dock.get_by_role("heading", name="Receive returns").click()
    scan(dock, sent.returning.number)
    expect(dock.get_by_role("heading", name=sent.returning.number)).to_be_visible()


def test_a_code_scanned_into_a_count_books_nothing_in(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    expect(dock.locator("[data-part=counted]").first).to_be_focused()
    scan(dock, "6901234567892")
    expect(dock.get_by_text("6901234567892 is no code of these goods.")).to_be_visible()
    scan(dock, "RT-2611-999999")
    expect(dock.get_by_role("heading", name="Unknown")).to_be_visible()
    assert Return.objects.get().state == State.APPROVED


def test_an_unknown_code_leaves_the_number_that_stood_in_the_field(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    field = dock.locator("[data-part=counted]").first
    expect(field).to_be_focused()
    stood = field.input_value()
    scan(dock, "4006381333931")
    expect(dock.locator("[data-scan-say]")).to_contain_text("4006381333931")
    expect(field).to_have_value(stood)


def test_pieces_are_counted_graded_and_booked_in_by_the_scanner_alone(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    expect(dock.locator("[data-part=counted]").first).to_be_focused()
    for _n in range(2):
        scan(dock, "KA-K2-GR")
    expect(dock.get_by_text("K2 headphones, graphite: 2 counted")).to_be_visible()
    dock.locator("[data-count-scan]").focus()
    scan(dock, "2")
    scan(dock, "4006381333931")
    dock.locator("[data-scan-say]").get_by_role("button", name="Travel case K2").click()
    expect(dock.get_by_text("Travel case K2: 1 counted")).to_be_visible()
    expect(dock.locator("[data-count-scan]")).to_be_focused()
    scan(dock, "1")
    scan(dock, "book")
    expect(dock.locator(".result")).to_contain_text("3 to stock, 1 missing")
    assert ProductCode.objects.get().sku == "KA-K2-TC"


def test_missing_and_zero_follow_each_other(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    expect(dock.locator("[data-part=counted]").first).to_be_focused()
    dock.get_by_text("Missing", exact=True).nth(1).click()
    expect(dock.locator("[data-part=counted]").nth(1)).to_have_value("0")
    expect(dock.locator("[data-part=accepted]").nth(1)).to_have_value("0")
    dock.get_by_role("button", name="One more Travel case K2 (Counted)").click()
    expect(dock.get_by_role("radio", name="Missing").nth(1)).not_to_be_checked()
    expect(dock.locator("[data-part=accepted]").nth(1)).to_have_value("1")


def test_on_a_phone_with_a_photo(open_page: Open, pia: Member, sign_in: SignIn, sent: Sendable) -> None:
    phone = open_page(**PHONE)
    sign_in(phone, pia)
    phone.goto(f"/dock/{sent.returning.number}/")
    assert not phone.evaluate(WIDER_THAN_WINDOW)
    phone.get_by_text("Opened").first.tap()
    phone.get_by_text("As new").nth(1).tap()
    photo: FilePayload = {"name": "box.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    phone.locator("input[type=file]").set_input_files(photo)
    phone.get_by_role("button", name="Book in").tap()
    expect(phone.locator(".result")).to_contain_text("4 to stock")
    assert Evidence.objects.get().from_dock


def test_a_double_click_books_in_once(dock: Page, sent: Sendable) -> None:
    scan(dock, sent.returning.number)
    for number in (0, 1):
        dock.get_by_text("As new").nth(number).click()
    dock.get_by_role("button", name="Book in").dblclick()
    expect(dock.locator(".result")).to_contain_text("4 to stock")
    assert StockRecord.objects.count() == 2


def test_axe_finds_nothing_at_the_dock(page: Page, place: Scene, sent: Sendable, pia: Member, sign_in: SignIn) -> None:
    sign_in(page, pia)
    number = sent.returning.number
    page.goto(f"/dock/{number}/")
    page.locator("[data-part=counted]").first.fill("5")
    expect(page.get_by_text("2 too many: promised 3, counted 5")).to_be_visible()
    axe_in_both(page)
    page.goto(f"/dock/{number}/refuse/")
    page.get_by_label("Why?").fill("A brick")
    page.get_by_role("button", name="Refuse the goods").click()
    expect(page.locator(".result")).to_contain_text("A brick")
    axe_in_both(page)
