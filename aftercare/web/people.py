"""Roles and rights in words for people; the names of roles stand with the other labels in `words`."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.web.kit.parts import Text
from aftercare.web.words import ROLE

ROLE_NOTES: dict[Role, Text] = {
    Role.AGENT: _("Opens returns, sees the whole file"),
    Role.OPERATIONS_REVIEWER: _("Decides on requests and amounts"),
    Role.FINANCE_REVIEWER: _("Approves refunds, or sends them back"),
    Role.CASHIER: _("Records the money that was sent"),
    Role.DOCK: _("Scans, counts and grades goods"),
    Role.MANAGER: _("Sees all, decides, keeps the reasons"),
    Role.AUDITOR: _("Reads everything, changes nothing"),
    Role.ADMINISTRATOR: _("Merchants, members, keys; no buyers"),
    Role.BUYER: _("Asks for a return, sends it, follows it"),
    Role.MERCHANT: _("Reviews the returns of its own shops"),
    Role.LOGISTICS: _("Receives returns at a dock of its own"),
    Role.POINT: _("Takes goods over at a counter"),
}

ROLE_ICONS: dict[Role, str] = {
    Role.AGENT: "desk",
    Role.OPERATIONS_REVIEWER: "return",
    Role.FINANCE_REVIEWER: "shield",
    Role.CASHIER: "wallet",
    Role.DOCK: "scan",
    Role.MANAGER: "chart",
    Role.AUDITOR: "search",
    Role.ADMINISTRATOR: "gear",
    Role.BUYER: "user",
    Role.MERCHANT: "box",
    Role.LOGISTICS: "truck",
    Role.POINT: "place",
}

RIGHT_LABELS: dict[Right, Text] = {
    Right.RETURNS_SEE: _("See returns"),
    Right.RETURNS_OPEN: _("Open returns"),
    Right.RETURNS_REVIEW: _("Approve and reject returns"),
    Right.RETURNS_WINDOW_OVERRIDE: _("Accept returns after their window"),
    Right.RETURNS_SHIP: _("Book pick-ups and enter tracking numbers"),
    Right.RETURNS_CANCEL: _("Cancel returns"),
    Right.RETURNS_NOTE: _("Write notes and messages"),
    Right.DECISIONS_MAKE: _("Decide on amounts above others' limits"),
    Right.LIMITS_MANAGE: _("Set what people may promise by themselves"),
    Right.CUSTOMERS_MARK: _("Mark customers"),
    Right.QUESTIONS_ANSWER: _("Answer colleagues' questions about a case"),
    Right.CONTACTS_REVEAL: _("Reveal a buyer's contact"),
    Right.GOODS_SEE: _("See goods at the dock"),
    Right.GOODS_RECEIVE: _("Receive, count and grade goods"),
    Right.FINDS_DECIDE: _("Decide what becomes of unexpected parcels"),
    Right.PARCELS_SEE: _("See parcels, scans and finds"),
    Right.SCANS_RECORD: _("Write down scans, match them, take scan files in"),
    Right.CARRIERS_MANAGE: _("Manage carriers"),
    Right.POINTS_WORK: _("Take goods over at a service point"),
    Right.GOODS_SEND: _("Pick and send goods"),
    Right.EXCHANGES_ADVANCE: _("Send new goods before the old ones are back"),
    Right.CHARGES_RECORD: _("Record payments of buyers"),
    Right.CHARGES_WAIVE: _("Let buyers off a payment"),
    Right.REFUNDS_SEE: _("See refunds"),
    Right.REFUNDS_APPROVE: _("Approve refunds and send them back"),
    Right.PAYOUTS_RECORD: _("Record payouts"),
    Right.STATEMENTS_SEE: _("See bank statements and their differences"),
    Right.STATEMENTS_SETTLE: _("Import bank statements and settle differences"),
    Right.ORDERS_SEE: _("See orders"),
    Right.ORDERS_PUSH: _("Push orders from a shop"),
    Right.REASONS_SEE: _("See reasons"),
    Right.REASONS_MANAGE: _("Manage reasons"),
    Right.MERCHANTS_MANAGE: _("Manage merchants and their policies"),
    Right.GATEWAYS_MANAGE: _("Decide who pays refunds out"),
    Right.STUCK_SEE: _("See what is stuck of what one sees"),
    Right.CLOCKS_SEE: _("See which promised times are kept"),
    Right.CLOCKS_MANAGE: _("Set working calendars and promised times"),
    Right.DUTIES_WORK: _("See and do one's own tasks"),
    Right.DUTIES_MANAGE: _("Set up recurring duties, and see everybody's tasks"),
    Right.ADDRESSES_MANAGE: _("Manage return addresses"),
    Right.MEMBERS_MANAGE: _("Manage members"),
    Right.KEYS_MANAGE: _("Manage API keys"),
    Right.VIEWS_SHARE: _("Share views of lists"),
    Right.JOURNAL_SEE: _("Read the journal"),
    Right.READERS_MEND: _("Mend what the system could not read"),
    Right.SCORES_SEE: _("See merchants' scores"),
    Right.BENCHMARKS_MANAGE: _("Set what merchants are graded against"),
    Right.INTERVENTIONS_RECORD: _("Record that the platform stepped in"),
    Right.MESSAGES_SEE: _("See what was sent to whom"),
    Right.MESSAGES_MANAGE: _("Decide who is told what, and how messages leave"),
    Right.MAIL_FILE: _("File incoming mail"),
    Right.WEBHOOKS_MANAGE: _("Manage webhooks"),
    Right.KIT_SEE: _("See the kit"),
    Right.OWN_CASES: _("Handle own returns as a buyer"),
}


def role_names(roles: Iterable[str]) -> list[Text]:
    """The names of the roles, in the order in which the house lists them; unknown ones are left out."""
    held = set(roles)
    return [ROLE[role] for role in Role if role in held]
