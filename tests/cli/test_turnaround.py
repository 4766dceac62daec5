"""The shop of December 2014 can be rebuilt: its numbers, its grades, and what became of it two months later."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from django.db import transaction
from django.test import Client

from aftercare.cases.models import Case, Intervention
from aftercare.cli.demo.turnaround import load, load_once
from aftercare.cli.saying import Refusal
from aftercare.journal.queries.history import broken_links
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.reporting.models import MerchantDay
from aftercare.reporting.queries.daily_sums import differing_rows
from aftercare.reporting.queries.scores import Ladder, Score, fellows_of, scores_on, waits_in
from aftercare.reporting.rules.scores import standing
from aftercare.reporting.terms.scores import Level, Span, Standing
from aftercare.web.marketplace.figures import shown
from tests.factories.benchmarks import first_benchmarks
from tests.factories.people import member

pytestmark = pytest.mark.django_db
DECEMBER, FEBRUARY = date(2014, 12, 31), date(2015, 2, 28)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[int]:
    """The shop and its fellows, made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        first_benchmarks()
        yield load()
        transaction.set_rollback(True)


def shop() -> int:
    """The shop's id."""
    return Merchant.objects.get(code="foothill").pk


def score_of(until: date) -> Score:
    """The shop's own score."""
    return scores_on(until, ladder=Ladder())[shop()]


def standing_on(until: date) -> Standing | None:
    """Where the shop stands in its trade."""
    fellows = scores_on(until, ladder=Ladder(), merchants=fellows_of(shop()))
    return standing({pk: found.index for pk, found in fellows.items()}, shop())


@pytest.mark.shows("KPI-07", "KPI-10", "KPI-13", "KPI-17")
def test_december_2014_is_as_it_was_told(loaded: int) -> None:
    found = score_of(DECEMBER)
    assert [shown(each.value, each.mark) for each in found.readings] == ["4.21", "98.78", "0.08"]
    assert [each.level for each in found.readings] == [Level.POOR, Level.POOR, Level.MIDDLING]
    assert [(each.numerator, each.denominator) for each in found.readings[1:]] == [(2430, 2460), (2, 2480)]


@pytest.mark.shows("KPI-15", "KPI-02")
def test_in_december_it_stands_at_ten_per_cent_of_its_trade_and_last(loaded: int) -> None:
    place = standing_on(DECEMBER)
    assert place
    assert (place.place, place.of, place.share, place.is_last) == (10, 10, Fraction(10), True)


@pytest.mark.shows("KPI-16")
def test_two_months_later_it_is_excellent_throughout(loaded: int) -> None:
    found = score_of(FEBRUARY)
    assert [each.level for each in found.readings] == [Level.EXCELLENT] * 3
    assert found.index == 100
    place = standing_on(FEBRUARY)
    assert place
    assert (place.place, place.is_last) == (1, False)


@pytest.mark.shows("RET-10")
def test_what_kept_refunds_waiting_changed(loaded: int) -> None:
    before = waits_in(shop(), Span(date(2014, 12, 4), DECEMBER))
    assert sum(before.values()) == round(4.21 * 86_400) * 2460
    days = {turn: round(seconds / 86_400 / 2460, 2) for turn, seconds in before.items()}
    assert days == {
        "operations": 0.98, "buyer": 0.85, "carrier": 1.15, "dock": 0.42, "finance": 0.55, "cashier": 0.26,
    }  # fmt: skip


def test_its_books_are_those_of_any_other_shop(loaded: int) -> None:
    assert loaded == Case.objects.count() == 2460 + 145 + 186 + 9 * 16
    assert list(broken_links()) == []
    assert differing_rows() == 0
    assert Intervention.objects.filter(ruling="buyer").count() == 2
    assert MerchantDay.objects.filter(merchant=shop(), day__lt=date(2014, 12, 4)).count() == 0


@pytest.mark.shows(
    "KPI-01", "KPI-02", "KPI-03", "KPI-05", "KPI-06", "KPI-07", "KPI-10", "KPI-11", "KPI-13", "KPI-14", "KPI-15",
    "KPI-16", "KPI-17",
)  # fmt: skip
def test_the_page_shows_it(loaded: int, client: Client) -> None:
    client.force_login(member(Role.MANAGER))
    page = client.get(f"/marketplace/{shop()}/?on=2014-12-31").content.decode()
    figures = r"<b>([\d.]+)</b>.*?Average</dt><dd>([\d.]+)</dd>.*?Platinum</dt><dd>([\d.]+)</dd>"
    cards = re.findall(figures, page, re.DOTALL)
    assert cards == [("4.21", "3.29", "2.55"), ("98.78", "99.56", "99.66"), ("0.08", "0.23", "0.04")]
    grades = re.findall(r'<span class="state \w+ pill">.*?</svg>(poor|middling|excellent)</span>', page)
    assert grades == ["poor", "poor", "middling"]
    for text in ("Recommended less", "No entry to campaigns", "Place 10 of 10", "10 per cent of the trade"):
        assert text in page, text
    query = "before_from=2014-12-01&before_to=2014-12-31&after_from=2015-02-01&after_to=2015-02-28"
    compared = client.get(f"/marketplace/{shop()}/compare/?{query}").content.decode()
    badges = [compared.count(f"</svg>{word}</span>") for word in ("poor", "middling", "excellent")]
    assert badges == [2, 1, 3]
    assert ["4.21" in compared, "−1.89" in compared] == [True, True]
    cases = client.get(f"/marketplace/{shop()}/cases/?kpi=disputes&on=2014-12-31")
    assert len(cases.context["rows"]) == 2


def test_it_is_loaded_once(loaded: int) -> None:
    with pytest.raises(Refusal, match="is here already"):
        load_once()
