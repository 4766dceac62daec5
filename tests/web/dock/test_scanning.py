"""What a scan means, and what the dock's first page lists."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.flow.return_goods import cancel
from aftercare.org.roles import Role
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.sending import book_pickup, ship
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import DOCKER, buyer
from tests.factories.shop import Scene, scene
from tests.factories.stories import PARCEL, applied
from tests.web.dock.conftest import As

pytestmark = pytest.mark.django_db


def scan(client: Client, text: str) -> str:
    """Where a scan leads; empty when it stays on the page."""
    return client.get("/dock/", {"scan": text}).get("Location", "")


@pytest.mark.parametrize("spelling", ["{0}", "  {0}\r", "{1}", "{2}", "{3}", "{4}"])
def test_the_slip_s_bar_code_opens_the_count_however_the_scanner_types_it(
    docker: Client, three: Sendable, spelling: str
) -> None:
    number = three.returning.number
    spellings = (number, number.lower(), number.replace("-", "ß"), number.replace("-", "'"), number.replace("-", ""))
    assert scan(docker, spelling.format(*spellings)) == f"/dock/{number}/"


def test_the_slip_s_qr_code_opens_the_count(docker: Client, three: Sendable) -> None:
    address = "https://shop.example" + reverse("case-by-link", args=[three.case.token])
    assert scan(docker, address) == f"/dock/{three.returning.number}/"
    assert scan(docker, address.upper().replace("/C/", "/c/")) == f"/dock/{three.returning.number}/"


@pytest.mark.shows("RET-48")
def test_tracking_and_order_number_open_the_count(docker: Client, three: Sendable) -> None:
    ship(three.returning, PARCEL, by=buyer(three.case.customer_id), at=timezone.now())
    page = f"/dock/{three.returning.number}/"
    assert scan(docker, "dp 123456789 gb") == page
    assert scan(docker, three.returning.order_number) == page


def test_several_hits_are_offered(docker: Client, place: Scene) -> None:
    bought = bought_lately(place)
    first, second = sendable(place, bought, 1), sendable(place, bought, 1)
    text = docker.get("/dock/", {"scan": bought.number}).content.decode()
    assert "Which one?" in text
    for sent in (first, second):
        assert f'href="/dock/{sent.returning.number}/"' in text


def test_unknown_text_is_said_in_a_sentence_and_escaped(docker: Client) -> None:
    text = docker.get("/dock/", {"scan": "<img src=x>"}).content.decode()
    assert "“&lt;img src=x&gt;” is no return slip" in text
    assert "<img src=x>" not in text


@pytest.mark.parametrize("text", ["\0", "%", "x" * 5000, "'; DROP TABLE", "RT-", "/c/", "😀"])
def test_odd_scans_find_nothing_and_break_nothing(docker: Client, text: str) -> None:
    assert docker.get("/dock/", {"scan": text}).status_code == 200


def test_a_parcel_of_a_cancelled_return_is_recognised_and_put_aside(docker: Client, three: Sendable) -> None:
    cancel(three.returning, by=buyer(three.case.customer_id), at=timezone.now())
    text = docker.get("/dock/", {"scan": three.returning.number}).content.decode()
    assert "Nothing to take in" in text
    assert "Write down that they are here, so that somebody decides." in text
    assert f'href="/dock/{three.returning.number}/"' not in text


def test_a_return_that_is_still_in_review_is_not_taken_in(docker: Client, place: Scene) -> None:
    returning = applied(place, bought_lately(place), 1, at=timezone.now())
    assert "Nothing to take in" in docker.get("/dock/", {"scan": returning.number}).content.decode()


def test_another_merchant_s_parcel_is_unknown(as_role: As, three: Sendable) -> None:
    other = scene("lumen")
    stranger = as_role(Role.MERCHANT, merchants=(other.merchant,))
    assert "is no return slip" in stranger.get("/dock/", {"scan": three.returning.number}).content.decode()
    for page in ("", "effect/"):
        assert stranger.get(f"/dock/{three.returning.number}/{page}").status_code == 404


def test_the_first_page_lists_what_travels_and_what_waits(docker: Client, place: Scene) -> None:
    at = timezone.now()
    travelling, fetched, here = (sendable(place, bought_lately(place), 1) for _ in range(3))
    ship(travelling.returning, PARCEL, by=buyer(travelling.case.customer_id), at=at)
    day = timezone.localdate(at) + timedelta(days=1)
    book_pickup(fetched.returning, day, by=buyer(fetched.case.customer_id), at=at)
    receive(here.returning, by=DOCKER, at=at)
    text = docker.get("/dock/").content.decode()
    arrived, on_the_way = text.split("On the way")
    assert here.returning.number in arrived.split("Arrived, not counted")[1]
    assert travelling.returning.number in on_the_way
    assert fetched.returning.number in on_the_way
    assert "DP123456789GB" in on_the_way


@pytest.mark.parametrize(
    ("role", "page", "register", "receive_status"),
    [
        (Role.DOCK, 200, 200, 302),
        (Role.MANAGER, 200, 200, 403),
        (Role.AUDITOR, 200, 200, 403),
        (Role.MERCHANT, 200, 200, 403),
        (Role.AGENT, 403, 403, 403),
        (Role.OPERATIONS_REVIEWER, 403, 403, 403),
        (Role.FINANCE_REVIEWER, 403, 403, 403),
        (Role.CASHIER, 403, 403, 403),
        (Role.ADMINISTRATOR, 403, 403, 403),
        (Role.BUYER, 403, 403, 403),
    ],
)
def test_who_may_do_what_at_the_dock(
    as_role: As, place: Scene, three: Sendable, role: Role, page: int, register: int, receive_status: int
) -> None:
    browser = as_role(role, merchants=(place.merchant,))
    number = three.returning.number
    assert browser.get("/dock/").status_code == page
    assert browser.get(f"/dock/{number}/").status_code == page
    assert browser.get(f"/dock/{number}/effect/").status_code == page
    assert browser.get("/dock/register/").status_code == register
    assert browser.get(f"/dock/{number}/refuse/").status_code == (200 if role == Role.DOCK else 403)
    assert browser.post(f"/dock/{number}/arrived/").status_code == receive_status


def test_visitors_are_asked_to_sign_in(client: Client, three: Sendable) -> None:
    for page in ("/dock/", "/dock/register/", f"/dock/{three.returning.number}/"):
        assert client.get(page).status_code == 302
