"""Finding by whatever a person has, and never what is another's."""

from collections.abc import Sequence
from typing import TypeVar

import pytest
from django.db import connection

from aftercare.cases.models import Case
from aftercare.customers.commands import Buyer, learn_customer
from aftercare.journal.models import Entry
from aftercare.kernel.actor import NOBODY, Actor, ActorKind
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.reporting.commands.indexing import index_entries, index_records, rebuild
from aftercare.reporting.models import SearchDoc
from aftercare.reporting.queries.search import TooBroad, exact_case, search
from aftercare.reporting.terms import DocKind
from aftercare.returns.models import Return
from tests.factories import people
from tests.factories.people import AGENT, CASHIER, DOCKER, actor, buyer
from tests.factories.shop import order, scene
from tests.factories.stories import PARCEL, applied, shipped

pytestmark = pytest.mark.django_db
M = TypeVar("M")


def indexed() -> None:
    index_entries(Entry.objects.order_by("pk"))


def numbers(rows: Sequence[Return]) -> list[str]:
    return [row.number for row in rows]


@pytest.fixture
def case() -> Return:
    place = scene()
    returning = shipped(place, order(place, number="88SO-4711"))
    indexed()
    return returning


@pytest.mark.parametrize(
    "text",
    [
        "88SO-4711",
        "88so4711",
        "4711",
        "lin",
        "LÍN DEMO",
        "demo lin",
        "0142",
        "900142",
        "07700 900142",
        "+44 7700 900142",
        "headphones",
        "KA-K2-GR",
        "ka-k2",
        "graph",
        "DP123456789GB",
        "89gb",
        "lin.demo",
    ],
)
def test_search_finds_a_case_by_whatever_one_has(case: Return, text: str) -> None:
    assert numbers(search(AGENT, text).cases) == [case.number]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "'",
        "&|!:*()",
        "\\",
        "\0",
        "'; drop table reporting_searchdoc; --",
        "a" * 9000,
        "%",
        "\ud800",
        "😀",
        "𠮷",
        "٣",
        "<->",
        "m#1",
        "s#dock",
        "‮",
    ],
)
def test_search_takes_anything_and_finds_nothing(case: Return, text: str) -> None:
    found = search(AGENT, text)
    assert (found.total, found.is_cut) == (0, False)
    assert exact_case(AGENT, text) is None
    assert SearchDoc.objects.count() == 3


def test_search_finds_chinese_by_any_part_but_not_in_another_order() -> None:
    place = scene()
    line = NewLine(sku="耳机-1", name="白色蓝牙耳机", quantity=1, unit_price_minor=100)
    bought = order(place, lines=(line,), account="wang")
    learn_customer(place.merchant.pk, Buyer(account="wang", name="王小明"), region="CN")
    returning = applied(place, bought)
    indexed()
    for text in ("王小明", "小明", "王", "蓝牙耳机", "白色 耳机", "王小明 蓝牙"):
        assert numbers(search(AGENT, text).cases) == [returning.number], text
    for text in ("小王", "明白", "白色耳机", "耳机蓝牙"):
        assert search(AGENT, text).cases == [], text


def test_search_finds_orders_and_customers_too(case: Return) -> None:
    found = search(AGENT, "4711")
    assert [row.number for row in found.orders] == ["88SO-4711"]
    found = search(AGENT, "lin demo")
    assert [row.account for row in found.customers] == ["lin.demo"]
    assert found.total == 3


def test_search_shows_the_newest_first_and_not_more_than_asked() -> None:
    place = scene()
    made = [applied(place, order(place), at=people.MONDAY.replace(hour=hour)) for hour in (9, 11, 10)]
    indexed()
    wanted = [made[1].number, made[2].number]
    assert numbers(search(AGENT, "headphones", 2).cases) == wanted


