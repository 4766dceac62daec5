"""Actors and members."""

from datetime import UTC, datetime

from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.org.commands.members import add_member
from aftercare.org.models import Member, Merchant
from aftercare.org.roles import Role, rights_of

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def actor(role: Role, number: int = 0, *, merchants: frozenset[int] | None = None) -> Actor:
    """An actor with one role; actors of different roles or numbers are different people."""
    identity = 1000 + 100 * list(Role).index(role) + number
    return Actor(ActorKind.MEMBER, identity, f"{role.value} {number}", rights_of([role]), merchants)


def buyer(customer_id: int) -> Actor:
    """The customer himself, signed in."""
    return Actor(ActorKind.BUYER, 5000 + customer_id, "Buyer", rights_of([Role.BUYER]), None, customer_id)


AGENT = actor(Role.AGENT)
REVIEWER = actor(Role.OPERATIONS_REVIEWER)
DOCKER = actor(Role.DOCK)
FINANCE = actor(Role.FINANCE_REVIEWER)
CASHIER = actor(Role.CASHIER)
MANAGER = actor(Role.MANAGER)


def member(role: Role, *, email: str = "", merchants: tuple[Merchant, ...] = ()) -> Member:
    """Somebody who can sign in with PASSWORD."""
    address = email or f"{role.value}@example.com"
    return add_member(
        address, name=role.value.title(), roles=[role], merchants=merchants, password=PASSWORD, by=SYSTEM, at=MONDAY
    )
