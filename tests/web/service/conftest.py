"""Colleagues who are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from tests.factories.people import member

As = Callable[..., Client]


@pytest.fixture
def as_role() -> As:
    """`as_role(Role.AGENT)`: a browser in which somebody of this role is signed in."""

    def sign_in(role: Role, *, email: str = "", merchants: tuple[Merchant, ...] = ()) -> Client:
        browser = Client()
        browser.force_login(member(role, email=email, merchants=merchants))
        return browser

    return sign_in
