"""What the domain's words are called on screen: labels to be translated, with their tone, glyph and icon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from aftercare.billing.terms import (
    PayMethod,
    RefundState,
)
from aftercare.cases.terms import Channel, Kind, ReferralState, Ruling, Topic
from aftercare.catalog.terms import Fault, Remedy
from aftercare.customers.terms import Mark
from aftercare.orders.terms import PromiseKind, ToldBy
from aftercare.org.roles import Role
from aftercare.returns.rules.auto_review import APPROVED_BY_DEFAULT, SWITCHED_OFF
from aftercare.returns.terms import (
    Condition,
    ConsentWay,
    DispatchPurpose,
    DispatchState,
    Duty,
    Grade,
    Handling,
    Hold,
    Method,
    OfferState,
    RefundTrigger,
    Shown,
    State,
    StockKind,
    Turn,
)
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Text, Tone


@dataclass(frozen=True)
class Word:
    """A label; `tone` and `glyph` are for state badges (no glyph: the tone's own), `icon` is for everything else."""

    label: Text
    tone: Tone = Tone.GREY
    icon: str = ""
    glyph: str = ""

    def __str__(self) -> str:
        return str(self.label)


SHOWN: Mapping[str, Word] = {
    Shown.PENDING_REVIEW: Word(_("Pending review"), Tone.BLUE),
    Shown.APPROVED: Word(_("Approved"), Tone.BLUE),
    Shown.REJECTED: Word(_("Rejected"), Tone.RED),
    Shown.AWAITING_GOODS: Word(_("Awaiting goods"), Tone.AMBER),
    Shown.REFUND_DUE: Word(_("Refund due"), Tone.BLUE),
    Shown.EXCHANGE_DUE: Word(_("Exchange due"), Tone.BLUE),
    Shown.COMPLETED: Word(_("Completed"), Tone.GREEN),
    Shown.CLOSED: Word(_("Closed"), Tone.GREY, glyph="s-bad"),
}
"""The trade's six names of a state (refunds wait for money, exchanges for goods), and the one for what ended early."""

STATE: Mapping[str, Word] = {
    State.SUBMITTED: Word(_("Operations review"), Tone.BLUE),
    State.REVIEW_AGAIN: Word(_("Second review"), Tone.BLUE),
    State.APPROVED: Word(_("Approved"), Tone.AMBER),
    State.PICKUP_BOOKED: Word(_("Pick-up booked"), Tone.AMBER),
    State.IN_TRANSIT: Word(_("In transit"), Tone.AMBER),
    State.RECEIVED: Word(_("Received"), Tone.BLUE),
    State.INSPECTED: Word(_("Finance review"), Tone.BLUE),
    State.GOODS_OWED: Word(_("Old goods owed"), Tone.RED),
    State.PICKING: Word(_("Being picked"), Tone.BLUE),
    State.SHIPPED: Word(_("New goods sent"), Tone.AMBER),
    State.REFUNDING: Word(_("To be paid out"), Tone.BLUE),
    State.COMPLETED: Word(_("Completed"), Tone.GREEN),
    State.REJECTED: Word(_("Rejected"), Tone.RED),
    State.REFUSED: Word(_("Goods refused"), Tone.RED),
    State.CANCELLED: Word(_("Cancelled"), Tone.GREY, glyph="s-bad"),
    State.LAPSED: Word(_("Lapsed"), Tone.GREY, glyph="s-bad"),
}
"""The exact state, for step bars and for those who work on it."""

_STATE_OF_SWAP: Mapping[str, Word] = {**STATE, State.INSPECTED: Word(_("To pick"), Tone.BLUE)}


def states_of(*, is_swap: bool) -> Mapping[str, Word]:
    """What the states of a return are called: counted goods wait for finance, in an exchange for who picks others."""
    return _STATE_OF_SWAP if is_swap else STATE


TURN: Mapping[str, Text] = {
    Turn.OPERATIONS: _("Operations"),
    Turn.BUYER: _("Buyer"),
    Turn.CARRIER: _("Carrier"),
    Turn.DOCK: _("Dock"),
    Turn.FINANCE: _("Finance"),
    Turn.CASHIER: _("Cashier"),
    Turn.NOBODY: "–",
}

GRADE: Mapping[str, Word] = {
    Grade.AS_NEW: Word(_("As new"), Tone.GREEN),
    Grade.OPENED: Word(_("Opened"), Tone.BLUE),
    Grade.DAMAGED: Word(_("Damaged"), Tone.AMBER),
    Grade.WRONG: Word(_("Wrong goods"), Tone.RED),
    Grade.MISSING: Word(_("Missing"), Tone.RED),
}

FAULT: Mapping[str, Text] = {
    Fault.NONE: _("Nothing wrong"),
    Fault.QUALITY: _("Quality fault"),
    Fault.WRONG_ITEM: _("Wrong item"),
    Fault.MISSING_ITEM: _("Missing item"),
    Fault.MIS_SHIPPED: _("Mis-shipped"),
    Fault.GIFT_MISSING: _("Gift missing"),
    Fault.LATE_SHIPPING: _("Late shipping"),
}
"""The types of cases."""

REMEDY: Mapping[str, Text] = {
    Remedy.RETURN: _("Return and refund"),
    Remedy.EXCHANGE: _("Exchange"),
    Remedy.COMPENSATION: _("Compensation without return"),
    Remedy.RESEND: _("Send again without return"),
}

HANDLING: Mapping[str, Text] = {
    Handling.OPEN: "",
    Handling.RETURN_ACCEPTED: _("Return accepted and refunded"),
    Handling.REFUNDED: _("Refunded"),
    Handling.RESHIPPED: _("Sent again"),
    Handling.COMPENSATED: _("Compensated"),
    Handling.REFUSED: _("Refused"),
    Handling.GIVEN_UP: _("Given up by the buyer"),
}
"""What a case came to."""

CONSENT_WAY: Mapping[str, Text] = {
    ConsentWay.PHONE: _("By phone"),
    ConsentWay.CHAT: _("In a chat"),
    ConsentWay.EMAIL: _("By e-mail"),
    ConsentWay.IN_PERSON: _("In person"),
    ConsentWay.PAGE: _("On his own page"),
}
"""How a buyer agreed to a compensation."""

OFFER_STATE: Mapping[str, Word] = {
    OfferState.OFFERED: Word(_("Waits for the buyer"), Tone.AMBER),
    OfferState.ACCEPTED: Word(_("Accepted"), Tone.GREEN),
    OfferState.DECLINED: Word(_("Declined"), Tone.RED),
    OfferState.WITHDRAWN: Word(_("Withdrawn"), Tone.GREY, glyph="s-bad"),
}

REFERRAL_STATE: Mapping[str, Word] = {
    ReferralState.ASKED: Word(_("Waits for a decision"), Tone.AMBER),
    ReferralState.GRANTED: Word(_("Granted"), Tone.GREEN),
    ReferralState.DECLINED: Word(_("Declined"), Tone.RED),
    ReferralState.WITHDRAWN: Word(_("Withdrawn"), Tone.GREY, glyph="s-bad"),
}

TOPIC: Mapping[str, Text] = {
    Topic.COMPENSATION: _("Compensation agreed with the buyer"),
    Topic.OFFER: _("Amount to be offered to the buyer"),
    Topic.APPROVAL: _("Approval of a request"),
}
"""What a decision is asked for."""

TOLD_BY: Mapping[str, Text] = {
    ToldBy.MESSAGE: _("Message from here"),
    ToldBy.PHONE: _("Phone"),
    ToldBy.EMAIL: _("E-mail"),
    ToldBy.CHAT: _("Chat"),
}

RULING: Mapping[str, Text] = {
    Ruling.NONE: _("Without a ruling"),
    Ruling.BUYER: _("Judged for the buyer"),
    Ruling.MERCHANT: _("Judged for the merchant"),
}

MARK: Mapping[str, Word] = {
    Mark.TRUSTED: Word(_("Trusted"), Tone.GREEN),
    Mark.IMPORTANT: Word(_("Important"), Tone.BLUE),
    Mark.WATCHED: Word(_("Watched"), Tone.AMBER),
    Mark.AGENT: Word(_("Agent of ours"), Tone.BLUE),
}

METHOD: Mapping[str, Text] = {
    Method.OWN: _("Sent by the buyer"),
    Method.PICKUP: _("Fetched by courier"),
    Method.REFUSED_DELIVERY: _("Refused at the door"),
    Method.HAND_IN: _("Handed in at a service point"),
}

KIND: Mapping[str, Text] = {
    Kind.REFUND_ONLY: _("Refund only"),
    Kind.RETURN_REFUND: _("Return and refund"),
    Kind.EXCHANGE: _("Exchange"),
    Kind.COMPENSATION: _("Compensation without return"),
}

DISPATCH_STATE: Mapping[str, Word] = {
    DispatchState.HELD: Word(_("Held"), Tone.AMBER),
    DispatchState.TO_PICK: Word(_("To pick"), Tone.BLUE),
    DispatchState.PICKING: Word(_("Being picked"), Tone.BLUE),
    DispatchState.SHIPPED: Word(_("On its way"), Tone.AMBER),
    DispatchState.DELIVERED: Word(_("Received"), Tone.GREEN),
    DispatchState.CALLED_OFF: Word(_("Called off"), Tone.GREY, glyph="s-bad"),
}

HOLD: Mapping[str, Text] = {
    Hold.PAYMENT: _("Waits for the buyer's payment"),
    Hold.WORD: _("Waits for an agent's word"),
    Hold.NOTHING: "",
}

PURPOSE: Mapping[str, Text] = {
    DispatchPurpose.EXCHANGE: _("Exchange"),
    DispatchPurpose.RESEND: _("Sent again"),
    DispatchPurpose.GIFT: _("Gift"),
}
"""Why goods leave after sale."""

STOCK_KIND: Mapping[str, Text] = {
    StockKind.RETURN_IN: _("Return stock-in"),
    StockKind.EXCHANGE_IN: _("Exchange stock-in"),
    StockKind.RETURN_OUT: _("Return stock-out"),
    StockKind.REFUSED_OUT: _("Refused goods out"),
    StockKind.AFTER_SALES_OUT: _("After-sales stock-out"),
    StockKind.GIFT_OUT: _("Gift stock-out"),
}
PROMISE: Mapping[str, Text] = {
    PromiseKind.UNCONDITIONAL_RETURN: _("Unconditional return"),
    PromiseKind.FULL_REFUND: _("Full refund"),
    PromiseKind.SHIP_WITHIN: _("Ships in time"),
}
"""What a seller promises in writing."""

CHANNEL: Mapping[str, Text] = {
    Channel.PORTAL: _("Buyer's account"),
    Channel.LINK: _("Buyer's link"),
    Channel.DESK: _("Service desk"),
    Channel.API: _("Shop interface"),
    Channel.EMAIL: _("E-mail"),
    Channel.IMPORT: _("Import"),
}

REFUND_STATE: Mapping[str, Word] = {
    RefundState.TO_APPROVE: Word(_("To approve"), Tone.BLUE),
    RefundState.SENT_BACK: Word(_("Sent back"), Tone.AMBER),
    RefundState.TO_PAY: Word(_("To pay out"), Tone.BLUE),
    RefundState.AT_GATEWAY: Word(_("With the gateway"), Tone.BLUE),
    RefundState.PAID: Word(_("Paid out"), Tone.GREEN),
    RefundState.REVOKED: Word(_("Revoked"), Tone.GREY, glyph="s-bad"),
}

PAY_METHOD: Mapping[str, Text] = {
    PayMethod.ORIGINAL: _("Original payment"),
    PayMethod.BANK: _("Bank transfer"),
    PayMethod.CASH: _("Cash"),
    PayMethod.OTHER: _("Other way"),
    PayMethod.GATEWAY: _("Payout gateway"),
    PayMethod.NOTHING: _("No payment needed"),
    PayMethod.ORDER: _("New order of the buyer"),
}

ROLE: Mapping[str, Text] = {
    Role.AGENT: _("Service agent"),
    Role.OPERATIONS_REVIEWER: _("Operations review"),
    Role.FINANCE_REVIEWER: _("Finance review"),
    Role.CASHIER: _("Cashier"),
    Role.DOCK: _("Dock"),
    Role.MANAGER: _("Manager"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.BUYER: _("Buyer"),
    Role.MERCHANT: _("Merchant"),
    Role.LOGISTICS: _("Logistics partner"),
    Role.POINT: _("Service point"),
}

ACTION: Mapping[str, Word] = {
    "approve": Word(_("Approve…"), icon="check"),
    "approve_again": Word(_("Approve again…"), icon="check"),
    "reject": Word(_("Reject…"), icon="x"),
    "lose": Word(_("Give up as lost…"), icon="x"),
    "resend": Word(_("Send again without return…"), icon="truck"),
    "cancel": Word(_("Cancel…"), icon="x"),
    "book_pickup": Word(_("Book a pick-up…"), icon="truck"),
    "ship": Word(_("Enter tracking…"), icon="truck"),
    "correct_tracking": Word(_("Correct tracking…"), icon="pen"),
    "change_pickup": Word(_("Change the pick-up…"), icon="pen"),
    "call_off_pickup": Word(_("Call the pick-up off…"), icon="x"),
    "miss_pickup": Word(_("Courier did not come…"), icon="alert"),
    "receive": Word(_("Receive…"), icon="scan"),
    "inspect": Word(_("Count and grade…"), icon="box"),
    "refuse": Word(_("Refuse goods…"), icon="x"),
    "refund_instead": Word(_("Refund instead…"), icon="wallet"),
    "start_refund": Word(_("Approve the refund…"), icon="wallet"),
    "send_back": Word(_("Send back to operations…"), icon="undo"),
    "complete": Word(_("Record the payout…"), icon="wallet"),
}
"""What a button says, by the lifecycle's action."""

PLAYED: Mapping[Duty, Text] = {
    Duty.REQUEST: _("You opened this return yourself, so somebody else must take this step."),
    Duty.REVIEW: _("You reviewed this return, so somebody else must take this step."),
    Duty.RECEIVE: _("You took these goods in, so somebody else must take this step."),
    Duty.APPROVE: _("You approved this refund, so somebody else must take this step."),
    Duty.PAY: _("You paid this refund, so somebody else must take this step."),
}
"""Why separation of duties keeps the reader from a move, by the part he has played already."""

PAYS_OUT: Mapping[str, Text] = {
    RefundTrigger.APPROVAL: _("After approval"),
    RefundTrigger.PICKUP_SCAN: _("After the carrier's pick-up scan"),
    RefundTrigger.RECEIPT: _("After receipt"),
    RefundTrigger.INSPECTION: _("After inspection"),
}

WINDOW: Mapping[str, Text] = {
    "window_not_set": _("The merchant has set no last day for returns."),
    "not_received_yet": _("Not received when it was asked for, so no window had begun."),
    "seller_promise": _("Asked in time by the seller's written promise, which holds until %(day)s."),
    "seller_promise_without_end": _("Asked in time: the seller's written promise sets no last day."),
    "merchant_window": _("Asked in time: the window ends on %(day)s."),
    "overridden": _("Asked after the window, which ended on %(day)s; a colleague let it in."),
    "no_window": _("Nothing comes back, so no window runs."),
    "not_shipped": _("Nothing was sent yet, so no window had begun."),
    "second_parcel": _("Goods of an earlier return in a second parcel; they were asked for with it."),
    "window_ignored": _("Taken over from another system; no window was checked."),
}

VERDICT: Mapping[str, Text] = {
    APPROVED_BY_DEFAULT: _("Approved by itself: no rule doubted it."),
    SWITCHED_OFF: _("Waits for a person, since the merchant wants to look at each request."),
    Condition.AMOUNT: _("Waits for a person, since the amount is above the limit."),
    Condition.MARK: _("Waits for a person, since the customer is marked."),
    Condition.REASON: _("Waits for a person, since this reason is to be looked at."),
    Condition.OFTEN: _("Waits for a person, since the customer asked often lately."),
}
"""What the rules of a merchant made of a request before shipping."""


def verdict_sentence(rule: str) -> str:
    """Which rule decided, in words."""
    return str(VERDICT.get(rule, rule))


def window_sentence(rule: str, ends_on: date | None) -> str:
    """Whether a return was asked for in time, and which rule says so."""
    rule = f"{rule}_without_end" if rule == "seller_promise" and ends_on is None else rule
    return str(WINDOW.get(rule, rule)) % {"day": dates.day(ends_on) if ends_on else "–"}
