"""Where people enter: the first desk of every role, and the demo company's doors."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext

from aftercare.billing.queries.refunds import COUNT_CAP as REFUNDS_CAP
from aftercare.billing.queries.refunds import counts_by_state
from aftercare.billing.terms import RefundState
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.queries.members import members_by_email
from aftercare.org.roles import Role
from aftercare.returns.queries.listing import COUNT_CAP as RETURNS_CAP
from aftercare.returns.queries.listing import capped_count
from aftercare.returns.queries.listing import visible_to as returns_of
from aftercare.returns.terms import Shown
from aftercare.web.kit.figures import at_most
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
    Role.LOGISTICS: "dock",
    Role.POINT: "points",
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
    there = members_by_email([demo_email(role) for role in Role])
    found = [(role, there[demo_email(role)]) for role in Role if demo_email(role) in there]
    return [
        Door(role, ROLE[role], _waiting(role, member) or ROLE_NOTES[role], ROLE_ICONS[role]) for role, member in found
    ]


def _waiting(role: Role, member: Member) -> str:
    """What waits for a role now; empty when nothing does, or when nobody counts it."""
    actor = actor_of_member(member)
    if role == Role.OPERATIONS_REVIEWER:
        count = capped_count(returns_of(actor).filter(shown=Shown.PENDING_REVIEW))
        words = ngettext("%(count)s return to decide", "%(count)s returns to decide", count)
        return _told(words, count, RETURNS_CAP)
    if role == Role.FINANCE_REVIEWER:
        count = counts_by_state(actor)[RefundState.TO_APPROVE]
        words = ngettext("%(count)s refund to approve", "%(count)s refunds to approve", count)
        return _told(words, count, REFUNDS_CAP)
    if role == Role.CASHIER:
        count = counts_by_state(actor)[RefundState.TO_PAY]
        words = ngettext("%(count)s refund to pay", "%(count)s refunds to pay", count)
        return _told(words, count, REFUNDS_CAP)
    return ""


def _told(words: str, count: int, cap: int) -> str:
    return words % {"count": at_most(count, cap)} if count else ""


def demo_member(role: Role) -> Member | None:
    """The demo company's member of a role, if there is one who may sign in."""
    email = demo_email(role)
    return members_by_email([email]).get(email)
