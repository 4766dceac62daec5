"""The returns desk in a real browser: a review by mouse and by keyboard, live filters, dialogs, without script, axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aftercare.cases.commands.notes import add_note
from aftercare.jobs.exporting import write_export
from aftercare.kernel.actor import SYSTEM
from aftercare.lists.models import Export
from aftercare.org.commands.merchants import save_return_address
from aftercare.org.models import Member, ReturnAddress
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.terms import State
from tests.browser.conftest import Open, SignIn, axe, screenshot
from tests.factories.people import FINANCE, MONDAY, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def place() -> Scene:
    """A merchant with one address that works and one that does not."""
    made = scene(window_days=None)
    half = ReturnAddress(merchant=made.merchant, name="South hall", country="GB", city="Demo City")
    save_return_address(half, by=SYSTEM, at=MONDAY)
    return made


@pytest.fixture
def reviewer() -> Member:
    return member(Role.OPERATIONS_REVIEWER)


@pytest.fixture
def desk(page: Page, reviewer: Member, sign_in: SignIn) -> Page:
    """A browser in which a reviewer is signed in."""
    sign_in(page, reviewer)
    return page


def asked(place: Scene, minutes: int = 0) -> Return:
    """Two headphones and a case, asked back by a buyer."""
    return applied(place, order(place), 2, 1, at=MONDAY + timedelta(minutes=minutes))


@pytest.mark.shows("PAG-17", "RET-40", "RET-42")
def test_review_by_mouse(desk: Page, place: Scene) -> None:
    found = asked(place)
    desk.goto("/returns/")
    desk.get_by_role("link", name=found.number).click()
    expect(desk.get_by_text("Approving promises £1,527.00 after inspection.")).to_be_visible()
    consent = desk.get_by_label("How did the buyer agree to less?")
    expect(consent).to_be_hidden()
    desk.get_by_label("Refund for K2 headphones, graphite").fill("1,000.00")
    expect(desk.get_by_role("button", name="Approve £1,129.00")).to_be_visible()
    expect(desk.get_by_text("Approving promises £1,129.00 after inspection.")).to_be_visible()
    desk.get_by_label("Give the outbound freight back").check()
    approve = desk.get_by_role("button", name="Approve £1,141.00")
    approve.click()
    expect(desk.get_by_text("Agree it with the buyer first and note how.")).to_be_visible()
    expect(desk.get_by_label("Refund for K2 headphones, graphite")).to_have_value("1,000.00")
    consent.fill("By phone, 2 March")
    desk.get_by_role("button", name="Approve £1,141.00").click()
    expect(desk.get_by_text("Approved: £1,141.00 promised.")).to_be_visible()
    expect(desk).to_have_url(f"{desk.url.split('/returns')[0]}/returns/{found.number}/")
    found.refresh_from_db()
    assert (found.state, found.total_minor, found.consent) == (State.APPROVED, 114100, "By phone, 2 March")


def test_review_by_keyboard(desk: Page, place: Scene) -> None:
    first, second = asked(place), asked(place, minutes=5)
    desk.goto("/returns/?state=pending_review")
    for key in ("j", "j", "Enter"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("heading", level=1, name=first.number)).to_be_visible()
    desk.wait_for_load_state()  # the heading is there before the keys are
    desk.keyboard.press("a")
    expect(desk.get_by_role("button", name="Approve £1,527.00")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Approved: £1,527.00 promised.")).to_be_visible()
    desk.keyboard.press("k")
    expect(desk.get_by_role("heading", level=1, name=second.number)).to_be_visible()
    desk.wait_for_load_state()
    desk.keyboard.press("r")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.type("The seal is broken")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Rejected; the buyer reads: The seal is broken")).to_be_visible()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.reject_reason) == (State.APPROVED, State.REJECTED, "The seal is broken")


def test_dialog_keeps_its_words_when_the_page_was_overtaken(desk: Page, place: Scene) -> None:
    found = asked(place)
    desk.goto(f"/returns/{found.number}/")
    desk.keyboard.press("r")
    desk.get_by_label("Reason for the buyer").fill("No")
    Return.objects.filter(pk=found.pk).update(version=2)
    desk.get_by_role("button", name="Reject the return").click()
    expect(desk.get_by_text("This was changed meanwhile.")).to_be_visible()
    expect(desk.get_by_label("Reason for the buyer")).to_have_value("No")


@pytest.mark.shows("PAG-07")
def test_filters_swap_the_list_and_keep_the_address(desk: Page, place: Scene) -> None:
    found, other = asked(place), approved(place, order(place), 1)
    desk.goto("/returns/")
    desk.keyboard.press("f")
    desk.get_by_label("Order no.").fill(found.order_number)
    expect(desk.get_by_role("link", name=other.number)).to_have_count(0)
    expect(desk).to_have_url(f"{desk.url.split('/returns')[0]}/returns/?order={found.order_number}")
    expect(desk.get_by_role("textbox", name="Order no.")).to_be_focused()
    steps = desk.evaluate("history.length")
    with desk.expect_response(lambda answer: "?number=" in answer.url):
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="Remove filter Order no.")).to_be_visible()
    assert desk.evaluate("history.length") == steps
    desk.get_by_role("link", name="Approved 0").click()
    expect(desk.get_by_text("No return is like that")).to_be_visible()
    desk.get_by_role("link", name="Remove filter Order no.").click()
    expect(desk.get_by_role("link", name=other.number)).to_be_visible()
    assert desk.url.endswith("/returns/?state=approved")
    desk.go_back()
    expect(desk.get_by_text("No return is like that")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("No return is like that")).to_be_visible()


def test_rows_are_selected_by_keyboard_with_their_sum(desk: Page, place: Scene) -> None:
    for minutes in range(3):
        asked(place, minutes)
    desk.goto("/returns/")
    for key in ("j", "x", "j", "x"):
        desk.keyboard.press(key)
    expect(desk.get_by_text("£3,054.00")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_text("£3,054.00")).to_be_hidden()


def test_several_are_approved_at_once_by_keyboard(desk: Page, place: Scene) -> None:
    first, second = asked(place), asked(place, 1)
    desk.goto("/returns/")
    for key in ("j", "x", "j", "x", "a"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("button", name="Approve 2 returns")).to_be_focused()
    axe(desk)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="2 returns approved")).to_be_visible()
    axe(desk)
    assert {Return.objects.get(pk=one.pk).state for one in (first, second)} == {State.APPROVED}


def test_words_and_masks_change_in_place(page: Page, sign_in: SignIn, place: Scene) -> None:
    found = asked(place)
    add_note(found.case, "Second case was a gift.", for_buyer=False, by=FINANCE, at=MONDAY)
    sign_in(page, member(Role.AGENT))
    page.goto(f"/returns/{found.number}/")
    page.get_by_role("button", name="Reveal").nth(1).click()
    expect(page.get_by_text("+447700900142")).to_be_visible()
    expect(page.get_by_text("7 Osmanthus Lane")).to_have_count(0)
    page.get_by_label("Write").fill("Could you send a photo of the seal?")
    page.get_by_role("button", name="Send to buyer").click()
    expect(page.get_by_text("Sent to the buyer.")).to_be_visible()
    page.get_by_role("link", name="Notes 1").click()
    expect(page.get_by_text("Second case was a gift.")).to_be_visible()
    expect(page.get_by_text("Could you send a photo of the seal?")).to_have_count(0)


def test_everything_works_without_script(open_page: Open, sign_in: SignIn, reviewer: Member, place: Scene) -> None:
    found = asked(place)
    page = open_page(java_script_enabled=False)
    sign_in(page, reviewer)
    page.goto("/returns/")
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Order no.").fill(found.order_number)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=found.number).click()
    page.get_by_label("Refund for Travel case K2").fill("100")
    page.get_by_label("How did the buyer agree to less?").fill("By mail")
    page.locator("#decide").click()
    expect(page.get_by_text("Approved: £1,498.00 promised.")).to_be_visible()
    found.refresh_from_db()
    assert found.amount_minor == 149800


def test_agent_opens_a_return_on_the_phone(page: Page, sign_in: SignIn, place: Scene) -> None:
    bought = order(place)
    sign_in(page, member(Role.AGENT))
    page.goto("/returns/")
    page.keyboard.press("n")
    page.get_by_label("Order no.").fill(bought.number)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="One more K2 headphones, graphite").click()
    page.get_by_role("button", name="One more K2 headphones, graphite").click()
    expect(page.get_by_text("Asks £1,398.00 back.")).to_be_visible()
    page.get_by_label("Reason").select_option(label="Changed my mind")
    page.get_by_role("button", name="Open the return").click()
    expect(page.get_by_text("Opened. A colleague reviews it, since you asked for it yourself.")).to_be_visible()
    assert Return.objects.get().asked_minor == 139800


HEADS = "[...document.querySelectorAll('thead th[data-column]')].map(head => head.dataset.column).slice(0, 5).join()"
SHIFTS = """new Promise(done => { let sum = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) sum += entry.value; }).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 300); })"""


@pytest.mark.shows("PAG-04", "PAG-05", "PAG-06")
def test_columns_by_mouse_and_by_keyboard(desk: Page, place: Scene) -> None:
    asked(place)
    desk.goto("/returns/")
    desk.locator("th[data-column=kind]").drag_to(
        desk.locator("th[data-column=state]"), target_position={"x": 4, "y": 10}
    )
    expect(desk.locator("th.fix + th")).to_have_attribute("data-column", "kind")
    assert desk.evaluate(HEADS) == "number,kind,state,turn,since"
    edge = desk.locator("th[data-column=kind] .edge").bounding_box()
    assert edge
    desk.mouse.move(edge["x"] + 4, edge["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(edge["x"] + 64, edge["y"] + 8, steps=4)
    with desk.expect_response("**/returns/columns/*"):
        desk.mouse.up()
    width = desk.locator("th[data-column=kind]").bounding_box()["width"]  # type: ignore[index]
    desk.locator("summary", has_text="Columns").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Width of Type in pixels")).to_have_value(str(round(width)))
    desk.get_by_role("button", name="Freeze up to State").press("Enter")
    expect(desk.locator("th[data-column=state]")).to_have_class("ice ice-3")
    desk.get_by_role("button", name="Move Type to the right").press("Enter")
    expect(desk.locator("th.ice-3")).to_have_attribute("data-column", "kind")
    expect(desk.get_by_role("button", name="Move Type to the right")).to_be_focused()
    desk.get_by_label("Goods", exact=True).uncheck()
    expect(desk.locator("th[data-column=goods]")).to_have_count(0)
    desk.get_by_label("Width of Merchant in pixels").fill("300")
    desk.get_by_label("Width of Merchant in pixels").press("Tab")
    expect(desk.locator("col[width='300']")).to_have_count(1)
    axe(desk)
    screenshot(desk, "returns-columns")
    desk.reload()
    assert desk.evaluate(HEADS) == "number,state,kind,turn,since"
    assert abs(desk.locator("th[data-column=kind]").bounding_box()["width"] - width) <= 1  # type: ignore[index]
    assert desk.evaluate(SHIFTS) == 0
    before = desk.locator("th[data-column=kind]").bounding_box()
    desk.locator(".grid-wrap").evaluate("wrap => { wrap.scrollLeft = 400 }")
    assert desk.locator("th[data-column=kind]").bounding_box() == before
    with desk.expect_response("**/returns/columns/*"):
        desk.locator("summary", has_text="Columns").click()
    desk.get_by_role("button", name="Reset").click()
    expect(desk.locator("th[data-column=goods]")).to_be_visible()
    assert desk.evaluate(HEADS) == "number,state,turn,since,kind"


def test_a_view_is_saved_opened_and_left(desk: Page, place: Scene) -> None:
    asked(place)
    desk.goto("/returns/?kind=return_refund")
    desk.get_by_role("link", name="Save view…").click()
    desk.get_by_label("Name").fill("Refunds of today")
    expect(desk.locator("#rows .grid")).to_be_visible()
    screenshot(desk, "returns-view-dialog")
    axe(desk)
    desk.keyboard.press("Enter")
    views = desk.get_by_role("navigation", name="Saved views")
    expect(views.get_by_role("link", name="Refunds of today", exact=True)).to_have_attribute("aria-current", "page")
    views.get_by_role("link", name="All returns").click()
    expect(desk.locator("#chips .chip")).to_have_count(0)
    views.get_by_role("link", name="Refunds of today", exact=True).click()
    expect(desk.locator("#chips .chip")).to_have_count(1)
    screenshot(desk, "returns-views")
    desk.get_by_role("link", name="Change the view Refunds of today").click()
    expect(desk.get_by_label("Name")).to_have_value("Refunds of today")
    expect(desk.locator("#rows .grid")).to_be_visible()
    desk.get_by_role("button", name="Delete").click()
    expect(views).to_have_count(0)


def test_what_is_picked_is_exported(desk: Page, place: Scene) -> None:
    first, _second = asked(place), asked(place, minutes=5)
    desk.goto("/returns/")
    desk.get_by_role("link", name="Export…").click()
    expect(desk.get_by_role("heading", name="Export returns")).to_be_visible()
    expect(desk.locator("#rows .grid")).to_be_visible()
    desk.get_by_role("button", name="Cancel").click()
    desk.get_by_label(f"Select {first.number}").check()
    desk.get_by_role("group", name="Selected returns").get_by_role("button", name="Export…").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Export 1 return")).to_be_visible()
    dialog.get_by_label("Text table").check()
    axe(desk)
    screenshot(desk, "returns-export-dialog")
    dialog.get_by_role("button", name="Export").click()
    expect(dialog.get_by_text("Waiting for its turn …")).to_be_visible()
    screenshot(desk, "returns-export-waiting")
    write_export(Export.objects.get().pk, clock=timezone.now)
    expect(dialog.get_by_text("The file is ready: 1 row")).to_be_visible()
    axe(desk)
    screenshot(desk, "returns-export-done")
    with desk.expect_download() as download:
        dialog.get_by_role("link", name="Download CSV").click()
    assert first.number in download.value.path().read_text(encoding="utf-8-sig")
