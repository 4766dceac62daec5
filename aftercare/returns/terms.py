"""The words of returns: states as they are kept, states as the trade shows them, grades, ways of sending."""

from dataclasses import dataclass
from enum import StrEnum

from aftercare.cases.terms import Kind


class State(StrEnum):
    SUBMITTED = "submitted"
    REVIEW_AGAIN = "review_again"
    APPROVED = "approved"
    PICKUP_BOOKED = "pickup_booked"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    GOODS_OWED = "goods_owed"
    PICKING = "picking"
    SHIPPED = "shipped"
    REFUNDING = "refunding"
    COMPLETED = "completed"
    REJECTED = "rejected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class Shown(StrEnum):
    """The trade's six names for each kind, and one for what ended without a decision on the matter."""

    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    AWAITING_GOODS = "awaiting_goods"
    REFUND_DUE = "refund_due"
    EXCHANGE_DUE = "exchange_due"
    COMPLETED = "completed"
    CLOSED = "closed"


SHOWN_AS: dict[Shown, tuple[State, ...]] = {
    Shown.PENDING_REVIEW: (State.SUBMITTED, State.REVIEW_AGAIN),
    Shown.APPROVED: (State.APPROVED,),
    Shown.REJECTED: (State.REJECTED, State.REFUSED),
    Shown.AWAITING_GOODS: (State.PICKUP_BOOKED, State.IN_TRANSIT, State.RECEIVED, State.GOODS_OWED),
    Shown.EXCHANGE_DUE: (State.PICKING, State.SHIPPED),
    Shown.REFUND_DUE: (State.INSPECTED, State.REFUNDING),
    Shown.COMPLETED: (State.COMPLETED,),
    Shown.CLOSED: (State.CANCELLED, State.LAPSED),
}

GIFTS_RULE = "law:gift"
"""The rule by which the marked price of gifts that stay is taken off."""

FOR_GIFTS = "law_gift"
"""Stands for the reason that gifts stay with the buyer; pages put it into the reader's language. Returns of before the
charge stood apart hold it where a consent stands: it is none."""

INSTEAD_REFUND = "refund"
"""What is told of an exchange whose goods are paid for after all, since there was no replacement to send."""

SHOWN_OF: dict[State, Shown] = {state: shown for shown, states in SHOWN_AS.items() for state in states}

WITHOUT_GOODS = (Kind.REFUND_ONLY, Kind.COMPENSATION)
"""Kinds in which nothing comes back."""

AT_THE_DOCK = (
    State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT, State.RECEIVED, State.INSPECTED, State.GOODS_OWED,
    State.PICKING, State.SHIPPED,
)  # fmt: skip
"""States in which the dock has something to do with the goods, or has just done it."""


NO_GOODS_GONE = (State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED)
"""States in which a request ended and its goods stay with the buyer."""


class Handling(StrEnum):
    """What a case came to: the four ways a shop can handle it, compensation, or nothing yet."""

    OPEN = ""
    RETURN_ACCEPTED = "return_accepted"
    REFUNDED = "refunded"
    RESHIPPED = "reshipped"
    COMPENSATED = "compensated"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class Turn(StrEnum):
    """Whose move it is."""

    OPERATIONS = "operations"
    BUYER = "buyer"
    CARRIER = "carrier"
    DOCK = "dock"
    FINANCE = "finance"
    CASHIER = "cashier"
    NOBODY = ""


TURN_IN: dict[State, Turn] = {
    State.SUBMITTED: Turn.OPERATIONS,
    State.REVIEW_AGAIN: Turn.OPERATIONS,
    State.APPROVED: Turn.BUYER,
    State.PICKUP_BOOKED: Turn.CARRIER,
    State.IN_TRANSIT: Turn.CARRIER,
    State.RECEIVED: Turn.DOCK,
    State.INSPECTED: Turn.FINANCE,
    State.GOODS_OWED: Turn.BUYER,
    State.PICKING: Turn.DOCK,
    State.SHIPPED: Turn.BUYER,
    State.REFUNDING: Turn.CASHIER,
}


def turn_of(kind: str, state: str) -> Turn:
    """Whose move it is; goods that were counted wait for finance, in an exchange for who sends the new ones."""
    if kind == Kind.EXCHANGE and state == State.INSPECTED:
        return Turn.DOCK
    return TURN_IN.get(State(state), Turn.NOBODY)


class Grade(StrEnum):
    AS_NEW = "as_new"
    OPENED = "opened"
    DAMAGED = "damaged"
    WRONG = "wrong"
    MISSING = "missing"


class Method(StrEnum):
    """How goods travel back: the buyer sends them, the carrier fetches them, the parcel was refused at the door, or
    they were handed in at a service point.
    """

    OWN = "own"
    PICKUP = "pickup"
    REFUSED_DELIVERY = "refused_delivery"
    HAND_IN = "hand_in"


class StockKind(StrEnum):
    """What a stock record tells: goods of a return or an exchange came in, went out to the buyer again, or goods from
    the shelf went out to him after sale, or goods refused at the dock went back without having been in stock.
    """

    RETURN_IN = "return_in"
    EXCHANGE_IN = "exchange_in"
    RETURN_OUT = "return_out"
    REFUSED_OUT = "refused_out"
    AFTER_SALES_OUT = "after_sales_out"
    GIFT_OUT = "gift_out"


