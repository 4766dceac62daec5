"""Every page of every desk, as the addresses list them: for everybody's eyes, in light and dark, and on a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from aftercare.billing.commands.gateways import GatewayChoice, set_gateway
from aftercare.billing.commands.ordering import withdraw
from aftercare.billing.commands.orders import claim_next
from aftercare.billing.models import PayoutOrder, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import GatewayKind, Outcome, Reply
from aftercare.cli.charting import take_out_charts
from aftercare.customers.commands import link_member
from aftercare.flow.paying_out import take_reply
from aftercare.flow.return_goods import take_in_goods
from aftercare.flow.settlement import GATEWAY_CASHIER, approve_refund
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from tests.browser.conftest import PHONE, Open, axe, screenshot
from tests.factories.buying import bought_lately, sendable
from tests.factories.people import CASHIER, DOCKER, FINANCE, actor, buyer, member
from tests.factories.shop import Scene, scene
from tests.factories.stories import PARCEL, all_good, applied
from tests.web.test_access import EXPECTED, our_patterns

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]

DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDER = "document.documentElement.scrollWidth > innerWidth"
DESK: ViewportSize = {"width": 1280, "height": 900}
FIRST = {name: next(role for role in Role if role in roles) for name, roles in EXPECTED.items()}
"""Who opens a page here; that others may or may not is shown elsewhere."""
BY_STATE = {
    "return-detail": "asked", "return-reject": "asked", "return-ship": "sendable", "return-pickup": "sendable",
    "return-cancel": "sendable", "return-slip": "sendable", "my-case": "sendable", "my-ship": "sendable",
    "my-pickup": "sendable", "my-cancel": "sendable", "my-correct": "sent", "dock-count": "sent",
    "dock-refuse": "sent", "finance-detail": "counted", "finance-send-back": "counted", "finance-pay": "due",
    "finance-gateway-withdraw": "ordered", "finance-gateway-correct": "ordered",
    "finance-gateway-settle": "withdrawing",
}  # fmt: skip
"""The point of a return's life at which a page is of use."""
NOT_HERE = {
    "photo", "photo-thumb", "my-photo", "my-thumbnail", "returns-exported", "returns-export-file",
    "settings-key-revoke", "settings-gateway", "finance-difference-settle", "returns-view",
}  # fmt: skip
"""What this house has none of: photos, exports, keys, differences with the bank, kept views."""


class House:
    """A merchant with one return at each point of its life."""

    def __init__(self) -> None:
        self.place: Scene = scene()
        self.order = bought_lately(self.place)
        self.clerk = member(Role.AGENT, email="clerk@example.com")
        self.returns: dict[str, Return] = {"asked": applied(self.place, self.order, 1, 1, at=timezone.now())}
        self.returns["sendable"] = self.sendable()
        self.returns["sent"] = self.sent()
        self.returns["counted"] = self.counted()
        self.returns["due"] = self.due()
        choice = GatewayChoice(GatewayKind.HTTP, "https://pay.example.com/", "a secret that is long enough, really", 1)
        self.gateway = set_gateway(self.place.merchant, choice, by=actor(Role.ADMINISTRATOR), at=timezone.now())
        self.returns["withdrawing"] = self.withdrawing()
        self.returns["ordered"] = self.ordered()

    def sendable(self) -> Return:
        return sendable(self.place, bought_lately(self.place), 2, 1).returning

    def sent(self) -> Return:
        found = self.sendable()
        return ship(found, PARCEL, by=buyer(found.customer_id), at=timezone.now())

    def counted(self) -> Return:
        found = self.sent()
        return take_in_goods(found, all_good(found), by=DOCKER, at=timezone.now())

    def due(self) -> Return:
        found = self.counted()
        approve_refund(self.refund(found), by=FINANCE, at=timezone.now())
        return found

    def ordered(self) -> Return:
        """The gateway shall pay it, and has not been asked yet."""
        found = self.counted()
        approve_refund(self.refund(found), by=FINANCE, at=timezone.now())
        return found

    def withdrawing(self) -> Return:
        """The gateway was asked and said nothing; the cashier wants the payment back."""
        found = self.ordered()
        claim = claim_next(self.gateway, by=GATEWAY_CASHIER, at=timezone.now())
        assert claim
        take_reply(claim, Reply(Outcome.SILENT), at=timezone.now())
        withdraw(PayoutOrder.objects.get(refund=self.refund(found)), by=CASHIER, at=timezone.now())
        return found

    def refund(self, found: Return) -> Refund:
        refund = refund_of_case(found.case_id)
        assert refund
        return refund

    def address(self, name: str) -> str:
        """Where a page about this house is."""
        found = self.returns[BY_STATE.get(name, "asked")]
        owners = {"order-detail": self.order.pk, "customer-detail": found.customer_id, "settings-member": self.clerk.pk}
        reasons = self.place.reason.pk if name.startswith("settings-reason") else None
        values: dict[str, Any] = {
            "number": found.number, "order_id": self.order.pk, "kind": "return_refund",
            "file_id": "00000000-0000-4000-8000-000000000000", "key": "00000000-0000-4000-8000-000000000000",
            "pk": reasons or owners.get(name, self.place.merchant.pk),
        }  # fmt: skip
        pattern = next(p for p in our_patterns() if p.name == name)
        return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})


