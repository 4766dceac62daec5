"""The agent's desk: who waits, what is late, who is marked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.customers.commands import Buyer
from aftercare.customers.models import Customer, Marking
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.intake import take_order
from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import DelayNotice, Order
from aftercare.orders.terms import NewOrder, PromiseKind
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.buying import bought_lately
from tests.factories.people import actor, buyer
from tests.factories.shop import HEADPHONES, Scene, scene
from tests.factories.stories import applied
from tests.web.service.conftest import As

pytestmark = pytest.mark.django_db
ADMIN = actor(Role.ADMINISTRATOR)


@pytest.fixture
def place() -> Scene:
    return scene()


def paid(place: Scene, days_ago: float, *, number: str = "", shipped: bool = False) -> Order:
    """An order paid so many days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    new = NewOrder(
        number=number or f"L-{days_ago}",
        buyer=Buyer(account="lin.demo"),
        ordered_at=at,
        currency="GBP",
        lines=(HEADPHONES,),
        paid_at=at,
        shipped_at=timezone.now() if shipped else None,
        recipient="Lin Demo",
    )
    return take_order(place.shop, new, region="GB", by=SYSTEM, at=timezone.now()).order


def ships_within(place: Scene, days: int) -> None:
    since = timezone.localdate() - timedelta(days=90)
    new = NewPromise(PromiseKind.SHIP_WITHIN, "Ships in time", since, days=days)
    promise(place.merchant, new, by=ADMIN, at=timezone.now())


@pytest.mark.shows("RET-69")
def test_who_waits_longest_for_an_answer_comes_first_until_answered(place: Scene, as_role: As) -> None:
    agent = as_role(Role.AGENT)
    first, second = (applied(place, bought_lately(place), 1) for _each in range(2))
    now = timezone.now()
    add_note(second.case, "Where is it?", for_buyer=True, by=buyer(second.customer_id), at=now - timedelta(hours=2))
    add_note(first.case, "And mine?", for_buyer=True, by=buyer(first.customer_id), at=now - timedelta(hours=1))
    add_note(first.case, "Still waiting", for_buyer=True, by=buyer(first.customer_id), at=now)
    page = agent.get(reverse("service-unanswered")).content.decode()
    assert page.index(second.number) < page.index(first.number)
    assert "Still waiting" in page
    add_note(first.case, "Only for us", for_buyer=False, by=ADMIN, at=now)
    assert Case.objects.get(pk=first.case_id).unanswered_since == now - timedelta(hours=1)
    sent = agent.post(reverse("service-reply", args=[first.number]), {"text": "It is on its way.", "act": "send"})
    assert sent.status_code == 302
    assert first.number not in agent.get(reverse("service-unanswered")).content.decode()
    bought = Client()
    assert "It is on its way." in bought.get(reverse("case-by-link", args=[first.case.token])).content.decode()


@pytest.mark.shows("RET-69")
def test_what_needs_no_answer_leaves_the_list_with_a_reason(place: Scene, as_role: As) -> None:
    agent = as_role(Role.AGENT)
    returning = applied(place, bought_lately(place), 1)
    add_note(returning.case, "Thank you!", for_buyer=True, by=buyer(returning.customer_id), at=timezone.now())
    page = reverse("service-reply", args=[returning.number])
    assert agent.post(page, {"text": "", "act": "none"}).status_code == 422
    agent.post(page, {"text": "A thank you only.", "act": "none"})
    assert Case.objects.get(pk=returning.case_id).unanswered_since is None
    assert Entry.objects.filter(kind="cases.note.no_answer").count() == 1


@pytest.mark.shows("STD-12", "STD-13", "RET-21")
def test_an_order_over_its_promise_is_late_until_told_and_shipped(place: Scene, as_role: As) -> None:
    agent = as_role(Role.AGENT)
    late, fresh = paid(place, 2.5), paid(place, 1.5)
    paid(place, 9, shipped=True)
    assert "No late orders" in agent.get(reverse("service-late")).content.decode()
    ships_within(place, 2)
    page = agent.get(reverse("service-late")).content.decode()
    assert (late.number in page, fresh.number in page, "not told yet" in page) == (True, False, True)
    told = {"way": "phone", "told_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "words": "Two days more."}
    assert agent.post(reverse("service-told", args=[late.pk]), told).status_code == 302
    notice = DelayNotice.objects.get()
    assert (notice.told_by, notice.words, notice.order) == ("phone", "Two days more.", late)
    page = agent.get(reverse("service-late")).content.decode()
    assert ("Two days more." in page, "not told yet" in page) == (True, False)


def test_what_was_called_off_as_a_whole_is_not_late(place: Scene, as_role: As) -> None:
    ships_within(place, 2)
    order = paid(place, 5)
    order.lines.update(goods_called_off=3)
    assert order.number not in as_role(Role.AGENT).get(reverse("service-late")).content.decode()


@pytest.mark.shows("RET-21")
def test_a_return_of_an_order_that_was_shipped_late_says_so(place: Scene) -> None:
    ships_within(place, 2)
    late = applied(place, paid(place, 5, number="LATE", shipped=True), 1, at=timezone.now())
    intime = applied(place, paid(place, 1, number="FINE", shipped=True), 1, at=timezone.now())
    assert (late.shipped_late, intime.shipped_late) == (True, False)
    assert Return.objects.filter(shipped_late=True).count() == 1


def test_a_mark_is_set_and_taken_with_a_reason(place: Scene, as_role: As) -> None:
    agent = as_role(Role.AGENT)
    returning = applied(place, bought_lately(place), 1)
    page = reverse("service-marks", args=[returning.customer_id])
    assert agent.post(page, {"mark": "set-watched", "reason": ""}).status_code == 422
    assert agent.post(page, {"mark": "set-watched", "reason": "Three claims in a week"}).status_code == 302
    assert Customer.objects.get(pk=returning.customer_id).marks == ["watched"]
    assert "Three claims in a week" in agent.get(page).content.decode()
    assert "Watched" in agent.get(reverse("return-detail", args=[returning.number])).content.decode()
    agent.post(page, {"mark": "take-watched", "reason": "All were right"})
    assert Customer.objects.get(pk=returning.customer_id).marks == []
    assert [(one.mark, one.is_set) for one in Marking.objects.order_by("pk")] == [("watched", True), ("watched", False)]
    assert as_role(Role.FINANCE_REVIEWER).post(page, {"mark": "set-trusted", "reason": "x"}).status_code == 403


@pytest.mark.shows("RET-69", "RET-21")
def test_the_desk_shows_every_queue_and_opens_its_case(place: Scene, as_role: As) -> None:
    ships_within(place, 2)
    late = paid(place, 5)
    returning = applied(place, bought_lately(place), 1)
    add_note(returning.case, "Where is it?", for_buyer=True, by=buyer(returning.customer_id), at=timezone.now())
    page = as_role(Role.AGENT).get(reverse("service")).content.decode()
    assert f"{reverse('return-detail', args=[returning.number])}#talk" in page
    assert reverse("order-detail", args=[late.pk]) in page
    assert "Decisions" not in page.split("<main")[1]
    assert "Decisions" in as_role(Role.MANAGER).get(reverse("service")).content.decode().split("<main")[1]
