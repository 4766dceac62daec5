"""Browsers in which people of each role have signed in."""

from django.test import Client

from aftercare.org.models import Member, Merchant
from aftercare.org.roles import Role
from tests.factories.people import member


def browser_of(who: Member) -> Client:
    """A browser in which this member has signed in."""
    client = Client()
    client.force_login(who)
    return client


def someone(role: Role, *, email: str = "", merchants: tuple[Merchant, ...] = ()) -> Client:
    """A browser in which a new member of the role has signed in."""
    return browser_of(member(role, email=email, merchants=merchants))
