"""The life of a request for a decision."""

from aftercare.cases.terms import ReferralState as S
from aftercare.clocks.terms import Owner
from aftercare.kernel.lifecycle import Hold, Lifecycle

REFERRAL = Lifecycle(
    "cases.referral",
    {
        "grant": ((S.ASKED,), S.GRANTED),
        "decline": ((S.ASKED,), S.DECLINED),
        "withdraw": ((S.ASKED,), S.WITHDRAWN),
    },
    holds={S.ASKED: Hold(Owner.OPERATIONS, "grant", 24)},
)
