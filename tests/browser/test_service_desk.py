"""The service desk in a browser: a dialog decides."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from aftercare.cases.commands import questions
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Referral
from aftercare.customers.commands import set_mark
from aftercare.customers.terms import Mark
from aftercare.flow import compensation
from aftercare.org.commands.authority import set_limit
from aftercare.org.roles import Role
from tests.browser.conftest import Open, SignIn
from tests.factories.buying import bought_lately
from tests.factories.care import colleague, compensated, terms
from tests.factories.people import AGENT, actor, buyer, member
from tests.factories.shop import Scene, scene
from tests.factories.stories import applied
from tests.web.service.test_desk import paid, ships_within

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def place(transactional_db: None) -> Scene:
    """A day with something in every queue."""
    found, now = scene(), timezone.now()
    ships_within(found, 2)
    paid(found, 5)
    _who, agent = colleague(Role.AGENT)
    set_limit(2000, "GBP", role=Role.AGENT, by=actor(Role.ADMINISTRATOR), at=now)
    compensated(bought_lately(found), 5000, by=agent, at=now)
    returning = applied(found, bought_lately(found, account="other"), 2, at=now)
    add_note(returning.case, "Where is my money?", for_buyer=True, by=buyer(returning.customer_id), at=now)
    questions.ask(returning.case, "Is this a known fault?", role=Role.MANAGER, by=AGENT, at=now)
    set_mark(returning.customer, Mark.WATCHED, True, "Three claims in a week", by=AGENT, at=now)
    compensation.offer(returning, terms(returning.order, 1500), by=AGENT, at=now)
    return found


@pytest.mark.shows("RET-15")
def test_a_decision_is_made_in_its_dialog(open_page: Open, sign_in: SignIn, place: Scene) -> None:
    page = open_page()
    sign_in(page, member(Role.MANAGER))
    page.goto(reverse("service"))
    page.get_by_role("link", name="Compensation agreed with the buyer").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("£50.00")
    dialog.get_by_label("Your reason").fill("Fine with me.")
    dialog.get_by_role("button", name="Grant £50.00").click()
    expect(page.get_by_text("Granted, and done as asked.")).to_be_visible()
    assert Referral.objects.get().state == "granted"
