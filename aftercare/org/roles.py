"""Roles are data: a role is a set of rights. A member may hold several."""

from collections.abc import Iterable
from enum import StrEnum

from aftercare.org.rights import Right as R


class Role(StrEnum):
    AGENT = "agent"
    OPERATIONS_REVIEWER = "operations_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    CASHIER = "cashier"
    DOCK = "dock"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    BUYER = "buyer"
    MERCHANT = "merchant"
    LOGISTICS = "logistics"
    POINT = "point"


_DESK = {R.RETURNS_SEE, R.ORDERS_SEE, R.REASONS_SEE}

ROLE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.AGENT: frozenset(
        _DESK
        | {R.RETURNS_OPEN, R.RETURNS_SHIP, R.RETURNS_CANCEL, R.RETURNS_NOTE, R.CONTACTS_REVEAL}
        | {R.QUESTIONS_ANSWER, R.CUSTOMERS_MARK}
        | {R.MESSAGES_SEE, R.MAIL_FILE}
    ),
    Role.OPERATIONS_REVIEWER: frozenset(
        _DESK
        | {R.RETURNS_OPEN, R.RETURNS_REVIEW, R.RETURNS_WINDOW_OVERRIDE, R.RETURNS_NOTE, R.CONTACTS_REVEAL}
        | {R.QUESTIONS_ANSWER, R.CUSTOMERS_MARK}
    ),
    Role.FINANCE_REVIEWER: frozenset(
        _DESK
        | {R.REFUNDS_SEE, R.REFUNDS_APPROVE, R.RETURNS_NOTE, R.STATEMENTS_SEE, R.STATEMENTS_SETTLE}
        | {R.QUESTIONS_ANSWER}
    ),
    Role.CASHIER: frozenset({R.REFUNDS_SEE, R.PAYOUTS_RECORD, R.CHARGES_RECORD, R.STATEMENTS_SEE}),
    Role.DOCK: frozenset({R.GOODS_SEE, R.GOODS_RECEIVE, R.GOODS_SEND}),
    Role.MANAGER: frozenset(
        _DESK
        | {R.RETURNS_OPEN, R.RETURNS_REVIEW, R.RETURNS_WINDOW_OVERRIDE, R.RETURNS_CANCEL, R.RETURNS_NOTE}
        | {R.CONTACTS_REVEAL, R.GOODS_SEE, R.REFUNDS_SEE, R.REASONS_MANAGE, R.ADDRESSES_MANAGE, R.JOURNAL_SEE}
        | {R.STATEMENTS_SEE, R.EXCHANGES_ADVANCE, R.CHARGES_WAIVE}
        | {R.SCORES_SEE, R.BENCHMARKS_MANAGE, R.INTERVENTIONS_RECORD, R.VIEWS_SHARE}
        | {R.MESSAGES_SEE, R.MAIL_FILE, R.CLOCKS_SEE, R.CLOCKS_MANAGE}
        | {R.DECISIONS_MAKE, R.LIMITS_MANAGE, R.CUSTOMERS_MARK, R.QUESTIONS_ANSWER}
    ),
    Role.AUDITOR: frozenset(
        _DESK
        | {R.GOODS_SEE, R.REFUNDS_SEE, R.JOURNAL_SEE, R.SCORES_SEE, R.STATEMENTS_SEE}
        | {R.MESSAGES_SEE, R.CLOCKS_SEE}
    ),
    Role.ADMINISTRATOR: frozenset(
        {R.REASONS_SEE, R.REASONS_MANAGE, R.MERCHANTS_MANAGE, R.ADDRESSES_MANAGE, R.MEMBERS_MANAGE}
        | {R.KEYS_MANAGE, R.KIT_SEE, R.SCORES_SEE, R.BENCHMARKS_MANAGE, R.INTERVENTIONS_RECORD, R.VIEWS_SHARE}
        | {R.LIMITS_MANAGE, R.GATEWAYS_MANAGE, R.MESSAGES_MANAGE, R.WEBHOOKS_MANAGE}
        | {R.CLOCKS_SEE, R.CLOCKS_MANAGE, R.READERS_MEND}
    ),
    Role.BUYER: frozenset({R.OWN_CASES}),
    Role.MERCHANT: frozenset(
        _DESK
        | {R.RETURNS_REVIEW, R.RETURNS_NOTE, R.CONTACTS_REVEAL, R.GOODS_SEE, R.REFUNDS_SEE, R.ADDRESSES_MANAGE}
        | {R.SCORES_SEE}
    ),
}

_WITH_PARCELS: dict[Role, set[R]] = {
    Role.AGENT: {R.PARCELS_SEE, R.SCANS_RECORD},
    Role.OPERATIONS_REVIEWER: {R.PARCELS_SEE, R.SCANS_RECORD, R.FINDS_DECIDE},
    Role.DOCK: {R.PARCELS_SEE, R.FINDS_DECIDE},
    Role.MANAGER: {R.PARCELS_SEE, R.SCANS_RECORD, R.FINDS_DECIDE, R.POINTS_WORK},
    Role.AUDITOR: {R.PARCELS_SEE},
    Role.ADMINISTRATOR: {R.PARCELS_SEE, R.SCANS_RECORD, R.CARRIERS_MANAGE},
    Role.MERCHANT: {R.PARCELS_SEE},
    Role.LOGISTICS: {R.GOODS_SEE, R.GOODS_RECEIVE},
    Role.POINT: {R.POINTS_WORK},
}
_WITH_DUTIES: dict[Role, set[R]] = {
    Role.AGENT: {R.DUTIES_WORK},
    Role.OPERATIONS_REVIEWER: {R.DUTIES_WORK},
    Role.FINANCE_REVIEWER: {R.DUTIES_WORK},
    Role.CASHIER: {R.DUTIES_WORK},
    Role.DOCK: {R.DUTIES_WORK},
    Role.MANAGER: {R.DUTIES_WORK, R.DUTIES_MANAGE},
    Role.ADMINISTRATOR: {R.DUTIES_WORK, R.DUTIES_MANAGE},
}
_WITH_STUCK: dict[Role, set[R]] = {role: {R.STUCK_SEE} for role in Role if role != Role.BUYER}
"""Everybody who works sees what stands still of what he sees at all."""
for more in (_WITH_PARCELS, _WITH_DUTIES, _WITH_STUCK):
    ROLE_RIGHTS |= {role: ROLE_RIGHTS.get(role, frozenset()) | rights for role, rights in more.items()}

CONFINED_ROLES = frozenset({Role.MERCHANT})
"""Roles that see only the merchants they belong to."""

STATION_ROLES = frozenset({Role.LOGISTICS})
"""Roles of logistics partners: they see goods for the docks they run."""

POINT_ROLES = frozenset({Role.POINT})
"""Roles of people at the counter of a service point."""


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """The rights of all the roles together; unknown roles give none."""
    known = [Role(role) for role in roles if role in set(Role)]
    return frozenset(str(right) for role in known for right in ROLE_RIGHTS[role])
