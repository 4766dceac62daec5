from aftercare.billing.models.charge import Charge
from aftercare.billing.models.gateway import Gateway
from aftercare.billing.models.overpaid import CameAfterAll, Overpaid, OverpaidPart, Repayment
from aftercare.billing.models.payout import Payout
from aftercare.billing.models.payout_order import PayoutAttempt, PayoutOrder
from aftercare.billing.models.refund import Refund, RefundLine
from aftercare.billing.models.statement import Difference, Statement, StatementLine

__all__ = [
    "CameAfterAll",
    "Charge",
    "Difference",
    "Gateway",
    "Overpaid",
    "OverpaidPart",
    "Payout",
    "PayoutAttempt",
    "PayoutOrder",
    "Refund",
    "RefundLine",
    "Repayment",
    "Statement",
    "StatementLine",
]
