"""The list of returns: who sees it, what stands in it, how it is narrowed and read page by page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftercare.cases.terms import Kind
from aftercare.catalog.commands import add_reason
from aftercare.kernel.actor import SYSTEM
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.queries import listing, searching
from aftercare.returns.terms import State
from aftercare.web.returns import listing as list_page
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, inspected, shipped
from tests.web.returns.conftest import As

pytestmark = pytest.mark.django_db
LIST = "/returns/"


def numbers(browser: Client, query: str = "") -> list[str]:
    """The service numbers on a page of the list, from top to bottom."""
    page = browser.get(f"{LIST}{query}")
    assert page.status_code == 200
    return re.findall(r'<th class="fix" scope="row"><a href="[^"]*">([^<]+)</a>', page.content.decode())


def tabs(browser: Client, query: str = "") -> dict[str, str]:
    """The tabs with their counts."""
    text = browser.get(f"{LIST}{query}").content.decode()
    found = re.search(r'<nav class="tabs .*?</nav>', text, re.DOTALL)
    assert found
    return dict(re.findall(r'>([^<>]+?) <span class="n">([^<]+)</span>', found.group()))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AGENT, 200),
        (Role.OPERATIONS_REVIEWER, 200),
        (Role.FINANCE_REVIEWER, 200),
        (Role.MANAGER, 200),
        (Role.AUDITOR, 200),
        (Role.MERCHANT, 200),
        (Role.CASHIER, 403),
        (Role.DOCK, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.BUYER, 403),
    ],
)
def test_list_is_open_to_those_who_see_returns(as_role: As, role: Role, status: int) -> None:
    assert as_role(role).get(LIST).status_code == status


def test_list_asks_strangers_to_sign_in() -> None:
    answer = Client().get(f"{LIST}?state=approved")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=%2Freturns%2F%3Fstate%3Dapproved"


@pytest.mark.shows("PAG-01")
def test_list_shows_returns_of_every_kind(as_role: As) -> None:
    place = scene()
    for kind in Kind:
        Return.objects.filter(pk=applied(place, order(place), 1).pk).update(kind=kind)
    page = as_role(Role.AGENT).get(LIST).content.decode()
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert [rows.count(f"<td>{label}</td>") for label in ("Refund only", "Return and refund", "Exchange")] == [1, 1, 1]


@pytest.mark.shows("PAG-02", "PAG-03")
def test_list_shows_every_column_of_a_return(as_role: As) -> None:
    place = scene()
    bought = order(place)
    found = approved(place, bought, 1)
    Return.objects.filter(pk=found.pk).update(
        applied_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        reviewed_at=datetime(2026, 3, 3, 10, 30, tzinfo=UTC),
        state_since=datetime(2025, 3, 3, 10, 30, tzinfo=UTC),
        ordered_at=datetime(2026, 2, 20, 8, 15, tzinfo=UTC),
    )
    page = as_role(Role.AGENT).get(LIST).content.decode()
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    for words in (
        found.number,
        "Approved",
        "Buyer",
        "Return and refund",
        "K2 headphones, graphite",
        "699.00",
        "Kestrel",
    ):
        assert words in row
    assert bought.number in row
    times = re.findall(r'datetime="(2026-0[^"]+)"', row)
    assert times == ["2026-03-02T09:00:00+00:00", "2026-03-03T10:30:00+00:00", "2026-02-20T08:15:00+00:00"]
    assert "Refund £" in page


def test_list_prints_the_currency_with_each_amount_when_they_differ(as_role: As) -> None:
    place = scene()
    pounds, euros = applied(place, order(place), 1), applied(place, order(place), 1)
    Return.objects.filter(pk=euros.pk).update(currency="EUR")
    page = as_role(Role.AGENT).get(LIST).content.decode()
    assert "£699.00" in page
    assert "€699.00" in page
    assert "Refund £" not in page
    assert pounds.currency == "GBP"


def test_merchants_person_sees_only_his_merchants_returns(as_role: As) -> None:
    mine, theirs = scene("kestrel"), scene("northlight")
    own = applied(mine, order(mine), 1)
    applied(theirs, order(theirs), 1)
    browser = as_role(Role.MERCHANT, merchants=(mine.merchant,))
    assert numbers(browser) == [own.number]
    assert tabs(browser)["All"] == "1"
    assert numbers(browser, f"?merchant={theirs.merchant.pk}") == [own.number]


@pytest.mark.shows("PAG-08")
def test_tabs_count_the_trades_states_under_the_other_filters(as_role: As) -> None:
    place, other = scene("kestrel"), scene("northlight")
    applied(place, order(place), 1)
    applied(other, order(other), 1)
    approved(place, order(place), 1)
    shipped(place, order(place), 1)
    inspected(place, order(place), 1)
    browser = as_role(Role.AGENT)
    assert tabs(browser) == {
        "All": "5",
        "Pending review": "2",
        "Approved": "1",
        "Rejected": "0",
        "Awaiting goods": "1",
        "Refund due": "1",
        "Exchange due": "0",
        "Completed": "0",
        "Closed": "0",
    }
    assert tabs(browser, f"?state=approved&merchant={other.merchant.pk}")["Pending review"] == "1"
    assert len(numbers(browser, "?state=pending_review")) == 2


def test_counts_stop_at_the_cap(as_role: As, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    for _ in range(3):
        applied(place, order(place), 1)
    for module in (listing, searching, list_page):
        monkeypatch.setattr(module, "COUNT_CAP", 2)
    browser = as_role(Role.AGENT)
    assert tabs(browser)["Pending review"] == "2+"
    assert tabs(browser)["Closed"] == "0"
    assert tabs(browser, "?kind=return_refund") == {"All": "2+"}
    assert tabs(browser, "?kind=exchange")["All"] == "0"
    assert tabs(browser, "?kind=exchange")["Closed"] == "0"


@pytest.mark.shows("PAG-07")
def test_filters_narrow_the_list_by_every_field(as_role: As) -> None:
    place, other = scene("kestrel"), scene("northlight", window_days=None)
    wrong_size = add_reason(Kind.RETURN_REFUND, {"en": "Wrong size"}, by=SYSTEM, at=MONDAY)
    first = applied(place, order(place, number="88-A"), 1, at=MONDAY)
    second = applied(other, order(other, number="88-B"), 1, at=MONDAY + timedelta(days=3))
    Return.objects.filter(pk=second.pk).update(reason=wrong_size, ordered_at=datetime(2026, 1, 10, 23, 30, tzinfo=UTC))
    Return.objects.filter(pk=first.pk).update(kind=Kind.EXCHANGE)
    browser = as_role(Role.AGENT)
    for query in (
        f"number={first.number}",
        f"number={first.number.lower()}",
        "order=88-A",
        "applied_to=2026-03-04",
        "applied_from=2026-03-02&applied_to=2026-03-02",
        "applied_from=2026-03-02&applied_to=2026-02-01",
        "ordered_from=2026-01-11",
        f"kind={Kind.EXCHANGE}",
        f"merchant={place.merchant.pk}",
        f"reason={place.reason.pk}",
    ):
        assert numbers(browser, f"?{query}") == [first.number], query
    for query in ("applied_from=2026-03-05", "ordered_to=2026-01-10", f"reason={wrong_size.pk}", "order=%2088-B%20"):
        assert numbers(browser, f"?{query}") == [second.number], query
    assert numbers(browser, f"?number={first.number[:4]}&kind=refund_only") == []


def test_filters_that_make_no_sense_narrow_nothing(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    browser = as_role(Role.AGENT)
    for query in (
        "merchant=999999", "reason=x", "kind=repair", "state=nowhere", "applied_from=yesterday", "sort=best",
        "applied_to=9999-12-31", "ordered_from=0001-01-01", "after=x", "before=~~", "after=2026-03-02~", "nothing=1",
        "number=%00",
    ):  # fmt: skip
        assert numbers(browser, f"?{query}") == [found.number], query


def test_filters_stand_as_chips_that_can_be_taken_off(as_role: As) -> None:
    place, _other = scene("kestrel"), scene("northlight")
    query = f"?state=approved&order=88-A&applied_from=2026-03-02&merchant={place.merchant.pk}"
    page = as_role(Role.AGENT).get(f"{LIST}{query}").content.decode()
    chips = page[page.index('id="chips"') : page.index("data-filters")]
    assert re.findall(r'<span class="chip"><span>([^<]+)</span><b>([^<]+)</b>', chips) == [
        ("Order no.", "88-A"),
        ("Applied", "from 2 Mar 2026"),
        ("Merchant", "Kestrel"),
    ]
    off = re.findall(r'href="\?([^"]*)" aria-label="Remove filter Applied"', chips)
    assert off == [f"order=88-A&amp;merchant={place.merchant.pk}&amp;state=approved"]


def test_live_swap_gets_a_clean_address(as_role: As) -> None:
    scene()
    answer = as_role(Role.AGENT).get(f"{LIST}?number=&order=88-A&state=&applied_from=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/returns/?order=88-A"


def test_live_swap_that_changes_nothing_adds_no_step_to_go_back(as_role: As) -> None:
    scene()
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/returns/?order=88-A"}
    answer = as_role(Role.AGENT).get(f"{LIST}?number=&order=88-A&state=&applied_from=", headers=here)
    assert answer.headers["HX-Push-Url"] == "false"


def test_pages_follow_each_other_both_ways_without_loss(as_role: As) -> None:
    place = scene()
    made = [applied(place, order(place), 1, at=MONDAY + timedelta(minutes=i // 2)).number for i in range(53)]
    browser = as_role(Role.AGENT)
    first = numbers(browser)
    later = _link(browser, LIST, "next")
    second = numbers(browser, later)
    assert first + second == made[::-1]
    assert len(first) == 50
    assert _link(browser, LIST, "prev") == ""
    assert _link(browser, f"{LIST}{later}", "next") == ""
    back = _link(browser, f"{LIST}{later}", "prev")
    assert numbers(browser, back) == first


def test_list_turns_round_for_the_longest_waiting(as_role: As) -> None:
    place = scene()
    made = [applied(place, order(place), 1, at=MONDAY + timedelta(minutes=i)).number for i in range(3)]
    assert numbers(as_role(Role.AGENT), "?sort=oldest") == made


def test_order_dates_alone_put_the_list_in_order_of_the_orders(as_role: As) -> None:
    place = scene()
    made = [applied(place, order(place), 1, at=MONDAY + timedelta(minutes=i)) for i in range(3)]
    for days, returning in zip((2, 9, 5), made, strict=True):
        Return.objects.filter(pk=returning.pk).update(ordered_at=MONDAY - timedelta(days=days))
    browser = as_role(Role.AGENT)
    by_order = [made[0].number, made[2].number, made[1].number]
    assert numbers(browser, "?ordered_from=2026-01-01") == by_order
    assert numbers(browser, "?ordered_from=2026-01-01&applied_from=2026-01-01") == [r.number for r in made[::-1]]


def test_list_costs_as_many_queries_for_three_rows_as_for_one(as_role: As) -> None:
    place, other = scene("kestrel"), scene("northlight")
    applied(place, order(place), 1)
    browser = as_role(Role.AGENT)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as one:
        browser.get(LIST)
    applied(other, order(other), 1)
    approved(place, order(place), 1)
    with CaptureQueriesContext(connection) as three:
        assert len(numbers(browser)) == 3
    assert len(three) == len(one)
    assert not any("OFFSET" in query["sql"] for query in three)


def test_turn_is_yours_when_your_rights_may_take_it(as_role: As) -> None:
    place = scene()
    applied(place, order(place), 1)
    assert '<span class="turn mine">You</span>' in as_role(Role.OPERATIONS_REVIEWER).get(LIST).content.decode()
    assert '<span class="turn">Operations</span>' in as_role(Role.AGENT).get(LIST).content.decode()


def test_goods_that_are_overdue_are_said_to_be(as_role: As) -> None:
    place = scene(goods_due_days=7)
    found = approved(place, order(place), 1)
    assert "goods overdue" in as_role(Role.AGENT).get(LIST).content.decode()
    Return.objects.filter(pk=found.pk).update(state=State.IN_TRANSIT)
    assert "goods overdue" not in as_role(Role.AUDITOR).get(LIST).content.decode()


def test_empty_list_teaches(as_role: As) -> None:
    scene()
    agent, auditor = as_role(Role.AGENT), as_role(Role.AUDITOR)
    assert "No returns yet" in agent.get(LIST).content.decode()
    assert "Open a return" in agent.get(LIST).content.decode()
    assert "Open a return" not in auditor.get(LIST).content.decode()
    assert "No return is like that" in agent.get(f"{LIST}?order=x").content.decode()


def test_names_are_escaped(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    Return.objects.filter(pk=found.pk).update(goods="<script>alert(1)</script>", order_number='"><img src=x>')
    page = as_role(Role.AGENT).get(f"{LIST}?order=%3Cscript%3E").content.decode()
    page += as_role(Role.AUDITOR).get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;" in page


def test_rows_lead_to_the_return_and_keep_the_filters(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    page = as_role(Role.AGENT).get(f"{LIST}?state=pending_review").content.decode()
    assert f'href="/returns/{found.number}/?state=pending_review"' in page
    assert Member.objects.count() == 1


def _link(browser: Client, address: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', browser.get(address).content.decode())
    return found.group(1).replace("&amp;", "&") if found else ""
