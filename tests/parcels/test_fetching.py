"""An exchange whose new goods wait at a service point for who shows the code."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.models import Case
from aftercare.flow.hand_in import hand_goods_over
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import IllegalMove, NotAllowed
from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.models import ServicePoint
from aftercare.org.roles import Role, rights_of
from aftercare.returns.commands.fetching import NotToFetch, WrongCode, arrive, choose_point
from aftercare.returns.models import Dispatch, Fetch, Return, ReturnPolicy
from aftercare.returns.queries.fetching import coming_to, fetched_with, waiting_at
from aftercare.returns.terms import DispatchState, FetchState, State
from tests.factories.carriers import SETTER
from tests.factories.exchanges import agreed, articles, counted, dispatch_of, fresh, sent
from tests.factories.people import AGENT, MONDAY, buyer, member
from tests.factories.shop import Scene, order, scene

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place() -> Scene:
    made = scene()
    articles(made)
    ReturnPolicy.objects.filter(merchant=made.merchant).update(confirm_days=3)
    return made


def shop(code: str = "market", *, hands_out: bool = True) -> ServicePoint:
    choice = PointChoice(code, f"{code.title()} shop", "Demo City", "1 Market Street", hands_out=hands_out)
    return set_point(None, choice, by=SETTER, at=MONDAY)


def clerk(at: ServicePoint) -> Actor:
    return Actor(ActorKind.MEMBER, 88, "Clerk", rights_of([Role.POINT]), points=frozenset({at.pk}))


def to_fetch(place: Scene, at: ServicePoint) -> Return:
    """The buyer chose the shop, and the new goods are on their way there."""
    returning = agreed(place, order(place))
    choose_point(returning, at, by=buyer(returning.customer_id), at=MONDAY)
    sent(counted(returning))
    return fresh(returning)


@pytest.mark.shows("RET-70", "RET-55")
def test_new_goods_go_to_the_shop_of_choice_and_the_code_ends_the_exchange(place: Scene) -> None:
    here = shop()
    returning = to_fetch(place, here)
    dispatch = dispatch_of(returning)
    assert (dispatch.address, dispatch.confirm_due_on) == ("Market shop, 1 Market Street, Demo City", None)
    (fetch,) = coming_to(clerk(here))
    fetch = arrive(fetch, by=clerk(here), at=MONDAY + 3 * DAY)
    assert (list(coming_to(clerk(here))), list(waiting_at(clerk(here)))) == ([], [fetch])
    assert fetched_with(clerk(here), f"{fetch.code[:4].lower()} {fetch.code[4:]}") == fetch
    assert not Entry.objects.filter(after__icontains=fetch.code).exists()
    with pytest.raises(WrongCode):
        hand_goods_over(fetch, "AAAA AAAA", by=clerk(here), at=MONDAY + 4 * DAY)
    assert fresh(returning).state == State.SHIPPED
    hand_goods_over(fetch, fetch.code, by=clerk(here), at=MONDAY + 4 * DAY)
    assert fresh(returning).state == State.COMPLETED
    assert dispatch_of(returning).state == DispatchState.DELIVERED
    assert Fetch.objects.get().handed_by_name == "Clerk"
    with pytest.raises(IllegalMove):
        hand_goods_over(fetch, fetch.code, by=clerk(here), at=MONDAY + 4 * DAY)


def test_only_the_shop_where_they_lie_hands_them_over(place: Scene) -> None:
    here, there = shop(), shop("harbour")
    to_fetch(place, here)
    fetch = Fetch.objects.get()
    for who in (clerk(there), AGENT):
        with pytest.raises(NotAllowed):
            arrive(fetch, by=who, at=MONDAY + 3 * DAY)
    fetch = arrive(fetch, by=clerk(here), at=MONDAY + 3 * DAY)
    with pytest.raises(NotAllowed):
        hand_goods_over(fetch, fetch.code, by=clerk(there), at=MONDAY + 4 * DAY)
    assert Fetch.objects.get().state == FetchState.WAITING


def test_the_place_may_change_until_the_goods_have_left(place: Scene) -> None:
    here, there, closed = shop(), shop("harbour"), shop("attic", hands_out=False)
    returning = agreed(place, order(place))
    who = buyer(returning.customer_id)
    home = Case.objects.get(pk=returning.case_id).address
    with pytest.raises(NotToFetch):
        choose_point(returning, closed, by=who, at=MONDAY)
    with pytest.raises(NotAllowed):
        choose_point(returning, here, by=buyer(returning.customer_id + 1), at=MONDAY)
    choose_point(returning, here, by=who, at=MONDAY)
    returning = counted(returning)
    assert Dispatch.objects.get().address.startswith("Market shop")
    choose_point(returning, None, by=who, at=MONDAY)
    assert Dispatch.objects.get().address == home
    choose_point(returning, there, by=who, at=MONDAY)
    dispatch = sent(returning)
    assert dispatch.address.startswith("Harbour shop")
    with pytest.raises(NotToFetch):
        choose_point(fresh(returning), here, by=who, at=MONDAY)
    assert Fetch.objects.get().point == there


def test_the_buyer_reads_the_code_and_the_counter_takes_it(place: Scene, client: Client) -> None:
    here = shop()
    returning = agreed(place, order(place))
    page = reverse("case-by-link", args=[returning.case.token])
    assert "Fetch it in a shop…" in client.get(page).content.decode()
    assert client.post(reverse("link-fetch", args=[returning.case.token]), {"point": here.pk}).status_code == 302
    sent(counted(fresh(returning)))
    counter = Client()
    person = member(Role.POINT)
    person.points.add(here)
    counter.force_login(person)
    assert "It is here" in counter.get(reverse("points")).content.decode()
    counter.post(reverse("point-here", args=[Fetch.objects.get().pk]))
    fetch = Fetch.objects.get()
    said = f"{fetch.code[:4]} {fetch.code[4:]}"
    read = client.get(page).content.decode()
    assert said in read
    assert "I have received it" not in read
    assert fetch.code not in counter.get(reverse("points")).content.decode().replace(" ", "")
    found = counter.get(reverse("points"), {"scan": said})
    assert found.status_code == 302
    assert counter.post(found["Location"].split("?")[0], {"code": "WRONG"}).status_code == 422
    assert counter.post(found["Location"].split("?")[0], {"code": said}).status_code == 302
    assert fresh(returning).state == State.COMPLETED
