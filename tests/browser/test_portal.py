"""The buyer's way on a phone, from the wish to the money, and his pages for everybody's eyes."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow.return_goods import reject, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.orders.models import Order
from aftercare.org.models import Member
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Evidence, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, State
from tests.browser.conftest import PHONE, Open, SignIn, axe_in_both
from tests.factories.buying import account_of, bought_lately, sendable
from tests.factories.people import CASHIER, DOCKER, FINANCE, REVIEWER
from tests.factories.pictures import jpeg
from tests.factories.shop import Scene, scene
from tests.factories.stories import applied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > innerWidth"
SMALL = {**PHONE, "viewport": {"width": 320, "height": 640}}


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def bought(place: Scene) -> Order:
    return bought_lately(place)


@pytest.fixture
def lin(bought: Order) -> Member:
    """The buyer's sign-in."""
    return account_of(bought)


@pytest.mark.shows("RET-29", "RET-31", "RET-37", "RET-38", "RET-48", "PAG-24", "PAG-25")
def test_the_whole_way_on_a_phone(phone: Page, place: Scene, bought: Order, lin: Member, sign_in: SignIn) -> None:
    sign_in(phone, lin)
    phone.goto("/my/")
    phone.get_by_role("link", name="Return something").click()
    phone.get_by_role("button", name="One more K2 headphones, graphite").tap()
    expect(phone.locator("#amount")).to_contain_text("£699.00")
    phone.get_by_role("button", name="One more K2 headphones, graphite").tap()
    expect(phone.locator("#amount")).to_contain_text("£1,398.00")
    photo: FilePayload = {"name": "box.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    phone.locator("input[type=file]").set_input_files(photo)
    expect(phone.locator("[data-previews] li")).to_have_count(1)
    phone.get_by_role("button", name="Ask for the return").tap()
    expect(phone.get_by_text("Choose a reason.")).to_be_visible()
    expect(phone.locator("button[aria-busy]")).to_have_count(0)
    expect(phone.locator("[data-previews] li")).to_have_count(1)
    phone.get_by_text("Changed my mind").tap()
    phone.get_by_label("Anything we should know?").fill("盒子没有打开过")
    phone.get_by_role("button", name="Ask for the return").tap()
    expect(phone.get_by_role("heading", name="We are looking at your request")).to_be_visible()

    returning = Return.objects.get()
    assert (returning.asked_minor, Evidence.objects.count()) == (139800, 1)
    approve(returning, Decision(address=place.address), by=REVIEWER, at=timezone.now())
    phone.reload()
    expect(phone.get_by_role("heading", name="Please send the parcel by")).to_be_visible()
    phone.get_by_role("link", name="I sent it: enter tracking").tap()
    dialog = phone.locator("dialog[open]")
    dialog.get_by_label("Carrier").fill("Demo Post")
    dialog.get_by_label("Tracking number").fill("x")
    dialog.get_by_role("button", name="It is on its way").tap()
    expect(dialog.get_by_text("A tracking number has 4 to 60 letters and digits.")).to_be_visible()
    dialog.get_by_label("Tracking number").fill("DP123456789GB")
    dialog.get_by_role("button", name="It is on its way").tap()
    expect(phone.get_by_role("heading", name="Your parcel is on its way to us")).to_be_visible()
    phone.get_by_label("Message").fill("¿Todo bien?")
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.locator(".timeline").get_by_text("¿Todo bien?")).to_be_visible()

    returning.refresh_from_db()
    assert returning.state == State.IN_TRANSIT
    at = timezone.now()
    line = lines_of(returning)[0]
    take_in_goods(returning, [Counted(line.pk, 1, 1, 0, Grade.OPENED)], by=DOCKER, at=at)
    refund = refund_of_case(returning.case_id)
    assert refund
    pay_refund(approve_refund(refund, by=FINANCE, at=at), Sent(PayMethod.BANK, "BACS 7741"), by=CASHIER, at=at)
    phone.reload()
    expect(phone.get_by_role("heading", name="£699.00 was refunded")).to_be_visible()
    expect(phone.get_by_text("K2 headphones, graphite: 1 came instead of 2.")).to_be_visible()
    assert not phone.evaluate(WIDER_THAN_WINDOW)