STOCK_IN = frozenset({StockKind.RETURN_IN, StockKind.EXCHANGE_IN})
"""What came in after sale."""

STOCK_OUT = frozenset(StockKind) - STOCK_IN
"""What went out after sale, to the buyer."""


class DispatchPurpose(StrEnum):
    """Why goods leave after sale: for others that came back, since they were missing, or as an apology alone."""

    EXCHANGE = "exchange"
    RESEND = "resend"
    GIFT = "gift"


class DispatchState(StrEnum):
    HELD = "held"
    TO_PICK = "to_pick"
    PICKING = "picking"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CALLED_OFF = "called_off"


DISPATCH_OPEN = (DispatchState.HELD, DispatchState.TO_PICK, DispatchState.PICKING)
"""Nothing has left yet."""

DISPATCH_GONE = (DispatchState.SHIPPED, DispatchState.DELIVERED)
"""The goods are with the carrier or the buyer."""


class FetchState(StrEnum):
    """New goods that the buyer fetches at a service point: on their way there, waiting for him, in his hands."""

    CHOSEN = "chosen"
    WAITING = "waiting"
    FETCHED = "fetched"
    CALLED_OFF = "called_off"


class Hold(StrEnum):
    """What a dispatch waits for before the warehouse may pick it."""

    PAYMENT = "payment"
    WORD = "word"
    NOTHING = ""


class RefundTrigger(StrEnum):
    """The event at which a refund is put before finance, in the order in which they happen."""

    APPROVAL = "approval"
    PICKUP_SCAN = "pickup_scan"
    RECEIPT = "receipt"
    INSPECTION = "inspection"


GOODS_UNDER_WAY = (State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT, State.RECEIVED)
"""States in which goods are still to come or to be counted; a refund that goes ahead does so here."""


class Answer(StrEnum):
    """What a buyer says when he is asked for his consent; DUE: he was not asked, since a law says it."""

    AGREED = "agreed"
    REFUSED = "refused"
    DUE = "due"


class GoodsClass(StrEnum):
    """Goods that a law may let a seller not take back, by the wording of its exclusions."""

    CUSTOM_MADE = "custom_made"
    PERISHABLE = "perishable"
    OPENED_MEDIA = "opened_media"
    PERIODICAL = "periodical"
    HEALTH_ONCE_OPENED = "health_once_opened"
    LOSES_VALUE_IN_USE = "loses_value_in_use"
    NEAR_EXPIRY = "near_expiry"


class Extra(StrEnum):
    """What may go back besides the price of the goods."""

    COUPON = "coupon"
    COINS = "coins"
    FREIGHT = "freight"


class Choice(StrEnum):
    """What a merchant says about such an extra: the reviewer decides each time, never, or always."""

    REVIEW = "review"
    NEVER = "never"
    ALWAYS = "always"


class Payer(StrEnum):
    """Who pays the freight of the goods' way back; OPEN: operations decides."""

    SHOP = "shop"
    BUYER = "buyer"
    OPEN = "open"


class FeeKind(StrEnum):
    """How a merchant reckons a service fee: not at all, so much for each request, or a share of the goods' price."""

    NONE = "none"
    FIXED = "fixed"
    PERCENT = "percent"


class ConsentWay(StrEnum):
    """How a buyer agreed to a compensation or a fee; PAGE when he pressed the button himself."""

    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    IN_PERSON = "in_person"
    PAGE = "page"


TOLD_TO_AGENT = (ConsentWay.PHONE, ConsentWay.CHAT, ConsentWay.EMAIL, ConsentWay.IN_PERSON)
"""Ways of consent that an agent writes down."""


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Condition(StrEnum):
    """What can make a request wait for a person: its amount, a mark of the customer, its reason, too many of them."""

    AMOUNT = "amount"
    MARK = "mark"
    REASON = "reason"
    OFTEN = "often"


class Duty(StrEnum):
    """The parts of one return that different people play."""

    REQUEST = "request"
    REVIEW = "review"
    RECEIVE = "receive"
    APPROVE = "approve"
    PAY = "pay"


@dataclass(frozen=True)
class Replacement:
    """What the buyer gets for one line: its price per piece, or None for the worth of what came back."""

    sku: str
    name: str
    price_minor: int | None = None


@dataclass(frozen=True)
class ToSend:
    """Goods that shall leave after sale. `price_minor` is the worth of all pieces; `line_id` the return's line.

    `is_gift`: they come along as an apology, and nobody owes anything for them.
    """

    sku: str
    name: str
    quantity: int
    price_minor: int = 0
    line_id: int | None = None
    is_gift: bool = False


@dataclass(frozen=True)
class Wanted:
    """Pieces of one order line that the buyer wants to send back, and in an exchange what for; None: the same again."""

    line_id: int
    quantity: int
    new: Replacement | None = None


@dataclass(frozen=True)
class Compensated:
    """What shall be paid for so many pieces of one order line that stay with the buyer, in minor units."""

    line_id: int
    quantity: int
    amount_minor: int


@dataclass(frozen=True)
class Counted:
    """What the dock found of one return line.

    `counted` pieces came; `accepted` of them are taken back and paid for; `damaged` of the accepted are scrapped
    instead of stocked. What came and was not accepted goes back to the buyer.
    """

    line_id: int
    counted: int
    accepted: int
    damaged: int
    grade: Grade
