"""The search page, the palette, and the pages that orders and customers open on."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.customers.commands import Buyer, learn_customer, link_member
from aftercare.journal.models import Entry
from aftercare.orders.models import Order
from aftercare.orders.terms import NewLine
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.reporting.commands.indexing import index_entries
from aftercare.returns.models import Return
from aftercare.web.find.rows import case_url
from tests.factories.people import AGENT, CASHIER, DOCKER, PASSWORD, REVIEWER, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, inspected, shipped

pytestmark = pytest.mark.django_db


def signed_in(role: Role, *, merchants: tuple[Merchant, ...] = ()) -> Client:
    client = Client()
    who = member(role, merchants=merchants)
    assert who.check_password(PASSWORD)
    client.force_login(who)
    return client


def indexed() -> None:
    index_entries(Entry.objects.order_by("pk"))


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def case(place: Scene) -> Return:
    returning = shipped(place, order(place, number="88SO-4711"))
    indexed()
    return returning


def shown(client: Client, words: str, name: str = "search") -> str:
    response = client.get(reverse(name), {"q": words})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.shows("PAG-01")
def test_search_groups_what_it_finds_and_masks_people(case: Return) -> None:
    page = shown(signed_in(Role.AGENT), "lin demo")
    assert case.number in page
    assert "88SO-4711" in page
    assert "lin.demo" in page
    assert "••• •••• 0142" in page
    assert "Lin Demo" not in page
    assert "900142" not in page


@pytest.mark.parametrize("words", ["88so-4711 ", "DP123456789GB"])
def test_a_scanned_number_opens_its_case(case: Return, words: str) -> None:
    response = signed_in(Role.AGENT).get(reverse("search"), {"q": words})
    assert (response.status_code, response["Location"]) == (302, case_url(AGENT, case))
    assert response["Location"].endswith(f"/{case.number}/")


def test_a_case_opens_on_the_page_that_the_reader_has(place: Scene, case: Return) -> None:
    waiting = applied(place, order(place))
    settled = inspected(place, order(place))
    assert [case_url(REVIEWER, row) for row in (waiting, case)] == [
        f"/returns/{waiting.number}/",
        f"/returns/{case.number}/",
    ]
    assert [case_url(DOCKER, row) for row in (waiting, case)] == ["", f"/dock/{case.number}/"]
    assert [case_url(CASHIER, row) for row in (case, settled)] == ["", f"/finance/{settled.number}/"]
    found = signed_in(Role.DOCK).get(reverse("search"), {"q": case.number})
    assert found["Location"] == f"/dock/{case.number}/"


def test_a_search_without_words_or_hits_teaches(case: Return) -> None:
    client = signed_in(Role.AGENT)
    assert "What are you looking for?" in shown(client, "")
    assert "Nothing fits" in shown(client, "nowhere to be found")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '" onmouseover="x', "'; drop table", "\0", "٣" * 400])
def test_search_shows_odd_words_as_words(case: Return, words: str) -> None:
    client = signed_in(Role.AGENT)
    for name in ("search", "palette"):
        page = shown(client, words, name)
        assert "<script>alert" not in page
        assert '" onmouseover' not in page


def test_names_of_goods_cannot_inject_markup(place: Scene) -> None:
    line = NewLine(sku="X1", name="<b>bold</b><script>1</script>", quantity=1, unit_price_minor=100)
    applied(place, order(place, lines=(line,)))
    indexed()
    client = signed_in(Role.AGENT)
    for name in ("search", "palette"):
        page = shown(client, "bold", name)
        assert "&lt;b&gt;bold" in page
        assert "<b>bold" not in page


def test_a_merchant_finds_only_his_own(case: Return) -> None:
    other = scene("other")
    client = signed_in(Role.MERCHANT, merchants=(other.merchant,))
    for words in (case.number, "headphones", "88SO-4711"):
        assert case_url(AGENT, case) not in shown(client, words)
        assert case_url(AGENT, case) not in shown(client, words, "palette")
    bought = Order.objects.get(pk=case.order_id)
    for url in (reverse("order-detail", args=[bought.pk]), reverse("customer-detail", args=[bought.customer_id])):
        assert client.get(url).status_code == 404


def test_a_buyer_and_a_stranger_may_not_search(case: Return) -> None:
    who = member(Role.BUYER)
    link_member(case.customer, who.pk)
    client = Client()
    client.force_login(who)
    for name in ("search", "palette"):
        assert client.get(reverse(name), {"q": case.number}).status_code == 403
        assert Client().get(reverse(name), {"q": case.number}).status_code == 302
    assert client.get(reverse("order-detail", args=[case.order_id])).status_code == 403


def test_the_administrator_finds_pages_but_no_people(case: Return) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    page = shown(client, "lin demo")
    assert case.number not in page
    assert "lin.demo" not in page
    assert client.get(reverse("customer-detail", args=[case.customer_id])).status_code == 403


def test_the_palette_offers_pages_by_rights_then_what_the_words_find(case: Return) -> None:
    client = signed_in(Role.AGENT)
    everything = shown(client, "", "palette")
    assert "Returns" in everything
    assert "Refunds" not in everything
    found = shown(client, case.number, "palette")
    assert case_url(AGENT, case) in found
    assert "Nothing found" in shown(client, "nowhere to be found", "palette")


def test_an_order_shows_its_accounts_and_cases(case: Return) -> None:
    page = signed_in(Role.AGENT).get(reverse("order-detail", args=[case.order_id])).content.decode()
    assert case.number in page
    assert "KA-K2-GR" in page
    assert "699.00" in page
    assert "Freight" in page
    assert "Lin Demo" not in page
    assert reverse("return-new-for", args=[case.order_id]) in page


def test_an_order_that_was_not_shipped_offers_no_return(place: Scene) -> None:
    bought = order(place, shipped=False)
    page = signed_in(Role.AGENT).get(reverse("order-detail", args=[bought.pk])).content.decode()
    assert reverse("return-new-for", args=[bought.pk]) not in page
    assert "Nothing of this order was ever asked back." in page


def test_a_customer_shows_his_orders_and_cases(case: Return, place: Scene) -> None:
    learn_customer(place.merchant.pk, Buyer(account="wang", name="王小明", phone="+8613900000042"), region="CN")
    client = signed_in(Role.AGENT)
    page = client.get(reverse("customer-detail", args=[case.customer_id])).content.decode()
    assert case.number in page
    assert "88SO-4711" in page
    assert "Lin Demo" not in page
    assert client.get(reverse("customer-detail", args=[999_999_999])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_results_take_the_same_number_of_queries(place: Scene, count: int, django_assert_num_queries: object) -> None:
    for _ in range(count):
        applied(place, order(place))
    indexed()
    client = signed_in(Role.AGENT)
    shown(client, "headphones")
    with django_assert_num_queries(_QUERIES):  # type: ignore[operator]
        shown(client, "headphones")


_QUERIES = 9