def test_a_refused_photo_leaves_what_was_filled_in(phone: Page, bought: Order, lin: Member, sign_in: SignIn) -> None:
    sign_in(phone, lin)
    phone.goto(f"/my/orders/{bought.pk}/return/")
    phone.get_by_role("button", name="One more Travel case K2").tap()
    phone.get_by_text("Changed my mind").tap()
    phone.get_by_label("Anything we should know?").fill("two words")
    fake: FilePayload = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    phone.locator("input[type=file]").set_input_files(fake)
    phone.get_by_role("button", name="Ask for the return").tap()
    expect(phone.get_by_text("“holiday.jpg” is not a JPEG, PNG or WebP picture.")).to_be_visible()
    expect(phone.get_by_label("Anything we should know?")).to_have_value("two words")
    expect(phone.get_by_label("Pieces of Travel case K2")).to_have_value("1")
    assert not Return.objects.exists()


def test_without_scripts_the_same_way_is_open(
    open_page: Open, place: Scene, bought: Order, lin: Member, sign_in: SignIn
) -> None:
    plain = open_page(java_script_enabled=False, **PHONE)
    sign_in(plain, lin)
    plain.goto(f"/my/orders/{bought.pk}/return/")
    plain.get_by_label("Pieces of Travel case K2").fill("2")
    plain.get_by_label("Changed my mind").check()
    plain.get_by_role("button", name="Ask for the return").click()
    returning = Return.objects.get()
    approve(returning, Decision(address=place.address), by=REVIEWER, at=timezone.now())
    plain.goto(f"/my/{returning.number}/")
    plain.get_by_role("link", name="I sent it: enter tracking").click()
    plain.get_by_label("Carrier").fill("Demo Post")
    plain.get_by_label("Tracking number").fill("DP123456")
    plain.get_by_role("button", name="It is on its way").click()
    expect(plain.get_by_role("heading", name="Your parcel is on its way to us")).to_be_visible()


def test_a_double_click_in_a_dialog_is_sent_once(phone: Page, place: Scene, bought: Order) -> None:
    sent = sendable(place, bought, 1)
    posts: list[str] = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.goto(f"/c/{sent.case.token}/")
    phone.get_by_role("link", name="I sent it: enter tracking").tap()
    dialog = phone.locator("dialog[open]")
    dialog.get_by_label("Carrier").fill("Demo Post")
    dialog.get_by_label("Tracking number").fill("DP123456789GB")
    dialog.get_by_role("button", name="It is on its way").dblclick()
    expect(phone.get_by_role("heading", name="Your parcel is on its way to us")).to_be_visible()
    assert len(posts) == 1


def test_copy_buttons_copy_the_address(open_page: Open, place: Scene, bought: Order) -> None:
    sent = sendable(place, bought, 1)
    phone = open_page(permissions=["clipboard-read", "clipboard-write"], **PHONE)
    phone.goto(reverse("case-by-link", args=[sent.case.token]))
    phone.get_by_role("button", name="Copy 88 Example Road").tap()
    assert phone.evaluate("navigator.clipboard.readText()") == "88 Example Road, Demo City, GB"


def test_axe_finds_nothing_on_the_buyer_s_pages(
    phone: Page, place: Scene, bought: Order, lin: Member, sign_in: SignIn
) -> None:
    late = bought_lately(place, signed_days_ago=30)
    sent = sendable(place, bought, 1, 1)
    no = applied(place, bought, 1, at=timezone.now())
    reject(no, "The seal is broken.", by=REVIEWER, at=timezone.now())
    sign_in(phone, lin)
    for url in (f"/my/orders/{late.pk}/return/", f"/my/{no.number}/", f"/my/{sent.returning.number}/"):
        phone.goto(url)
        axe_in_both(phone)
        assert not phone.evaluate(WIDER_THAN_WINDOW), url
    phone.get_by_role("link", name="I sent it: enter tracking").tap()
    expect(phone.locator("dialog[open]")).to_be_visible()
    axe_in_both(phone)


def test_nothing_sticks_out_on_the_smallest_phone(
    open_page: Open, place: Scene, bought: Order, lin: Member, sign_in: SignIn
) -> None:
    sent = sendable(place, bought, 1, 1)
    small = open_page(**SMALL)
    sign_in(small, lin)
    for url in ("/my/", f"/my/orders/{bought.pk}/return/", f"/my/{sent.returning.number}/", "/my/find/"):
        small.goto(url)
        assert not small.evaluate(WIDER_THAN_WINDOW), url
    small.goto(f"/my/{sent.returning.number}/")
    small.get_by_label("Message").fill("y" * 400)
    small.get_by_role("button", name="Send").click()
    expect(small.get_by_text("y" * 400)).to_be_visible()
    assert not small.evaluate(WIDER_THAN_WINDOW)
