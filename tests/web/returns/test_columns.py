"""The list's columns: hidden, moved, frozen and widened by each person for himself; the trade's names for exchanges."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aftercare.cases.terms import Kind
from aftercare.lists.models import Layout
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.terms import Shown
from aftercare.web.returns.columns import COLUMNS, STANDARD
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected, shipped
from tests.web.returns.conftest import As

pytestmark = pytest.mark.django_db
LIST, MENU = "/returns/", "/returns/columns/"
HTMX = {"HX-Request": "true"}


def heads(browser: Client, query: str = "") -> list[str]:
    """The keys of the shown columns from the left."""
    return re.findall(r'data-column="(\w+)"', browser.get(f"{LIST}{query}").content.decode())


def press(browser: Client, act: str = "", **told: Any) -> None:
    """Press a button of the menu."""
    assert browser.post(MENU, {"act": act, **told}, headers=HTMX).status_code == 200


@pytest.fixture
def agent(as_role: As) -> Client:
    """An agent before a list with one return on its way."""
    place = scene()
    shipped(place, order(place), 1)
    return as_role(Role.AGENT)


@pytest.mark.shows("PAG-02", "PAG-03")
def test_the_standard_shows_the_trades_columns(agent: Client) -> None:
    found = heads(agent)
    assert found == list(STANDARD.shown)
    assert {"number", "order", "merchant", "kind", "refund", "applied", "reviewed", "ordered", "state"} <= set(found)


@pytest.mark.shows("PAG-04")
def test_columns_are_hidden_and_shown_for_this_person_alone(agent: Client, as_role: As) -> None:
    shown = [key for key in STANDARD.shown if key != "goods"] + ["buyer", "shop", "reason", "channel", "tracking"]
    press(agent, show=shown, order=list(STANDARD.order))
    page = agent.get(LIST).content.decode()
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "K2 headphones" not in row
    for words in ("L•••", "Kestrel web", "Changed my mind", "Buyer&#x27;s account", "DP123456789GB"):
        assert words in row
    assert "Lin Demo" not in page
    assert heads(as_role(Role.AUDITOR)) == list(STANDARD.shown)


@pytest.mark.shows("PAG-05")
def test_columns_change_places_in_heads_and_rows(agent: Client) -> None:
    press(agent, "up:kind")
    press(agent, "down:state")
    assert heads(agent)[:5] == ["number", "turn", "state", "kind", "since"]
    page = agent.get(LIST).content.decode()
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert row.index("Carrier") < row.index("Awaiting goods") < row.index("Return and refund") < row.index("<time")
    press(agent, order=["number", "refund", "kind", "state", "turn", "since", "goods", "merchant"])
    assert heads(agent)[:4] == ["number", "refund", "kind", "state"]


@pytest.mark.shows("PAG-06")
def test_columns_up_to_one_are_frozen(agent: Client) -> None:
    press(agent, "freeze:turn")
    page = agent.get(LIST).content.decode()
    assert re.findall(r'class="ice (ice-\d)" data-column="(\w+)"', page) == [("ice-2", "state"), ("ice-3", "turn")]
    assert page.count('<td class="ice ice-2">') == 1
    press(agent, "freeze:turn")
    assert re.findall(r"ice ice-\d", agent.get(LIST).content.decode()) == ["ice ice-2"] * 2


def test_widths_are_kept_and_drawn_without_inline_style(agent: Client) -> None:
    press(agent, "quiet", **{"width-goods": "220", "quiet": "1"})
    press(agent, **{"width-merchant": "9"})
    page = agent.get(LIST).content.decode()
    assert re.findall(r'<col width="(\d+)">', page) == ["220", "48"]
    assert 'class="clip set" title="K2 headphones, graphite"' in page
    assert "style=" not in page[page.index("<main") :]
    press(agent, **{"width-goods": ""})
    assert re.findall(r'<col width="(\d+)">', agent.get(LIST).content.decode()) == ["48"]


def test_a_width_that_the_page_shows_already_does_not_bring_the_rows_again(agent: Client) -> None:
    quiet = agent.post(MENU, {"width-goods": "220", "quiet": "1"}, headers=HTMX)
    loud = agent.post(MENU, {"width-goods": "230"}, headers=HTMX)
    assert "HX-Trigger" not in quiet.headers
    assert loud.headers["HX-Trigger"] == '{"columns-changed": {}}'


def test_reset_puts_the_standard_back(agent: Client) -> None:
    press(agent, "freeze:turn", order=["number", "refund", "state"], show=["number", "refund"])
    assert heads(agent) == ["number", "refund"]
    press(agent, "reset")
    assert heads(agent) == list(STANDARD.shown)
    assert Layout.objects.count() == 0


@pytest.mark.parametrize(
    "told",
    [
        {"act": "up:nothing"},
        {"act": "explode"},
        {"act": "up:number"},
        {"order": ["x", "y"], "show": ["number"]},
        {"width-goods": "-3"},
        {"width-goods": "٣"},
        {"act": "freeze:buyer"},
    ],
)
def test_what_makes_no_sense_leaves_a_list_that_works(agent: Client, told: dict[str, Any]) -> None:
    press(agent, **{"act": "", **told})
    assert heads(agent)[0] == "number"
    assert re.findall(r"<col width", agent.get(LIST).content.decode()) == []


def test_without_script_the_menu_is_a_page_that_leads_back(agent: Client) -> None:
    page = agent.get(f"{MENU}?state=approved").content.decode()
    assert "<h1>Columns</h1>" in page
    assert page.count('name="order"') == len(COLUMNS)
    applied_ = agent.post(f"{MENU}?state=approved", {"act": ""})
    again = agent.post(f"{MENU}?state=approved", {"act": "up:kind"})
    assert (applied_["Location"], again["Location"]) == ("/returns/?state=approved", f"{MENU}?state=approved")


def test_every_column_costs_no_query_per_row(agent: Client) -> None:
    press(agent, show=list(STANDARD.order), order=list(STANDARD.order))
    with CaptureQueriesContext(connection) as one:
        agent.get(LIST)
    for code in ("northlight", "south"):
        place = scene(code)
        applied(place, order(place, account=code), 1)
    with CaptureQueriesContext(connection) as three:
        assert len(re.findall(r'<th class="fix" scope="row">', agent.get(LIST).content.decode())) == 3
    assert len(three) == len(one) <= 13  # three of them read small tables, which joined would cost ten times as much


@pytest.mark.shows("PAG-09")
def test_an_exchange_waits_for_its_exchange_not_for_a_refund(as_role: As) -> None:
    place = scene()
    swap, _refund = inspected(place, order(place), 1), inspected(place, order(place), 1)
    Return.objects.filter(pk=swap.pk).update(kind=Kind.EXCHANGE)
    browser = as_role(Role.AGENT)
    both = browser.get(LIST).content.decode()
    rows = both[both.index("<tbody>") : both.index("</tbody>")]
    assert (rows.count("Exchange due"), rows.count("Refund due")) == (1, 1)
    assert _tabs(both)[5:7] == ["Refund due", "Exchange due"]
    only = _tabs(browser.get(f"{LIST}?kind=exchange").content.decode())
    assert only == [
        "All",
        "Pending review",
        "Approved",
        "Rejected",
        "Awaiting goods",
        "Exchange due",
        "Completed",
        "Closed",
    ]
    due = browser.get(f"{LIST}?kind=exchange&state={Shown.EXCHANGE_DUE}").content.decode()
    assert swap.number in due


def _tabs(page: str) -> list[str]:
    found = re.search(r'<nav class="tabs .*?</nav>', page, re.DOTALL)
    assert found
    return re.findall(r'>([^<>]+?) <span class="n">', found.group())
