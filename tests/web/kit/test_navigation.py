"""The side navigation: by rights, and only where there is something to open."""

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from pytest_django import DjangoAssertNumQueries

from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.org.commands.merchants import add_merchant
from aftercare.org.models import Merchant
from aftercare.web.context import Frame
from aftercare.web.kit import navigation
from aftercare.web.kit.navigation import Group, Item, links
from tests.factories.people import MONDAY

ITEMS = Group(
    "Work",
    (
        Item("Kit", "kit-gallery", "columns", "kit.see", waiting=lambda _actor: Merchant.objects.all()),
        Item("Dialog", "kit-dialog", "box", "kit.see", waiting=lambda _actor: Merchant.objects.none()),
        Item("Not built", "no-such-address", "box"),
    ),
)


HTMX, RESTORED = {"HX-Request": "true"}, {"HX-Request": "true", "HX-History-Restore-Request": "true"}


def someone(*rights: str) -> Actor:
    return Actor(ActorKind.MEMBER, 1, "Somebody", frozenset(rights))


def test_items_without_right_or_address_are_left_out() -> None:
    assert [link.url for link in links(ITEMS, someone("kit.see"), "/").links] == ["/kit/", "/kit/dialog/"]
    assert links(ITEMS, someone("returns.see"), "/").links == []
    assert links(ITEMS, None, "/").links == []


def test_the_nearest_address_is_current() -> None:
    def current(path: str) -> list[str]:
        return [link.url for link in links(ITEMS, someone("kit.see"), path).links if link.current]

    assert current("/kit/") == ["/kit/"]
    assert current("/kit/paper/") == ["/kit/"]
    assert current("/kit/dialog/") == ["/kit/dialog/"]
    assert current("/kitchen/") == []


@pytest.fixture
def two_wait(db: None) -> None:
    """Two rows behind the first link."""
    for code in ("north", "south"):
        add_merchant(code, code.title(), by=SYSTEM, at=MONDAY)


@pytest.mark.usefixtures("two_wait")
def test_all_counts_cost_one_statement_and_only_where_they_are_wanted(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert [link.count for link in links(ITEMS, someone("kit.see"), "/", counted=True).links] == [2, 0]
    with django_assert_num_queries(0):
        assert [link.count for link in links(ITEMS, someone("kit.see"), "/").links] == [None, None]
        assert links(ITEMS, someone("returns.see"), "/", counted=True).links == []


@pytest.mark.usefixtures("two_wait")
def test_counts_stop_beyond_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "COUNT_CAP", 1)
    assert [link.count for link in links(ITEMS, someone("kit.see"), "/", counted=True).links] == ["1+", 0]


@pytest.mark.django_db
@pytest.mark.parametrize(("head", "count"), [({}, 0), (HTMX, None), (RESTORED, 0)])
def test_what_htmx_asks_for_counts_nothing_in_the_rail(
    rf: RequestFactory, head: dict[str, str], count: int | None
) -> None:
    request = rf.get("/", headers=head)
    request.htmx, request.actor = HtmxDetails(request), someone("questions.answer")  # type: ignore[attr-defined]
    assert [link.count for link in Frame(request).work.links if link.url == "/service/questions/"] == [count]
