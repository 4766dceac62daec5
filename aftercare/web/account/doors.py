"""Where people enter: the first desk of every role, and the demo company's doors."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercare.org.models import Member
from aftercare.org.queries.members import members_by_email
from aftercare.org.roles import Role
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Text
from aftercare.web.people import ROLE_ICONS, ROLE_NOTES
from aftercare.web.words import ROLE

FIRST_DESK: dict[Role, str] = {
    Role.FINANCE_REVIEWER: "finance-list",
    Role.CASHIER: "finance-list",
    Role.DOCK: "dock",
    Role.AGENT: "returns-list",
    Role.OPERATIONS_REVIEWER: "returns-list",
    Role.MANAGER: "returns-list",
    Role.MERCHANT: "returns-list",
    Role.AUDITOR: "returns-list",
    Role.ADMINISTRATOR: "settings",
    Role.BUYER: "portal-list",
}
"""The page a role begins its day with; of several roles the one that comes first here decides."""


@dataclass(frozen=True)
class Door:
    """One way into the demo company."""

    role: Role
    label: Text
    note: Text
    icon: str


def first_desk(roles: Iterable[str]) -> str:
    """The address of the first desk; empty when no role opens one."""
    held = set(roles)
    addresses = (address_of(name) for role, name in FIRST_DESK.items() if role in held)
    return next((address for address in addresses if address), "")


def demo_email(role: Role) -> str:
    """Under which address the demo company's member of a role signs in."""
    return f"{role}@demo.example"


def demo_doors() -> list[Door]:
    """A door for every role that the demo company has somebody for."""
    there = set(members_by_email([demo_email(role) for role in Role]))
    found = [role for role in Role if demo_email(role) in there]
    return [Door(role, ROLE[role], ROLE_NOTES[role], ROLE_ICONS[role]) for role in found]


def demo_member(role: Role) -> Member | None:
    """The demo company's member of a role, if there is one who may sign in."""
    email = demo_email(role)
    return members_by_email([email]).get(email)