@pytest.fixture
def house() -> House:
    take_out_charts()
    return House()


@pytest.fixture
def people(house: House) -> dict[Role, Member]:
    """Somebody of each role."""
    made = {r: member(r, merchants=(house.place.merchant,) if r == Role.MERCHANT else ()) for r in Role}
    link_member(house.order.customer, made[Role.BUYER].pk)
    return made


def signed_in(who: Member) -> Client:
    """Somebody's browser, without the eyes."""
    client = Client()
    client.force_login(who)
    return client


def pages(house: House, role: Role, client: Client) -> list[tuple[str, str]]:
    """Name and address of the whole pages that somebody of this role opens here; not of parts, files and acts."""
    told = {name: house.address(name) for name, first in FIRST.items() if first == role and name not in NOT_HERE}
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


def look(page: Page, name: str) -> None:
    """What everybody's eyes need, in the light and in the dark."""
    axe(page)
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options=DARK).response["violations"]
    page.emulate_media(color_scheme="light")
    pale = [(node["target"], node["any"][0]["message"]) for rule in found for node in rule["nodes"]]
    assert pale == [], f"{name} in the dark"


@pytest.mark.parametrize("role", [role for role in Role if role in FIRST.values()])
def test_every_page_is_for_all_eyes(
    role: Role, house: House, people: dict[Role, Member], open_page: Open, live_server: LiveServer
) -> None:
    page, client = open_page(reduced_motion="reduce"), signed_in(people[role])
    enter(page, client, live_server)
    for name, address in pages(house, role, client):
        page.goto(address)
        look(page, name)
        screenshot(page, f"every-{name}")


def test_every_page_fits_a_phone_in_the_longest_words(
    house: House, people: dict[Role, Member], open_page: Open, live_server: LiveServer
) -> None:
    page = open_page(**PHONE)
    wider = []
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
    page = open_page(reduced_motion="reduce")
    link = reverse("case-by-link", args=[house.returns["sendable"].case.token])
    sent = reverse("case-by-link", args=[house.returns["sent"].case.token])
    ways = [link, f"{link}ship/", f"{link}pickup/", f"{link}cancel/", f"{sent}correct/"]
    for address in [reverse("find-order"), "/accounts/login/", "/nowhere/", *ways]:
        page.goto(address)
        complaints[:] = [told for told in complaints if "404" not in told]
        look(page, address)
        page.set_viewport_size({"width": 390, "height": 844})
        assert not page.evaluate(WIDER), address
        page.set_viewport_size(DESK)
