"""A request that resembles an open case is offered that case first; another is opened only with a word."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.terms import Channel
from aftercare.flow.requests import apply
from aftercare.flow.return_goods import cancel
from aftercare.journal.models import Entry
from aftercare.orders.models import Order
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.doubling import LooksLikeAnother
from aftercare.returns.models import Return
from aftercare.returns.queries.duplicates import doubled
from aftercare.returns.terms import Wanted
from tests.factories.buying import bought_lately
from tests.factories.people import AGENT, MONDAY, buyer, member
from tests.factories.shop import Scene, goods, order, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene(window_days=None)


def ask(place: Scene, bought: Order, line: int = 0, despite: str = "", days: int = 0) -> Return:
    application = Application(wanted=[Wanted(goods(bought)[line].pk, 1)], reason=place.reason)
    at, him = MONDAY + timedelta(days=days), buyer(bought.customer_id)
    return apply("return_refund", bought, application, channel=Channel.PORTAL, despite=despite, by=him, at=at)


def test_a_second_request_for_the_same_line_needs_a_word(place: Scene) -> None:
    bought = order(place)
    first = ask(place, bought)
    entries = Entry.objects.count()
    with pytest.raises(LooksLikeAnother, match=first.number):
        ask(place, bought)
    assert (Return.objects.count(), Entry.objects.count()) == (1, entries)
    second = ask(place, bought, despite="The other pair, with another fault")
    assert (second.similar_to, second.similar_words) == (first, "The other pair, with another fault")
    assert list(doubled(AGENT)) == [second]


def test_other_lines_other_times_and_ended_cases_do_not_smell(place: Scene) -> None:
    bought = order(place)
    first = ask(place, bought)
    assert ask(place, bought, line=1).similar_to is None
    cancel(first, by=buyer(bought.customer_id), at=MONDAY)
    assert ask(place, bought).similar_to is None


def test_the_same_goods_of_another_order_smell_for_three_days(place: Scene) -> None:
    ask(place, order(place))
    with pytest.raises(LooksLikeAnother):
        ask(place, order(place), days=2)
    assert ask(place, order(place), days=4).similar_to is None
    assert ask(place, order(place, account="somebody.else")).similar_to is None


As = Callable[[Role], Client]


def test_the_desk_offers_the_open_case_and_takes_a_word(place: Scene) -> None:
    bought = bought_lately(place)
    agent = Client()
    agent.force_login(member(Role.AGENT))
    line = goods(bought)[0]
    page = reverse("return-new-for", args=[bought.pk])
    told = {f"pieces-{line.pk}": "1", "reason": str(place.reason.pk), "remark": "", "once": "A1"}
    assert agent.post(page, told).status_code == 302
    assert agent.post(page, told).status_code == 302, "the same form twice is done once"
    assert Return.objects.count() == 1
    again = agent.post(page, {**told, "once": "A2"})
    first = Return.objects.get()
    assert (again.status_code, f"Continue on {first.number}" in again.content.decode()) == (409, True)
    assert agent.post(page, {**told, "once": "A3", "despite": "Second fault"}).status_code == 302
    assert Return.objects.latest("pk").similar_to == first
    assert "Second fault" in agent.get(reverse("service-doubled")).content.decode()


def test_the_buyer_is_led_to_his_open_case(place: Scene) -> None:
    bought = bought_lately(place)
    browser = Client()
    who = member(Role.BUYER)
    bought.customer.member_id = who.pk
    bought.customer.save()
    browser.force_login(who)
    line = goods(bought)[0]
    page = reverse("my-order-return", args=[bought.pk])
    told = {f"pieces-{line.pk}": "1", "reason": str(place.reason.pk), "remark": ""}
    browser.post(page, told)
    first = Return.objects.get()
    again = browser.post(page, told)
    assert (again.status_code, reverse("my-case", args=[first.number]) in again.content.decode()) == (409, True)
    assert browser.post(page, {**told, "despite": "Another piece"}).status_code == 302
    assert Return.objects.count() == 2
