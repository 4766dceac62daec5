"""The life of a refund."""

from aftercare.billing.terms import RefundState as S
from aftercare.kernel.lifecycle import Lifecycle

REFUND = Lifecycle(
    "billing.refund",
    {
        "approve": ((S.TO_APPROVE,), S.TO_PAY),
        "send_back": ((S.TO_APPROVE,), S.SENT_BACK),
        "ask_again": ((S.SENT_BACK,), S.TO_APPROVE),
        "revoke": ((S.SENT_BACK,), S.REVOKED),
        "pay": ((S.TO_PAY,), S.PAID),
    },
)
