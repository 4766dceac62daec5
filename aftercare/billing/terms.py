"""The words of refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RefundState(StrEnum):
    TO_APPROVE = "to_approve"
    SENT_BACK = "sent_back"
    TO_PAY = "to_pay"
    AT_GATEWAY = "at_gateway"
    PAID = "paid"
    REVOKED = "revoked"


class PayMethod(StrEnum):
    """How the money was sent: by people, by a payout gateway, with a new order of the buyer, or not at all because
    the amount is nothing.
    """

    ORIGINAL = "original"
    BANK = "bank"
    CASH = "cash"
    OTHER = "other"
    GATEWAY = "gateway"
    NOTHING = "nothing"
    ORDER = "order"


AS_PAID = (PayMethod.ORIGINAL, PayMethod.GATEWAY, PayMethod.NOTHING)
"""Ways by which money goes back as it came: a gateway reverses the payment itself."""

BY_HAND = (PayMethod.ORIGINAL, PayMethod.BANK, PayMethod.CASH, PayMethod.OTHER)
"""The ways that a cashier records; the others the house records itself."""

BY_CASHIER = (*BY_HAND, PayMethod.ORDER)
"""And with a new order of the buyer, whose number is the reference."""


class ChargePurpose(StrEnum):
    """What a buyer owes for: dearer goods in an exchange, or goods that he had in advance and sent nothing for."""

    SURCHARGE = "surcharge"
    GOODS_KEPT = "goods_kept"


class ChargeState(StrEnum):
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
    VOID = "void"


@dataclass(frozen=True)
class DueLine:
    """One line of a refund: which grant it pays, and what stood on the case. `is_freight` has no goods."""

    grant_id: int
    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    amount_minor: int
    is_freight: bool = False


@dataclass(frozen=True)
class Sent:
    """How and under which reference the money went out; `consent`: how the buyer agreed to another way than he paid."""

    method: PayMethod
    reference: str
    consent: str = ""


class GatewayKind(StrEnum):
    """Who moves the money: the cashier by hand, or a service that is asked over HTTP."""

    CASHIER = "cashier"
    HTTP = "http"


class OrderState(StrEnum):
    """How a payout that a gateway shall make stands."""

    DUE = "due"
    SENDING = "sending"
    UNCLEAR = "unclear"
    FAILED = "failed"
    DIFFERS = "differs"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    PAID = "paid"


LIVE = tuple(state for state in OrderState if state != OrderState.WITHDRAWN)
"""States in which the gateway may have paid or may still pay: nobody else does."""

RESTLESS = (OrderState.DUE, OrderState.SENDING, OrderState.UNCLEAR, OrderState.WITHDRAWING)
"""States in which the worker has something to do with the gateway, now or later."""


class Asking(StrEnum):
    """What one attempt asks the gateway: to pay, or how the payment stands."""

    PAY = "pay"
    STATUS = "status"


class Outcome(StrEnum):
    """What an attempt came to.

    LOST: nothing was written down, so the worker died. NOT_SENT: nobody could be reached. BLOCKED: our own guard kept
    the question back.
    SILENT: no answer, or one that says nothing. UNKNOWN: the gateway has never heard of the key.
    """

    LOST = "lost"
    NOT_SENT = "not_sent"
    BLOCKED = "blocked"
    SILENT = "silent"
    UNKNOWN = "unknown"
    PENDING = "pending"
    REFUSED = "refused"
    PAID = "paid"


@dataclass(frozen=True)
class Instruction:
    """What a gateway is told. `key` stands for this payment for ever: whoever pays under it pays once.

    `at` is when the question was written down; a gateway takes none that is older than five minutes.
    """

    key: str
    amount_minor: int
    currency: str
    number: str
    order_number: str
    payee: str
    at: datetime


@dataclass(frozen=True)
class Connection:
    """Where a gateway is and how it is asked: address, secret for signing, seconds to wait for an answer.

    `may_be_private` lets it stand inside our own network, and on this machine without TLS.
    """

    url: str
    secret: str
    timeout_seconds: int
    may_be_private: bool = False


@dataclass(frozen=True)
class Reply:
    """What a gateway answered, or what became of the question. `excerpt` is the beginning of the body as it came."""

    outcome: Outcome
    reference: str = ""
    amount_minor: int = 0
    currency: str = ""
    sentence: str = ""
    http_status: int | None = None
    excerpt: str = ""


class Direction(StrEnum):
    """Which way money went on a statement, seen from the account's owner."""

    OUT = "out"
    IN = "in"


class DifferenceKind(StrEnum):
    """How a bank's statement and our books do not agree.

    MISSING: paid in our books, and no statement shows it. UNKNOWN: the other way round. TWICE: sent more often than
    recorded. CAME_BACK: money under a payout's reference came in again.
    """

    AMOUNT = "amount"
    UNKNOWN = "unknown"
    TWICE = "twice"
    CAME_BACK = "came_back"
    MISSING = "missing"


class DifferenceState(StrEnum):
    """OPEN until a person has settled it, or a later statement or payout has cleared it."""

    OPEN = "open"
    SETTLED = "settled"
    CLEARED = "cleared"


@dataclass(frozen=True)
class StatementRow:
    """One line of a statement file; `place` is its line in the file, `nth` counts lines that are alike in it."""

    place: int
    booked_on: date
    reference: str
    amount_minor: int
    currency: str
    direction: Direction
    text: str
    nth: int = 1


@dataclass(frozen=True)
class Booked:
    """A line of a statement, as matching sees it."""

    id: int
    reference: str
    amount_minor: int
    currency: str
    direction: str


@dataclass(frozen=True)
class PaidOut:
    """A payout in our books, as matching sees it; `is_matched` when a line is its own already."""

    id: int
    reference: str
    amount_minor: int
    currency: str
    is_matched: bool


@dataclass(frozen=True)
class Finding:
    """What matching says of a line: which payout it is or resembles, and how it differs; no kind: it agrees."""

    line_id: int
    payout_id: int | None
    kind: DifferenceKind | None


class OverpaidCause(StrEnum):
    """Why more was paid ahead than turned out to be due."""

    FEWER = "fewer"
    REFUSED = "refused"
    NEVER_CAME = "never_came"
    LOST = "lost"


class Debtor(StrEnum):
    """Who owes what was paid too much: the buyer, the carrier who had the goods last, or we, who lost them."""

    BUYER = "buyer"
    CARRIER = "carrier"
    COMPANY = "company"


class OverpaidState(StrEnum):
    """OPEN: the buyer owes it. WRITE_OFF_ASKED: one person wants to let it go, and a second decides. CAME: the goods
    came after all.
    """

    OPEN = "open"
    WRITE_OFF_ASKED = "write_off_asked"
    REPAID = "repaid"
    CAME = "came"
    WRITTEN_OFF = "written_off"


SETTLED_DEBTS = (OverpaidState.REPAID, OverpaidState.CAME, OverpaidState.WRITTEN_OFF)
"""States in which nothing is owed any more, and somebody has seen to it."""
