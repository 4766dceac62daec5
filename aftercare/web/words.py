"""What the domain's words are called on screen: labels to be translated, with their tone, glyph and icon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from aftercare.billing.terms import (
    ChargePurpose,
    ChargeState,
    DifferenceKind,
    DifferenceState,
    GatewayKind,
    OrderState,
    OverpaidCause,
    OverpaidState,
    PayMethod,
    RefundState,
)
from aftercare.cases.terms import Channel, Kind, Outcome, ReferralState, Ruling, Topic
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
    ToldBy.MESSAGE: _("Message"),
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

CHARGE_STATE: Mapping[str, Word] = {
    ChargeState.DUE: Word(_("Due"), Tone.AMBER),
    ChargeState.PAID: Word(_("Paid"), Tone.GREEN),
    ChargeState.WAIVED: Word(_("Waived"), Tone.GREY, glyph="s-done"),
    ChargeState.VOID: Word(_("Void"), Tone.GREY, glyph="s-bad"),
}

PURPOSE: Mapping[str, Text] = {
    DispatchPurpose.EXCHANGE: _("Exchange"),
    DispatchPurpose.RESEND: _("Sent again"),
    DispatchPurpose.GIFT: _("Gift"),
}
"""Why goods leave after sale."""

CHARGE_PURPOSE: Mapping[str, Text] = {
    ChargePurpose.SURCHARGE: _("Surcharge for the new goods"),
    ChargePurpose.GOODS_KEPT: _("Old goods that did not come back"),
}

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

ORDER_STATE: Mapping[str, Word] = {
    OrderState.DUE: Word(_("Goes out next"), Tone.BLUE),
    OrderState.SENDING: Word(_("Being sent"), Tone.BLUE),
    OrderState.UNCLEAR: Word(_("Unclear"), Tone.AMBER),
    OrderState.FAILED: Word(_("Refused by the gateway"), Tone.RED),
    OrderState.DIFFERS: Word(_("Paid differently"), Tone.RED),
    OrderState.WITHDRAWING: Word(_("Being taken back"), Tone.AMBER),
    OrderState.WITHDRAWN: Word(_("Taken back"), Tone.GREY, glyph="s-bad"),
    OrderState.PAID: Word(_("Paid by the gateway"), Tone.GREEN),
}

DIFFERENCE_STATE: Mapping[str, Word] = {
    DifferenceState.OPEN: Word(_("To settle"), Tone.AMBER),
    DifferenceState.SETTLED: Word(_("Settled"), Tone.GREEN),
    DifferenceState.CLEARED: Word(_("Cleared by itself"), Tone.GREY, glyph="s-done"),
}

DIFFERENCE_KIND: Mapping[str, Text] = {
    DifferenceKind.AMOUNT: _("Amount differs"),
    DifferenceKind.UNKNOWN: _("Only in the statement"),
    DifferenceKind.TWICE: _("Sent more often than recorded"),
    DifferenceKind.CAME_BACK: _("Came back"),
    DifferenceKind.MISSING: _("Only in our books"),
}

GATEWAY_KIND: Mapping[str, Text] = {
    GatewayKind.CASHIER: _("The cashier, by hand"),
    GatewayKind.HTTP: _("A payout service over HTTP"),
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

OVERPAID_STATE: Mapping[str, Word] = {
    OverpaidState.OPEN: Word(_("Owed by the buyer"), Tone.RED),
    OverpaidState.WRITE_OFF_ASKED: Word(_("To be let go?"), Tone.AMBER),
    OverpaidState.REPAID: Word(_("Paid back"), Tone.GREEN),
    OverpaidState.WRITTEN_OFF: Word(_("Let go"), Tone.GREY, glyph="s-bad"),
}

OVERPAID_CAUSE: Mapping[str, Text] = {
    OverpaidCause.FEWER: _("The dock accepted less than was paid for"),
    OverpaidCause.REFUSED: _("The goods were refused"),
    OverpaidCause.NEVER_CAME: _("The goods never came"),
}

PAYS_OUT: Mapping[str, Text] = {
    RefundTrigger.APPROVAL: _("After approval"),
    RefundTrigger.PICKUP_SCAN: _("After the carrier's pick-up scan"),
    RefundTrigger.RECEIPT: _("After receipt"),
    RefundTrigger.INSPECTION: _("After inspection"),
}

ENTRY: Mapping[str, Word] = {
    "cases.case.open": Word(_("Case opened"), icon="plus"),
    f"cases.case.{Outcome.GOODS_ACCEPTED}": Word(_("Passed on to settlement"), icon="right"),
    f"cases.case.{Outcome.REFUND_AHEAD}": Word(_("Passed on to settlement, ahead of the goods"), icon="right"),
    f"cases.case.{Outcome.PAID_AHEAD}": Word(_("Handed back to returns: paid, the goods are to come"), icon="right"),
    f"cases.case.{Outcome.APPROVED}": Word(_("Passed on to settlement"), icon="right"),
    f"cases.case.{Outcome.SENT_BACK}": Word(_("Handed back to returns"), icon="undo"),
    f"cases.case.{Outcome.SETTLED}": Word(_("Case closed, settled"), icon="check"),
    f"cases.case.{Outcome.EXCHANGED}": Word(_("Case closed, goods exchanged"), icon="check"),
    f"cases.case.{Outcome.EXCHANGED_OWING}": Word(_("Passed on to settlement"), icon="right"),
    f"cases.case.{Outcome.ENDED_EARLY}": Word(_("Case closed"), icon="check"),
    "cases.follow_up.plan": Word(_("Follow-up planned"), icon="clock"),
    "cases.follow_up.finish": Word(_("Buyer asked how the goods do"), Tone.GREEN, "message"),
    "cases.case.raise_priority": Word(_("Put before other cases"), Tone.AMBER, "clock"),
    "cases.case.hand_to": Word(_("Handed to another role"), Tone.AMBER, "users"),
    "clocks.calendar.add": Word(_("Calendar added"), icon="plus"),
    "clocks.calendar.change": Word(_("Calendar changed"), icon="pen"),
    "clocks.clock.late": Word(_("A promised time has passed"), Tone.RED, "clock"),
    "clocks.clock.tell": Word(_("Reminded of a promised time"), icon="clock"),
    "clocks.clock.hand_over": Word(_("Handed over because of a promised time"), Tone.AMBER, "clock"),
    "clocks.clock.penalty": Word(_("Penalty recorded for a broken promise"), Tone.RED, "clock"),
    "clocks.clock.service_credit": Word(_("Service credit recorded for a broken promise"), Tone.RED, "clock"),
    "clocks.policy.add": Word(_("Time promise added"), icon="plus"),
    "clocks.policy.edit": Word(_("Time promise changed"), icon="pen"),
    "clocks.policy.add_step": Word(_("Step of a time promise added"), icon="plus"),
    "clocks.policy.remove_step": Word(_("Step of a time promise removed"), icon="x"),
    "clocks.change.apply": Word(_("Change applied to running clocks"), icon="clock"),
    "cases.note.message": Word(_("Message written"), icon="message"),
    "cases.note.internal": Word(_("Note written"), icon="note"),
    "cases.note.no_answer": Word(_("The buyer's words need no answer"), icon="check"),
    "cases.question.ask": Word(_("Colleagues asked"), icon="message"),
    "cases.question.answer": Word(_("Colleagues' question answered"), icon="message"),
    "cases.referral.ask": Word(_("Decision asked for"), Tone.AMBER, "up"),
    "cases.referral.grant": Word(_("Decision: granted"), Tone.GREEN, "check"),
    "cases.referral.decline": Word(_("Decision: declined"), Tone.RED, "x"),
    "cases.referral.withdraw": Word(_("Request for a decision withdrawn"), icon="x"),
    "cases.contact.reveal": Word(_("Personal data looked at"), icon="eye"),
    "cases.intervention.record": Word(_("The platform stepped in"), Tone.AMBER, "shield"),
    "returns.return.submit": Word(_("Return asked for"), icon="return"),
    "returns.return.resend": Word(_("Sent again without return"), Tone.GREEN, "truck"),
    "returns.dispatch.gift": Word(_("A gift comes along"), icon="star"),
    "returns.return.agree": Word(_("Compensation agreed with the buyer"), icon="message"),
    "returns.offer.make": Word(_("Amount offered to the buyer"), icon="wallet"),
    "returns.offer.accept": Word(_("The buyer accepted the offer"), Tone.GREEN, "check"),
    "returns.offer.decline": Word(_("The buyer declined the offer"), Tone.AMBER, "x"),
    "returns.offer.withdraw": Word(_("Offer withdrawn"), icon="x"),
    "returns.return.double": Word(_("Opened beside another case about the same"), Tone.AMBER, "alert"),
    "returns.return.verdict": Word(_("Rules looked at the request"), icon="check"),
    "returns.return.approve": Word(_("Approved by operations"), Tone.GREEN, "check"),
    "returns.return.approve_again": Word(_("Approved again by operations"), Tone.GREEN, "check"),
    "returns.return.reject": Word(_("Rejected by operations"), Tone.RED, "x"),
    "returns.return.cancel": Word(_("Cancelled"), icon="x"),
    "returns.return.book_pickup": Word(_("Pick-up booked"), icon="truck"),
    "returns.return.change_pickup": Word(_("Pick-up moved to another time"), icon="truck"),
    "returns.return.call_off_pickup": Word(_("Pick-up called off"), icon="x"),
    "returns.return.miss_pickup": Word(_("The courier did not come"), Tone.AMBER, "alert"),
    "returns.return.reopen": Word(_("Holds again: the goods came after its end"), Tone.AMBER, "undo"),
    "returns.return.remind": Word(_("Buyer to be reminded to send the goods"), Tone.AMBER, "clock"),
    "returns.return.uncounted": Word(_("Goods lie at the dock uncounted"), Tone.AMBER, "clock"),
    "returns.return.follow_up": Word(_("A second parcel came; its return follows this one"), icon="box"),
    "returns.return.send_refused": Word(_("Refused goods sent back to the buyer"), icon="truck"),
    "parcels.parcel.tell": Word(_("Parcel told of"), icon="truck"),
    "parcels.parcel.arrive": Word(_("Parcel at the dock"), icon="scan"),
    "parcels.parcel.quiet": Word(_("No scan of the parcel for a long time"), Tone.AMBER, "clock"),
    "parcels.scan.keep": Word(_("Scanned by the carrier"), icon="truck"),
    "parcels.scan.set_aside": Word(_("Scans of an unknown number set aside"), icon="x"),
    "parcels.scanfile.import": Word(_("Scan file taken in"), icon="plus"),
    "parcels.carrier.set": Word(_("Carrier changed"), icon="pen"),
    "parcels.pickup.book": Word(_("Courier booked"), icon="truck"),
    "parcels.pickup.change": Word(_("Courier booked for another time"), icon="truck"),
    "parcels.pickup.call_off": Word(_("Courier called off"), icon="x"),
    "parcels.pickup.miss": Word(_("Courier did not come"), Tone.AMBER, "alert"),
    "parcels.pickup.fetch": Word(_("Courier has been"), icon="check"),
    "parcels.find.record": Word(_("Parcel found that nobody expected"), Tone.AMBER, "box"),
    "parcels.find.match": Word(_("Found parcel matched"), icon="check"),
    "parcels.find.take_in": Word(_("Found parcel taken in"), Tone.GREEN, "check"),
    "parcels.find.send_back": Word(_("Found parcel sent back"), icon="undo"),
    "parcels.find.keep": Word(_("Found parcel kept at its owner's disposal"), icon="clock"),
    "parcels.find.hand_out": Word(_("Found parcel handed to its owner"), icon="check"),
    "parcels.handin.take_over": Word(_("Goods handed in at a service point"), icon="box"),
    "parcels.handin.send_on": Word(_("Goods sent on to the dock"), icon="truck"),
    "parcels.handin.give_back": Word(_("Goods given back at the service point"), icon="undo"),
    "parcels.freight.claim": Word(_("First return: the company pays the freight"), Tone.GREEN, "truck"),
    "parcels.watch.set": Word(_("Times of the watch changed"), icon="pen"),
    "org.point.set": Word(_("Service point changed"), icon="pen"),
    f"cases.case.{Outcome.REOPENED}": Word(_("Case opened again"), Tone.AMBER, "undo"),
    "returns.return.ship": Word(_("Goods on their way"), icon="truck"),
    "returns.return.correct_tracking": Word(_("Tracking corrected"), icon="pen"),
    "returns.return.lapse": Word(_("Lapsed: the goods never came"), icon="clock"),
    "returns.return.receive": Word(_("Parcel received"), icon="scan"),
    "returns.return.inspect": Word(_("Goods counted and taken into stock"), Tone.GREEN, "box"),
    "returns.return.refuse": Word(_("Goods refused"), Tone.RED, "x"),
    "returns.return.send_back": Word(_("Sent back by finance"), Tone.AMBER, "undo"),
    "returns.return.start_refund": Word(_("Refund approved by finance"), Tone.GREEN, "wallet"),
    "returns.return.complete": Word(_("Refund paid out"), Tone.GREEN, "wallet"),
    "returns.return.owe": Word(_("Old goods owed: the new ones are out"), Tone.RED, "alert"),
    "returns.return.pick": Word(_("New goods being picked"), icon="box"),
    "returns.return.put_back": Word(_("New goods put back on the shelf"), icon="undo"),
    "returns.return.send_out": Word(_("New goods sent"), Tone.GREEN, "truck"),
    "returns.return.confirm": Word(_("Exchange completed"), Tone.GREEN, "check"),
    "returns.return.refund_instead": Word(_("To be refunded instead of exchanged"), Tone.AMBER, "wallet"),
    "returns.return.agree_day": Word(_("Delivery day agreed"), icon="clock"),
    "returns.dispatch.ask": Word(_("Warehouse told to send"), icon="box"),
    "returns.dispatch.release": Word(_("Released to the warehouse"), icon="check"),
    "returns.dispatch.pick": Word(_("Picked"), icon="box"),
    "returns.dispatch.put_back": Word(_("Put back on the shelf"), icon="undo"),
    "returns.dispatch.send_out": Word(_("Parcel handed to the carrier"), Tone.GREEN, "truck"),
    "returns.dispatch.correct_tracking": Word(_("Tracking of the new goods corrected"), icon="pen"),
    "returns.dispatch.confirm": Word(_("Receipt of the new goods confirmed"), Tone.GREEN, "check"),
    "returns.dispatch.call_off": Word(_("Dispatch called off"), icon="x"),
    "billing.charge.ask": Word(_("Payment asked of the buyer"), Tone.AMBER, "wallet"),
    "billing.charge.pay": Word(_("Buyer's payment recorded"), Tone.GREEN, "wallet"),
    "billing.charge.waive": Word(_("Buyer let off a payment"), icon="wallet"),
    "billing.charge.void": Word(_("Payment not owed any more"), icon="x"),
    "returns.return.ask_deduction": Word(_("The buyer was asked to agree to a deduction"), Tone.AMBER, "message"),
    "returns.return.deduction_agreed": Word(_("The buyer agreed to the deduction"), Tone.GREEN, "check"),
    "returns.return.deduction_refused": Word(_("The buyer did not agree to the deduction"), Tone.RED, "x"),
    "returns.return.refund_ahead": Word(_("The money goes ahead of the goods"), icon="wallet"),
    "returns.return.approve_ahead": Word(_("Refund approved ahead of the goods"), Tone.GREEN, "wallet"),
    "returns.return.pay_ahead": Word(_("Refund paid ahead of the goods"), Tone.GREEN, "wallet"),
    "returns.return.hold": Word(_("Finance waits for the goods before it pays"), Tone.AMBER, "undo"),
    "returns.return.join_payout": Word(_("The goods came; the payout goes on"), icon="box"),
    "returns.return.close_paid": Word(_("The goods came after the money: return completed"), Tone.GREEN, "check"),
    "billing.refund.lower": Word(_("Refund lowered to what the dock accepted"), Tone.AMBER, "wallet"),
    "billing.refund.lower_approved": Word(_("Approved refund lowered to what the dock accepted"), Tone.AMBER, "wallet"),
    "billing.overpaid.arise": Word(_("Paid too much ahead: the buyer owes it"), Tone.RED, "alert"),
    "billing.overpaid.repay_part": Word(_("The buyer paid a part back"), icon="wallet"),
    "billing.overpaid.repay": Word(_("The buyer paid it back"), Tone.GREEN, "wallet"),
    "billing.overpaid.ask_write_off": Word(_("Letting it go was proposed"), Tone.AMBER, "pen"),
    "billing.overpaid.keep_asking": Word(_("It is not let go: the buyer still owes it"), icon="undo"),
    "billing.overpaid.write_off": Word(_("It was let go, by a second person"), icon="check"),
    "billing.refund.ask": Word(_("Refund put before finance"), icon="wallet"),
    "billing.refund.ask_again": Word(_("Refund put before finance again"), icon="wallet"),
    "billing.refund.approve": Word(_("Refund approved by finance"), Tone.GREEN, "wallet"),
    "billing.refund.send_back": Word(_("Refund sent back by finance"), Tone.AMBER, "undo"),
    "billing.refund.revoke": Word(_("Refund revoked"), Tone.RED, "x"),
    "billing.refund.pay": Word(_("Refund paid out"), Tone.GREEN, "wallet"),
    "billing.refund.give_to_gateway": Word(_("Refund given to the payout gateway"), icon="wallet"),
    "billing.refund.take_back": Word(_("Refund taken back from the payout gateway"), icon="undo"),
    "billing.payout.record": Word(_("Refund paid out"), Tone.GREEN, "wallet"),
    "billing.payout_order.open": Word(_("Payout ordered from the gateway"), icon="wallet"),
    "billing.payout_order.send": Word(_("Gateway asked to pay"), icon="right"),
    "billing.payout_order.lose": Word(_("Gateway gave no clear answer"), Tone.AMBER, "clock"),
    "billing.payout_order.fail": Word(_("Gateway refused to pay"), Tone.RED, "x"),
    "billing.payout_order.differ": Word(_("Gateway paid differently"), Tone.RED, "alert"),
    "billing.payout_order.try_again": Word(_("Payout tried again"), icon="undo"),
    "billing.payout_order.ask_again": Word(_("Gateway asked again what it paid"), icon="undo"),
    "billing.payout_order.withdraw": Word(_("Payout to be taken back from the gateway"), icon="undo"),
    "billing.payout_order.keep": Word(_("Payout left with the gateway"), icon="check"),
    "billing.payout_order.release": Word(_("Payout taken back from the gateway"), icon="undo"),
    "billing.payout_order.settle": Word(_("Payout cleared with the gateway's people"), Tone.GREEN, "check"),
    "billing.payout_order.pay": Word(_("Paid by the gateway"), Tone.GREEN, "wallet"),
    "billing.statement.import": Word(_("Bank statement taken in"), icon="plus"),
    "billing.difference.find": Word(_("Difference with the bank found"), Tone.AMBER, "alert"),
    "billing.difference.settle": Word(_("Difference with the bank settled"), Tone.GREEN, "check"),
    "billing.difference.clear": Word(_("Difference with the bank cleared by itself"), icon="check"),
    "billing.gateway.set": Word(_("Payout gateway changed"), icon="pen"),
    "catalog.code.learn": Word(_("Bar code learnt"), icon="scan"),
    "catalog.reason.add": Word(_("Reason added"), icon="plus"),
    "catalog.reason.edit": Word(_("Reason changed"), icon="pen"),
    "catalog.reason.classify": Word(_("Reason classified"), icon="pen"),
    "catalog.reason.order": Word(_("Reasons put in order"), icon="grip"),
    "catalog.reason.delete": Word(_("Reason deleted"), icon="x"),
    "catalog.articles.tell": Word(_("Articles told by the shop"), icon="pen"),
    "orders.order.replace": Word(_("Order of exchanged goods opened"), icon="plus"),
    "orders.order.sign": Word(_("Exchanged goods received"), icon="check"),
    "orders.order.keep": Word(_("Kept goods sold"), icon="plus"),
    "orders.order.take": Word(_("Order taken in"), icon="plus"),
    "orders.order.learn": Word(_("Order updated by the shop"), icon="pen"),
    "notifications.message.send": Word(_("Message sent"), icon="message"),
    "notifications.message.hold": Word(_("Message kept here, since nothing leaves"), icon="message"),
    "notifications.message.drop": Word(_("Message not sent"), icon="x"),
    "notifications.message.bundle": Word(_("Message put into a digest"), icon="message"),
    "notifications.message.fail": Word(_("Message could not be delivered"), Tone.RED, "alert"),
    "notifications.message.bounce": Word(_("Message came back"), Tone.RED, "alert"),
    "notifications.message.try_again": Word(_("Message to be sent again"), icon="undo"),
    "notifications.delivery.deliver": Word(_("Webhook delivered"), icon="right"),
    "notifications.delivery.fail": Word(_("Webhook could not be delivered"), Tone.RED, "alert"),
    "notifications.delivery.hold": Word(_("Webhook kept here, since nothing leaves"), icon="right"),
    "notifications.delivery.replay": Word(_("Webhook to be delivered again"), icon="undo"),
    "notifications.endpoint.add": Word(_("Webhook added"), icon="plus"),
    "notifications.endpoint.edit": Word(_("Webhook changed"), icon="pen"),
    "notifications.endpoint.turn_secret": Word(_("Secret of a webhook changed"), icon="key"),
    "notifications.endpoint.switch_off": Word(_("Webhook switched off, since it keeps failing"), Tone.RED, "alert"),
    "notifications.endpoint.remove": Word(_("Webhook removed"), icon="x"),
    "notifications.mail.file": Word(_("Mail filed"), icon="message"),
    "notifications.mail.wait": Word(_("Mail waits to be filed"), Tone.AMBER, "message"),
    "notifications.mail.set_aside": Word(_("Mail set aside"), icon="x"),
    "notifications.choice.set": Word(_("Who is told what changed"), icon="pen"),
    "notifications.template.set": Word(_("Wording of a message changed"), icon="pen"),
    "notifications.template.reset": Word(_("Wording of a message put back"), icon="undo"),
    "notifications.policy.set": Word(_("Rules of messages changed"), icon="pen"),
    "notifications.outlet.set": Word(_("Way of messages changed"), icon="pen"),
    "notifications.block.add": Word(_("Address excluded"), icon="x"),
    "notifications.block.remove": Word(_("Address no longer excluded"), icon="check"),
    "notifications.preference.set": Word(_("How somebody is told changed"), icon="pen"),
    "orders.delay.tell": Word(_("Customer told of the delay"), icon="message"),
    "customers.customer.mark": Word(_("Customer's marks changed"), icon="user"),
    "orders.promise.make": Word(_("Written promise made"), icon="pen"),
    "orders.promise.end": Word(_("Written promise ended"), icon="x"),
    "org.merchant.add": Word(_("Merchant added"), icon="plus"),
    "org.merchant.edit": Word(_("Merchant changed"), icon="pen"),
    "org.shop.add": Word(_("Shop added"), icon="plus"),
    "org.shop.rename": Word(_("Shop renamed"), icon="pen"),
    "org.return_address.add": Word(_("Return address added"), icon="plus"),
    "org.return_address.edit": Word(_("Return address changed"), icon="pen"),
    "org.member.add": Word(_("Member added"), icon="plus"),
    "org.member.edit": Word(_("Member changed"), icon="pen"),
    "org.member.rename": Word(_("Member renamed"), icon="pen"),
    "org.limit.set": Word(_("Limit of authority set"), icon="pen"),
    "org.decision_time.set": Word(_("Time to decide set"), icon="clock"),
    "org.key.create": Word(_("Key created"), icon="plus"),
    "org.key.revoke": Word(_("Key revoked"), icon="x"),
    "lists.view.share": Word(_("View of a list shared"), icon="users"),
    "lists.view.edit": Word(_("Shared view changed"), icon="pen"),
    "lists.view.delete": Word(_("Shared view deleted"), icon="x"),
    "lists.export.ask": Word(_("Export asked for"), icon="download"),
    "lists.export.write": Word(_("Export written"), icon="download"),
    "lists.export.fetch": Word(_("Export downloaded"), icon="download"),
    "returns.goods_class.set": Word(_("Class of an article set"), icon="pen"),
    "returns.policy.exchange": Word(_("Terms of exchanges changed"), icon="pen"),
    "returns.policy.set": Word(_("Return policy changed"), icon="pen"),
    "returns.review_rule.add": Word(_("Rule of the automatic review added"), icon="plus"),
    "returns.review_rule.change": Word(_("Rule of the automatic review changed"), icon="pen"),
    "returns.review_rule.remove": Word(_("Rule of the automatic review deleted"), icon="x"),
    "reporting.benchmark.set": Word(_("Benchmark set"), icon="chart"),
    "reporting.trade.add": Word(_("Trade added"), icon="plus"),
    "reporting.trade.member": Word(_("Merchant put into a trade"), icon="pen"),
}
"""Titles of timeline entries by journal kind."""

WINDOW: Mapping[str, Text] = {
    "window_not_set": _("The merchant has set no last day for returns."),
    "not_received_yet": _("Not received when it was asked for, so no window had begun."),
    "seller_promise": _("Asked in time by the seller's written promise, which holds until %(day)s."),
    "seller_promise_without_end": _("Asked in time: the seller's written promise sets no last day."),
    "merchant_window": _("Asked in time: the window ends on %(day)s."),
    "overridden": _("Asked after the window, which ended on %(day)s; a colleague let it in."),
    "no_window": _("Nothing comes back, so no window runs."),
    "not_shipped": _("Nothing was sent yet, so no window had begun."),
    "window_ignored": _("Taken over from another system; no window was checked."),
}

REFUSAL_WORDS = (
    gettext_noop("approve"), gettext_noop("approve again"), gettext_noop("reject"), gettext_noop("cancel"),
    gettext_noop("book pickup"), gettext_noop("ship"), gettext_noop("correct tracking"), gettext_noop("receive"),
    gettext_noop("inspect"), gettext_noop("refuse"), gettext_noop("send back"), gettext_noop("start refund"),
    gettext_noop("complete"), gettext_noop("lapse"), gettext_noop("ask again"), gettext_noop("revoke"),
    gettext_noop("pay"), gettext_noop("submitted"), gettext_noop("review again"), gettext_noop("approved"),
    gettext_noop("pickup booked"), gettext_noop("in transit"), gettext_noop("received"), gettext_noop("inspected"),
    gettext_noop("refunding"), gettext_noop("completed"), gettext_noop("rejected"), gettext_noop("refused"),
    gettext_noop("cancelled"), gettext_noop("lapsed"), gettext_noop("to approve"), gettext_noop("sent back"),
    gettext_noop("to pay"), gettext_noop("paid"), gettext_noop("revoked"), gettext_noop("request"),
    gettext_noop("review"), gettext_noop("contact"), gettext_noop("phone"), gettext_noop("country"),
    gettext_noop("city"), gettext_noop("street"), gettext_noop("give to gateway"), gettext_noop("take back"),
    gettext_noop("at gateway"), gettext_noop("send"), gettext_noop("lose"), gettext_noop("fail"),
    gettext_noop("differ"), gettext_noop("try again"), gettext_noop("withdraw"), gettext_noop("keep"),
    gettext_noop("release"), gettext_noop("settle"), gettext_noop("due"), gettext_noop("sending"),
    gettext_noop("unclear"), gettext_noop("failed"), gettext_noop("differs"), gettext_noop("withdrawing"),
    gettext_noop("withdrawn"), gettext_noop("goods owed"), gettext_noop("picking"), gettext_noop("shipped"),
    gettext_noop("held"), gettext_noop("to pick"), gettext_noop("delivered"), gettext_noop("called off"),
    gettext_noop("waived"), gettext_noop("void"),
    gettext_noop("withdrawn"), gettext_noop("join payout"), gettext_noop("close paid"), gettext_noop("lower"),
    gettext_noop("lower approved"), gettext_noop("repay"), gettext_noop("repay part"), gettext_noop("ask write off"),
    gettext_noop("keep asking"), gettext_noop("write off"), gettext_noop("open"), gettext_noop("write off asked"),
    gettext_noop("repaid"), gettext_noop("written off"),
    gettext_noop("change pickup"), gettext_noop("call off pickup"),
    gettext_noop("miss pickup"), gettext_noop("reopen"), gettext_noop("booked"), gettext_noop("done"),
    gettext_noop("called off"), gettext_noop("missed"), gettext_noop("waiting"), gettext_noop("taken in"),
    gettext_noop("kept"), gettext_noop("handed out"), gettext_noop("taken over"), gettext_noop("sent on"),
    gettext_noop("given back"),
)  # fmt: skip
"""Words that refusals put into their sentences: states, actions, duties, parts of an address."""


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


def entry_word(kind: str) -> Word:
    """The title of a timeline entry; a kind without words of its own shows its name."""
    return ENTRY.get(kind) or Word(kind, icon="clock")
