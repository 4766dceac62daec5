"""A merchant, and browsers of people who work with goods."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.returns.models import ReturnLine
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import member
from tests.factories.shop import Scene, scene

As = Callable[..., Client]


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def three(place: Scene) -> Sendable:
    """Three headphones are promised, 699.00 each."""
    return sendable(place, bought_lately(place), 3)


@pytest.fixture
def as_role() -> As:
    """`as_role(Role.DOCK)`: a browser in which somebody of this role is signed in."""

    def sign_in(role: Role, *, email: str = "", merchants: tuple[Merchant, ...] = ()) -> Client:
        browser = Client()
        browser.force_login(member(role, email=email, merchants=merchants))
        return browser

    return sign_in


@pytest.fixture
def docker(as_role: As) -> Client:
    """A browser at the dock."""
    return as_role(Role.DOCK)


def counted(
    sent: Sendable, came: object, accepted: object, damaged: object = 0, grade: str = "opened", **more: object
) -> dict[str, Any]:
    """A filled-in count of the return's only line."""
    line = ReturnLine.objects.get(returning=sent.returning)
    numbers = {"counted": came, "accepted": accepted, "damaged": damaged, "grade": grade}
    return {"once": "ONCE", **{f"{name}-{line.pk}": value for name, value in numbers.items()}, **more}
