from aftercare.billing.models.payout import Payout
from aftercare.billing.models.refund import Refund, RefundLine

__all__ = ["Payout", "Refund", "RefundLine"]
