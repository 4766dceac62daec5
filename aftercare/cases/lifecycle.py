"""The life of a request for a decision."""

from aftercare.cases.terms import ReferralState as S
from aftercare.kernel.lifecycle import Lifecycle

REFERRAL = Lifecycle(
    "cases.referral",
    {
        "grant": ((S.ASKED,), S.GRANTED),
        "decline": ((S.ASKED,), S.DECLINED),
        "withdraw": ((S.ASKED,), S.WITHDRAWN),
    },
)
