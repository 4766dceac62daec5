"""The journal as auditor and manager read it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.merchants import edit_merchant
from aftercare.org.roles import Role
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
URL = "/settings/journal/"


@pytest.fixture
def client() -> Client:
    """The auditor's browser."""
    return someone(Role.AUDITOR)


def kinds(client: Client, **asked: str) -> list[str]:
    """The kinds of the entries on the page, newest first."""
    return [row.entry.kind for row in client.get(URL, asked).context["rows"]]


def test_newest_first_with_who_what_and_on_which_case(client: Client) -> None:
    place = scene()
    returning = applied(place, order(place))
    row = client.get(URL).context["rows"][0]
    assert (row.entry.kind, str(row.word), row.entry.actor_name) == (
        "returns.return.submit",
        "Return asked for",
        "Buyer",
    )
    assert (row.case, row.case_url) == (returning.number, f"/returns/{returning.number}/")
    ids = [row.entry.pk for row in client.get(URL).context["rows"]]
    assert ids == sorted(ids, reverse=True)


def test_what_changed_is_told_with_before_and_after(client: Client) -> None:
    place = scene()
    edit_merchant(place.merchant, name="Kestrel Audio", is_active=True, by=SYSTEM, at=MONDAY)
    row = client.get(URL).context["rows"][0]
    assert [(change.name, change.before, change.after) for change in row.changes] == [
        ("Name", "Kestrel", "Kestrel Audio"),
        ("Active", "Yes", "Yes"),
    ]


def test_filters_by_actor_kind_and_case(client: Client) -> None:
    place = scene()
    returning = inspected(place, order(place))
    other = applied(place, order(place))
    assert set(kinds(client, case=other.number)) == {"cases.case.open", "returns.return.submit"}
    assert kinds(client, case=returning.number.lower())[-1] == "cases.case.open"
    assert kinds(client, case="RT-0000-000000") == []
    assert {kind.split(".")[0] for kind in kinds(client, kind="settings")} == {"org", "catalog"}
    assert kinds(client, kind="orders.") == ["orders.order.take", "orders.order.take"]
    assert kinds(client, actor="system:0", kind="billing.") == []
    dock = Entry.objects.get(kind="returns.return.receive").actor
    assert set(kinds(client, actor=dock)) >= {"returns.return.receive", "returns.return.inspect"}
    assert kinds(client, actor="member:nobody") == []


@pytest.mark.parametrize(
    "asked", [{"kind": "bribes."}, {"actor": "x" * 61}, {"after": "x~1"}, {"after": "9" * 40 + "~1"}]
)
def test_nonsense_shows_everything(client: Client, asked: dict[str, str]) -> None:
    page = client.get(URL, asked)
    assert (page.status_code, len(page.context["rows"])) == (200, Entry.objects.count())


def test_pages_follow_by_key(client: Client) -> None:
    place = scene()
    for _ in range(8):
        inspected(place, order(place))
    everything = list(Entry.objects.order_by("-pk").values_list("pk", flat=True))
    assert len(everything) > 60
    first = client.get(URL)
    second = client.get(f"{URL}{first.context['pager'].later_url}")
    assert [row.entry.pk for page in (first, second) for row in page.context["rows"]] == everything[:100]


def test_a_page_costs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = scene()
    applied(place, order(place))
    client.get(URL)
    with django_assert_num_queries(4) as few:
        client.get(URL)
    inspected(place, order(place))
    with django_assert_num_queries(len(few)):
        client.get(URL)


def test_the_journal_takes_no_post(client: Client) -> None:
    assert client.post(reverse("settings-journal")).status_code == 405
