"""A merchant, and a browser in which his buyer is signed in."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from aftercare.orders.models import Order
from aftercare.web import limits
from aftercare.web.limits import Limit
from tests.factories.buying import account_of
from tests.factories.shop import Scene, scene

AsBuyer = Callable[[Order], Client]


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def as_buyer() -> AsBuyer:
    """`as_buyer(order)`: a browser in which the buyer of this order is signed in."""

    def sign_in(order: Order) -> Client:
        browser = Client()
        browser.force_login(account_of(order, email=f"{order.customer.account}@example.com"))
        return browser

    return sign_in


@pytest.fixture(autouse=True)
def no_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has tried anything yet, and no test runs across the end of a counting window."""
    cache.clear()

    def one_window(limit: Limit, who: str, _at: object) -> str:
        return f"{limit.name}:{who}"

    monkeypatch.setattr(limits, "_key", one_window)
