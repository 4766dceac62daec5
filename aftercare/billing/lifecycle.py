"""The lives of a refund, of a payout order that a gateway carries out, and of a difference with the bank."""

from aftercare.billing.terms import ChargeState as C
from aftercare.billing.terms import DifferenceState as D
from aftercare.billing.terms import OrderState as O
from aftercare.billing.terms import OverpaidState as V
from aftercare.billing.terms import RefundState as S
from aftercare.clocks.terms import Metric, Owner
from aftercare.kernel.lifecycle import Course, Hold, Lifecycle

REFUND = Lifecycle(
    "billing.refund",
    {
        "approve": ((S.TO_APPROVE,), S.TO_PAY),
        "send_back": ((S.TO_APPROVE,), S.SENT_BACK),
        "ask_again": ((S.SENT_BACK,), S.TO_APPROVE),
        "lower": ((S.TO_APPROVE,), S.TO_APPROVE),
        "lower_approved": ((S.TO_PAY,), S.TO_PAY),
        "revoke": ((S.SENT_BACK, S.TO_APPROVE, S.TO_PAY), S.REVOKED),
        "give_to_gateway": ((S.TO_PAY,), S.AT_GATEWAY),
        "take_back": ((S.AT_GATEWAY,), S.TO_PAY),
        "pay": ((S.TO_PAY, S.AT_GATEWAY), S.PAID),
    },
    holds={
        S.TO_APPROVE: Hold(Owner.FINANCE, "approve"),
        S.SENT_BACK: Hold(Owner.OPERATIONS, "ask_again"),
        S.TO_PAY: Hold(Owner.CASHIER, "pay"),
        S.AT_GATEWAY: Hold(Owner.PARTNER, "pay"),
    },
    courses={
        Metric.REFUND_DONE: Course(begins=(), runs=(S.TO_APPROVE, S.TO_PAY, S.AT_GATEWAY), voids=(S.REVOKED,)),
    },
)
"""The promise of a refund begins on its return; where the money goes ahead of the goods, the refund leads it."""

PAYOUT_ORDER = Lifecycle(
    "billing.payout_order",
    {
        "send": ((O.DUE, O.UNCLEAR), O.SENDING),
        "lose": ((O.SENDING,), O.UNCLEAR),
        "fail": ((O.SENDING, O.UNCLEAR), O.FAILED),
        "differ": ((O.SENDING, O.UNCLEAR, O.FAILED, O.WITHDRAWING), O.DIFFERS),
        "try_again": ((O.FAILED,), O.DUE),
        "ask_again": ((O.DIFFERS,), O.UNCLEAR),
        "withdraw": ((O.DUE, O.UNCLEAR, O.FAILED), O.WITHDRAWING),
        "keep": ((O.WITHDRAWING,), O.UNCLEAR),
        "release": ((O.WITHDRAWING,), O.WITHDRAWN),
        "settle": ((O.UNCLEAR, O.DIFFERS, O.WITHDRAWING), O.PAID),
        "pay": ((O.SENDING, O.UNCLEAR, O.FAILED, O.DIFFERS, O.WITHDRAWING), O.PAID),
    },
    holds={
        O.DUE: Hold(Owner.US, "send", 1),
        O.SENDING: Hold(Owner.PARTNER, "pay", 1),
        O.UNCLEAR: Hold(Owner.PARTNER, "pay", 4),
        O.FAILED: Hold(Owner.CASHIER, "try_again"),
        O.DIFFERS: Hold(Owner.CASHIER, "ask_again"),
        O.WITHDRAWING: Hold(Owner.PARTNER, "release", 4),
    },
)
"""Asked to pay, it is SENDING; without a clear answer UNCLEAR, and then the gateway is asked how it stands before it
is asked to pay again. Only what the gateway says it has not paid can be withdrawn and paid in another way."""

CHARGE = Lifecycle(
    "billing.charge",
    {
        "pay": ((C.DUE,), C.PAID),
        "waive": ((C.DUE,), C.WAIVED),
        "void": ((C.DUE,), C.VOID),
    },
    holds={C.DUE: Hold(Owner.CUSTOMER, "pay", 14 * 24)},
)

OVERPAID = Lifecycle(
    "billing.overpaid",
    {
        "repay_part": ((V.OPEN,), V.OPEN),
        "repay": ((V.OPEN, V.WRITE_OFF_ASKED), V.REPAID),
        "come_in_part": ((V.OPEN, V.WRITE_OFF_ASKED), V.OPEN),
        "come": ((V.OPEN, V.WRITE_OFF_ASKED), V.CAME),
        "reopen": ((V.OPEN, V.WRITE_OFF_ASKED, V.CAME, V.REPAID), V.OPEN),
        "ask_write_off": ((V.OPEN,), V.WRITE_OFF_ASKED),
        "keep_asking": ((V.WRITE_OFF_ASKED,), V.OPEN),
        "write_off": ((V.WRITE_OFF_ASKED,), V.WRITTEN_OFF),
    },
    holds={
        V.OPEN: Hold(Owner.CUSTOMER, "repay", 14 * 24),
        V.WRITE_OFF_ASKED: Hold(Owner.FINANCE, "write_off", 48),
    },
)
"""What a buyer owes because money went ahead of goods: he repays it, its goods come after all, or two people let it go.

Goods that come, or go to him again, end a proposal to let it go: it was about another amount.
"""

DIFFERENCE = Lifecycle(
    "billing.difference",
    {
        "settle": ((D.OPEN,), D.SETTLED),
        "clear": ((D.OPEN,), D.CLEARED),
    },
    holds={D.OPEN: Hold(Owner.FINANCE, "settle", 48)},
)
