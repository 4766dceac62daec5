"""The life of a return: one table per kind for commands, buttons, API, drawings and tests."""

from collections.abc import Mapping

from aftercare.cases.terms import Kind
from aftercare.clocks.terms import Metric, Owner
from aftercare.kernel.lifecycle import Course, Hold, Lifecycle
from aftercare.returns.terms import OfferState as O
from aftercare.returns.terms import State as S

HOLDS: Mapping[str, Hold] = {
    S.SUBMITTED: Hold(Owner.OPERATIONS, "approve", 24),
    S.REVIEW_AGAIN: Hold(Owner.OPERATIONS, "approve_again", 24),
    S.APPROVED: Hold(Owner.CUSTOMER, "ship", 7 * 24),
    S.PICKUP_BOOKED: Hold(Owner.CARRIER, "ship", 3 * 24),
    S.IN_TRANSIT: Hold(Owner.CARRIER, "receive", 7 * 24),
    S.RECEIVED: Hold(Owner.DOCK, "inspect", 24),
    S.INSPECTED: Hold(Owner.FINANCE, "start_refund", 24),
    S.REFUNDING: Hold(Owner.CASHIER, "complete", 24),
}
"""Who has a return in each state, and the usual next step."""

_REVIEWS = (S.SUBMITTED, S.REVIEW_AGAIN)
_AWAY = (S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT)
_HERE = (S.RECEIVED, S.INSPECTED, S.REFUNDING)
_NO_MONEY = (S.REJECTED, S.REFUSED, S.CANCELLED, S.LAPSED)
_GIVEN_UP = (S.CANCELLED, S.LAPSED)

COURSES: Mapping[str, Course] = {
    Metric.ANSWER: Course(begins=(S.SUBMITTED,), runs=(S.SUBMITTED,), voids=_GIVEN_UP),
    Metric.DECIDE: Course(begins=_REVIEWS, runs=_REVIEWS, voids=_GIVEN_UP),
    Metric.INSPECTION: Course(begins=(S.RECEIVED,), runs=(S.RECEIVED,), voids=_GIVEN_UP),
    # 100 minutes count from receipt, or from the confirmed fault: the policy says which; both times are kept.
    Metric.HANDLE_GOODS: Course(
        begins=(S.RECEIVED,),
        runs=(*_HERE, S.REVIEW_AGAIN),
        voids=(*_GIVEN_UP, S.REJECTED),
        may_begin=(S.RECEIVED, S.INSPECTED),
    ),
    Metric.REFUND_DONE: Course(
        begins=(S.SUBMITTED,),
        runs=(*_REVIEWS, *_HERE),
        waits=_AWAY,
        voids=_NO_MONEY,
        may_begin=(S.SUBMITTED, S.APPROVED, S.RECEIVED, S.INSPECTED),
    ),
    Metric.SOLVE: Course(begins=(S.SUBMITTED,), runs=(*_REVIEWS, *_HERE), waits=_AWAY, voids=_GIVEN_UP),
}
"""Which promises run, wait and end in which state of a return; what is not named here stops them."""

RETURN = Lifecycle(
    "returns.return",
    {
        "approve": ((S.SUBMITTED,), S.APPROVED),
        "reject": ((S.SUBMITTED, S.REVIEW_AGAIN), S.REJECTED),
        "cancel": ((S.SUBMITTED, S.APPROVED, S.PICKUP_BOOKED), S.CANCELLED),
        "book_pickup": ((S.APPROVED,), S.PICKUP_BOOKED),
        "ship": ((S.APPROVED, S.PICKUP_BOOKED), S.IN_TRANSIT),
        "correct_tracking": ((S.IN_TRANSIT,), S.IN_TRANSIT),
        "lapse": ((S.APPROVED, S.PICKUP_BOOKED), S.LAPSED),
        "receive": ((S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT), S.RECEIVED),
        "inspect": ((S.RECEIVED,), S.INSPECTED),
        "refuse": ((S.RECEIVED,), S.REFUSED),
        "send_back": ((S.INSPECTED,), S.REVIEW_AGAIN),
        "approve_again": ((S.REVIEW_AGAIN,), S.INSPECTED),
        "start_refund": ((S.INSPECTED,), S.REFUNDING),
        "complete": ((S.REFUNDING,), S.COMPLETED),
        "join_payout": ((S.INSPECTED,), S.REFUNDING),
        "close_paid": ((S.INSPECTED,), S.COMPLETED),
    },
    holds=HOLDS,
    courses=COURSES,
)
"""Return and refund: goods come back, then money goes. Where the money went ahead, the goods join it: “join payout”
when finance has approved already, “close paid” when it was sent already."""

REFUND_ONLY = Lifecycle(
    "returns.return",
    {
        "approve": ((S.SUBMITTED,), S.INSPECTED),
        "reject": ((S.SUBMITTED, S.REVIEW_AGAIN), S.REJECTED),
        "cancel": ((S.SUBMITTED,), S.CANCELLED),
        "send_back": ((S.INSPECTED,), S.REVIEW_AGAIN),
        "approve_again": ((S.REVIEW_AGAIN,), S.INSPECTED),
        "start_refund": ((S.INSPECTED,), S.REFUNDING),
        "complete": ((S.REFUNDING,), S.COMPLETED),
    },
    holds=HOLDS,
    courses=COURSES,
)
"""Refund only: nothing was sent, so nothing comes back. “Inspected” here means no more than: finance is next."""

COMPENSATION = Lifecycle(
    "returns.return",
    {
        "approve": ((S.SUBMITTED,), S.INSPECTED),
        "reject": ((S.SUBMITTED, S.REVIEW_AGAIN), S.REJECTED),
        "cancel": ((S.SUBMITTED,), S.CANCELLED),
        "send_back": ((S.INSPECTED,), S.REVIEW_AGAIN),
        "approve_again": ((S.REVIEW_AGAIN,), S.INSPECTED),
        "start_refund": ((S.INSPECTED,), S.REFUNDING),
        "complete": ((S.REFUNDING,), S.COMPLETED),
    },
    holds=HOLDS,
    courses=COURSES,
)
"""Compensation without return: both sides agreed on an amount, and the goods stay. “Inspected”: finance is next."""

OFFER = Lifecycle(
    "returns.offer",
    {
        "accept": ((O.OFFERED,), O.ACCEPTED),
        "decline": ((O.OFFERED,), O.DECLINED),
        "withdraw": ((O.OFFERED,), O.WITHDRAWN),
    },
)
"""What we offer a buyer for keeping the goods; he says yes or no on his page."""

BY_KIND: Mapping[str, Lifecycle] = {
    Kind.RETURN_REFUND: RETURN,
    Kind.REFUND_ONLY: REFUND_ONLY,
    Kind.COMPENSATION: COMPENSATION,
}


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of return."""
    return BY_KIND[kind]
