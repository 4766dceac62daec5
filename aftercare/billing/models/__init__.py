from aftercare.billing.models.gateway import Gateway
from aftercare.billing.models.payout import Payout
from aftercare.billing.models.payout_order import PayoutAttempt, PayoutOrder
from aftercare.billing.models.refund import Refund, RefundLine

__all__ = ["Gateway", "Payout", "PayoutAttempt", "PayoutOrder", "Refund", "RefundLine"]