def test_search_shows_each_reader_only_what_is_his(case: Return) -> None:
    other = scene("other")
    foreign = applied(other, order(other, account="someone"))
    indexed()
    assert set(numbers(search(AGENT, "headphones").cases)) == {case.number, foreign.number}
    merchant = actor(Role.MERCHANT, merchants=frozenset({other.merchant.pk}))
    found = search(merchant, "headphones")
    assert numbers(found.cases) == [foreign.number]
    assert [row.number for row in found.orders] == [foreign.order_number]
    assert search(merchant, "4711").total == 0
    assert exact_case(merchant, case.number) is None
    assert search(actor(Role.MERCHANT, merchants=frozenset()), "headphones").total == 0
    own = search(buyer(case.customer_id), "headphones")
    assert (numbers(own.cases), own.customers) == ([case.number], [])
    assert exact_case(buyer(foreign.customer_id), case.number) is None
    link = Actor(ActorKind.BUYER, 0, "Link", buyer(case.customer_id).rights, None, case.customer_id, case.case_id)
    assert numbers(search(link, "headphones").cases) == [case.number]
    assert search(NOBODY, "headphones").total == 0
    assert search(actor(Role.ADMINISTRATOR), "headphones").total == 0


def test_the_dock_finds_only_what_it_waits_for(case: Return) -> None:
    place = scene("second")
    waiting = applied(place, order(place))
    indexed()
    found = search(DOCKER, "headphones")
    assert (numbers(found.cases), found.orders, found.customers) == ([case.number], [], [])
    assert exact_case(DOCKER, waiting.number) is None
    assert len(search(CASHIER, "headphones").cases) == 2
    assert search(CASHIER, "headphones").orders == []


@pytest.mark.parametrize("spelling", [str.lower, str.upper, lambda n: f" {n} "])
def test_exact_case_opens_the_scanned_number(case: Return, spelling: object) -> None:
    for text in (case.number, case.tracking_number, "88SO-4711"):
        assert exact_case(AGENT, spelling(text)) == case  # type: ignore[operator]


def test_exact_case_does_not_guess_between_two(case: Return) -> None:
    place = scene("third")
    bought = order(place)
    first, second = applied(place, bought), applied(place, bought)
    assert exact_case(AGENT, bought.number) is None
    assert exact_case(AGENT, first.number) == first
    assert exact_case(AGENT, second.number) == second
    assert PARCEL.tracking_number == case.tracking_number


def test_indexing_twice_changes_nothing_and_a_move_only_its_case(case: Return) -> None:
    before = dict(SearchDoc.objects.values_list("pk", "tokens"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM reporting_searchdoc ORDER BY 1")
        places = cursor.fetchall()
        indexed()
        cursor.execute("SELECT ctid::text FROM reporting_searchdoc ORDER BY 1")
        assert cursor.fetchall() == places
    assert dict(SearchDoc.objects.values_list("pk", "tokens")) == before


def test_rebuild_makes_the_same_documents_and_drops_those_of_nothing(case: Return) -> None:
    before = set(SearchDoc.objects.values_list("kind", "ref", "tokens"))
    index_records(DocKind.CASE, [case.case_id, 999_999])
    SearchDoc.objects.all().delete()
    for nobody in (1, 999_999_999):
        SearchDoc.objects.create(kind=DocKind.CASE, ref=nobody, merchant=1, customer=1, at=people.MONDAY, tokens="'x'")
    heard: list[int] = []
    assert [rebuild(kind, told=heard.append) for kind in DocKind] == [1, 1, 1]
    assert set(SearchDoc.objects.values_list("kind", "ref", "tokens")) == before
    assert heard == [1, 1, 1]
    assert Case.objects.count() == 1


def test_indexing_forgets_a_document_whose_record_is_gone(case: Return) -> None:
    SearchDoc.objects.create(kind=DocKind.ORDER, ref=999_999, merchant=1, customer=1, at=people.MONDAY, tokens="'x'")
    index_records(DocKind.ORDER, [999_999])
    assert not SearchDoc.objects.filter(ref=999_999).exists()


def test_search_that_takes_too_long_is_refused_with_a_sentence(case: Return, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftercare.reporting.queries.search._MATCH", "SELECT pg_sleep(5), %s, %s, %s")
    monkeypatch.setattr("aftercare.reporting.queries.search._PATIENCE_MS", 1)
    with pytest.raises(TooBroad, match="Add another word"):
        search(AGENT, "headphones")
    assert Return.objects.count() == 1
