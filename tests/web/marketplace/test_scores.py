"""The marketplace desk: who sees whose score, what is drawn, what may be set, and how the platform steps in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.cases.commands.interventions import step_in
from aftercare.cases.models import Case, Intervention
from aftercare.cases.terms import Ruling
from aftercare.cli.demo.bulk import Pace, Told, write
from aftercare.journal.models import Entry
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.reporting.commands.benchmarks import add_trade, put_into_trade
from aftercare.reporting.commands.scoring import count_cases
from aftercare.reporting.models import Benchmark, Trade, TradeMember
from tests.factories.benchmarks import SETTER, first_benchmarks
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db
PACE = Pace((1.0, 1.0, 1.0))


@pytest.fixture(autouse=True)
def benchmarks() -> Trade:
    """Something to grade against."""
    return first_benchmarks()


def refunded(place: Scene, *days: float, ago: int = 10) -> list[int]:
    """Refunds of a merchant that took so many days each, asked for some days ago; the ids of their cases."""
    at = timezone.now() - timedelta(days=ago)
    pace = Pace((0.2, 0.2, 0.2, 0.2, 0.1, 0.1))
    ids = write(place.shop, [Told(at, round(each * 86_400), pace) for each in days])
    count_cases(ids)
    return ids


def browser(role: Role, *merchants: Merchant) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(member(role, merchants=merchants))
    return client


@pytest.mark.shows("KPI-17")
def test_list_stands_worst_first_with_grades() -> None:
    slow, quick = scene("slow"), scene("quick")
    refunded(slow, 4, 5)
    refunded(quick, 2, 3)
    rows = browser(Role.MANAGER).get("/marketplace/").context["rows"]
    assert [(row.merchant.code, row.cells[0][0], str(row.cells[0][1]), row.place) for row in rows] == [
        ("slow", "4.50", "poor", "2 / 2"),
        ("quick", "2.50", "excellent", "1 / 2"),
    ]
    assert [[str(flag) for flag in row.flags] for row in rows] == [["Recommended less", "No entry to campaigns"], []]


def test_list_costs_the_same_for_many_merchants_as_for_few(django_assert_num_queries: object) -> None:
    client = browser(Role.MANAGER)
    refunded(scene("a"), 3)
    client.get("/marketplace/")
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get("/marketplace/")
    for code in ("b", "c", "d"):
        refunded(scene(code), 3)
    with django_assert_num_queries(11):  # type: ignore[operator]
        assert len(client.get("/marketplace/").context["rows"]) == 4


def test_a_merchant_sees_its_own_score_and_nobody_elses() -> None:
    own, other = scene("own"), scene("other")
    refunded(own, 4)
    refunded(other, 2.11)
    client = browser(Role.MERCHANT, own.merchant)
    answer = client.get("/marketplace/")
    assert (answer.status_code, answer["Location"]) == (302, f"/marketplace/{own.merchant.pk}/")
    page = client.get(answer["Location"]).content.decode()
    assert ["4.00" in page, "3.29" in page, "2.11" in page, "Other" in page] == [True, True, False, False]
    for below in ("", "compare/", "cases/"):
        assert client.get(f"/marketplace/{other.merchant.pk}/{below}").status_code == 404


def test_a_person_of_two_merchants_sees_both_in_a_list_and_no_others() -> None:
    places = [scene(code) for code in ("one", "two", "three")]
    for place in places:
        refunded(place, 3)
    rows = browser(Role.MERCHANT, *[place.merchant for place in places[:2]]).get("/marketplace/").context["rows"]
    assert {row.merchant.code for row in rows} == {"one", "two"}


@pytest.mark.shows("RET-10")
def test_page_says_who_kept_refunds_waiting() -> None:
    place = scene()
    refunded(place, 5)
    waits = browser(Role.AUDITOR).get(f"/marketplace/{place.merchant.pk}/").context["waits"]
    assert [(str(row.who), row.days, row.percent) for row in waits] == [
        ("Operations", "1.00", "20"), ("Buyer", "1.00", "20"), ("Carrier", "1.00", "20"), ("Dock", "1.00", "20"),
        ("Finance", "0.50", "10"), ("Cashier", "0.50", "10"),
    ]  # fmt: skip


def test_chart_and_table_tell_the_same() -> None:
    place = scene()
    refunded(place, 4)
    context = browser(Role.MANAGER).get(f"/marketplace/{place.merchant.pk}/").context
    card, newest = context["cards"][0], context["days"][0]
    assert (card.chart["own"][-1], card.chart["average"][-1], card.chart["platinum"][-1]) == (4.0, 3.29, 2.55)
    assert newest.cells[0] == ("4.00", "3.29", "2.55", False)
    assert len(card.chart["days"]) == len(context["days"]) == 84
    assert card.chart["own"][0] is None


def test_nothing_counted_is_no_value_and_no_grade() -> None:
    place = scene()
    context = browser(Role.MANAGER).get(f"/marketplace/{place.merchant.pk}/").context
    assert [(card.value, card.level) for card in context["cards"]] == [("–", None)] * 3
    assert (context["index"], context["place"], context["flags"]) == ("–", None, [])


@pytest.mark.parametrize("on", ["", "nonsense", "0001-01-01", "9999-12-31", "2014-12-31"])
def test_any_day_may_be_asked_for(on: str) -> None:
    place = scene()
    client = browser(Role.MANAGER)
    for address in (f"/marketplace/?on={on}", f"/marketplace/{place.merchant.pk}/?on={on}&kpi={on}"):
        assert client.get(address).status_code == 200
    days = f"before_from={on}&before_to=2014-01-01&after_from={on}&after_to={on}"
    assert client.get(f"/marketplace/{place.merchant.pk}/compare/?{days}").status_code == 200
    assert client.get(f"/marketplace/{place.merchant.pk}/cases/?kpi=disputes&on={on}").status_code == 200


@pytest.mark.shows("KPI-16")
def test_two_periods_side_by_side() -> None:
    place = scene()
    refunded(place, 5, ago=60)
    refunded(place, 2, ago=10)
    client = browser(Role.MANAGER)
    today = timezone.localdate()
    days = {"before_from": -60, "before_to": -40, "after_from": -20, "after_to": 0}
    query = "&".join(f"{name}={today + timedelta(days=offset)}" for name, offset in days.items())
    first = client.get(f"/marketplace/{place.merchant.pk}/compare/?{query}").context["rows"][0]
    assert (first.before, str(first.before_level), first.after, str(first.after_level), first.change) == (
        "5.00", "poor", "2.00", "excellent", "−3.00",
    )  # fmt: skip


def test_a_number_leads_to_its_cases_slowest_first_and_what_counts_against() -> None:
    place = scene()
    ids = refunded(place, 2, 5, 3)
    step_in(Case.objects.get(pk=ids[0]), Ruling.BUYER, "So.", by=MANAGER, at=timezone.now())
    step_in(Case.objects.get(pk=ids[1]), Ruling.NONE, by=MANAGER, at=timezone.now())
    count_cases(ids)
    client, address = browser(Role.MANAGER), f"/marketplace/{place.merchant.pk}/cases/"
    found = {
        query: [row.fact.case for row in client.get(f"{address}?kpi={query}").context["rows"]]
        for query in ("completion_time", "self_completion", "disputes", "disputes&all")
    }
    assert found["completion_time"] == [ids[1], ids[2], ids[0]]
    assert sorted(found["self_completion"]) == ids[:2]
    assert found["disputes"] == ids[:1]
    assert sorted(found["disputes&all"]) == ids
    page = client.get(f"{address}?kpi=disputes").content.decode()
    assert f"/returns/{Case.objects.get(pk=ids[0]).number}/" in page


def test_cases_go_on_page_by_page_in_their_order() -> None:
    place = scene()
    refunded(place, *[1 + n / 100 for n in range(60)])
    client, address = browser(Role.MANAGER), f"/marketplace/{place.merchant.pk}/cases/?kpi=completion_time"
    first = client.get(address).context
    second = client.get(f"/marketplace/{place.merchant.pk}/cases/{first['pager'].later_url}").context
    seconds = [row.fact.seconds for row in [*first["rows"], *second["rows"]]]
    assert seconds == sorted(seconds, reverse=True)
    assert (len(first["rows"]), len(second["rows"])) == (50, 10)


def test_an_administrator_without_returns_sees_numbers_but_no_way_into_cases() -> None:
    place = scene()
    refunded(place, 2)
    rows = browser(Role.ADMINISTRATOR).get(f"/marketplace/{place.merchant.pk}/cases/").context["rows"]
    assert [row.url for row in rows] == [""]


@pytest.mark.shows("KPI-12")
def test_platform_steps_in_through_the_dialog_once() -> None:
    place = scene()
    number = Case.objects.get(pk=refunded(place, 2)[0]).number
    client, address = browser(Role.MANAGER), f"/marketplace/interventions/{number}/"
    unexplained = client.post(address, {"ruling": "buyer", "note": " "})
    assert (unexplained.status_code, Intervention.objects.count()) == (422, 0)
    assert "why the platform judged so" in unexplained.content.decode()
    for _ in range(2):
        answer = client.post(address, {"ruling": "buyer", "note": "The address was missing.", "once": "abc"})
        assert (answer.status_code, answer["Location"]) == (302, f"/returns/{number}/")
    assert Intervention.objects.values_list("ruling", "note").get() == ("buyer", "The address was missing.")
    assert "The address was missing." in client.get(address).content.decode()


def test_administrator_steps_in_and_comes_back_to_the_score() -> None:
    place = scene()
    number = Case.objects.get(pk=refunded(place, 2)[0]).number
    answer = browser(Role.ADMINISTRATOR).post(f"/marketplace/interventions/{number}/", {"ruling": "none"})
    assert (answer.status_code, answer["Location"]) == (302, f"/marketplace/{place.merchant.pk}/")


def test_benchmarks_are_set_from_a_day_on_and_days_before_keep_theirs() -> None:
    client, trade = browser(Role.MANAGER), Trade.objects.get(code="all")
    place = scene()
    refunded(place, 3)
    today = timezone.localdate()
    told = {"trade": trade.pk, "kpi": "completion_time", "valid_from": today, "average": "2.5", "platinum": "2"}
    assert client.post("/marketplace/benchmarks/new/", told).status_code == 302
    assert Entry.objects.filter(kind="reporting.benchmark.set").latest("pk").after["average"] == "2.5"
    address = f"/marketplace/{place.merchant.pk}/"
    assert str(client.get(address).context["cards"][0].level) == "poor"
    yesterday = today - timedelta(days=1)
    assert str(client.get(f"{address}?on={yesterday}").context["cards"][0].level) == "middling"


@pytest.mark.parametrize(
    ("kpi", "average", "platinum"),
    [
        ("completion_time", "2", "2.5"),
        ("self_completion", "99", "98"),
        ("disputes", "1", "1"),
        ("disputes", "101", "1"),
    ],
)
def test_unsound_benchmarks_are_refused(kpi: str, average: str, platinum: str) -> None:
    client, trade = browser(Role.ADMINISTRATOR), Trade.objects.get(code="all")
    told = {"trade": trade.pk, "kpi": kpi, "valid_from": "2026-01-01", "average": average, "platinum": platinum}
    before = Benchmark.objects.count()
    assert client.post("/marketplace/benchmarks/new/", told).status_code == 422
    assert Benchmark.objects.count() == before


def test_a_merchant_is_put_into_a_trade_and_compared_with_it_alone() -> None:
    bags = add_trade("bags", "Bags", by=SETTER, at=MONDAY)
    here, there, elsewhere = scene("here"), scene("there"), scene("elsewhere")
    for place in (here, there, elsewhere):
        refunded(place, 3)
    put_into_trade(there.merchant, bags, by=SETTER, at=MONDAY)
    client, address = browser(Role.MANAGER), f"/marketplace/{here.merchant.pk}/"
    assert client.get(address).context["place"].of == 3
    assert client.post(f"{address}trade/", {"trade": bags.pk}).status_code == 302
    assert client.get(address).context["place"].of == 2
    assert str(client.get(address).context["trade"]) == "Bags"
    everybody = Trade.objects.get(code="all")
    client.post(f"{address}trade/", {"trade": everybody.pk})
    assert not TradeMember.objects.filter(merchant=here.merchant).exists()


def test_a_trade_is_added_once() -> None:
    client = browser(Role.MANAGER)
    for status in (302, 422):
        assert client.post("/marketplace/benchmarks/trade/", {"code": "toys", "name": "Toys"}).status_code == status
    assert Trade.objects.filter(code="toys").count() == 1


def test_value_that_only_looks_like_its_mark_shows_more_places() -> None:
    place = scene()
    refunded(place, 2, 2, 2, 4 * 2.5526 - 6)
    card = browser(Role.MANAGER).get(f"/marketplace/{place.merchant.pk}/").context["cards"][0]
    assert (card.value, str(card.level)) == ("2.5526", "middling")
