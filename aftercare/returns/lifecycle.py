"""The life of a return: one table per kind for commands, buttons, API, drawings and tests."""

from collections.abc import Mapping

from aftercare.cases.terms import Kind
from aftercare.clocks.terms import Metric, Owner
from aftercare.kernel.lifecycle import Course, Hold, Lifecycle
from aftercare.returns.terms import DispatchState as D
from aftercare.returns.terms import FetchState as F
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
_OF_OTHERS = ("ship", "receive", "cancel")
"""Moves that a buyer or a carrier brings about, who may never be heard of again."""

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
        "change_pickup": ((S.PICKUP_BOOKED,), S.PICKUP_BOOKED),
        "call_off_pickup": ((S.PICKUP_BOOKED,), S.APPROVED),
        "miss_pickup": ((S.PICKUP_BOOKED,), S.APPROVED),
        "ship": ((S.APPROVED, S.PICKUP_BOOKED), S.IN_TRANSIT),
        "correct_tracking": ((S.IN_TRANSIT,), S.IN_TRANSIT),
        "take_home": ((S.IN_TRANSIT,), S.APPROVED),
        "lapse": (_AWAY, S.LAPSED),
        "lose": ((S.IN_TRANSIT,), S.LAPSED),
        "make_good": ((S.IN_TRANSIT,), S.INSPECTED),
        "receive": ((S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT), S.RECEIVED),
        "reopen": ((S.LAPSED, S.CANCELLED), S.RECEIVED),
        "inspect": ((S.RECEIVED,), S.INSPECTED),
        "refuse": ((S.RECEIVED,), S.REFUSED),
        "send_back": ((S.INSPECTED,), S.REVIEW_AGAIN),
        "approve_again": ((S.REVIEW_AGAIN,), S.INSPECTED),
        "start_refund": ((S.INSPECTED,), S.REFUNDING),
        "complete": ((S.REFUNDING,), S.COMPLETED),
        "resend": ((S.SUBMITTED,), S.COMPLETED),
        "join_payout": ((S.INSPECTED,), S.REFUNDING),
        "close_paid": ((S.INSPECTED,), S.COMPLETED),
    },
    holds=HOLDS,
    courses=COURSES,
    may_never=_OF_OTHERS,
)
"""Return and refund: goods come back, then money goes. Where the money went ahead, the goods join it: “join payout”
when finance has approved already, “close paid” when it was sent already. A parcel that others lost before
the money went is made good: the buyer has what he would have had with it."""

MONEY_ALONE = Lifecycle(
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
"""Refund only, where nothing was sent, and compensation, where the goods stay: nothing comes back.

“Inspected” here means no more than: finance is next.
"""

EXCHANGE_HOLDS: Mapping[str, Hold] = {
    **HOLDS,
    S.INSPECTED: Hold(Owner.DOCK, "pick", 24),
    S.PICKING: Hold(Owner.DOCK, "send_out", 24),
    S.SHIPPED: Hold(Owner.CUSTOMER, "confirm", 14 * 24),
    S.GOODS_OWED: Hold(Owner.CUSTOMER, "ship", 14 * 24),
}
"""The same for an exchange: counted goods wait for the warehouse, not for finance."""

_SENDING = (S.INSPECTED, S.PICKING)

EXCHANGE_COURSES: Mapping[str, Course] = {
    Metric.ANSWER: COURSES[Metric.ANSWER],
    Metric.DECIDE: COURSES[Metric.DECIDE],
    Metric.INSPECTION: COURSES[Metric.INSPECTION],
    # RET-27: 100 minutes from receipt until the new goods have left.
    Metric.HANDLE_GOODS: Course(
        begins=(S.RECEIVED,),
        runs=(*_HERE, S.PICKING, S.REVIEW_AGAIN),
        voids=(*_GIVEN_UP, S.REJECTED),
        may_begin=(S.RECEIVED, S.INSPECTED),
    ),
    Metric.SHIP: Course(begins=(S.INSPECTED,), runs=_SENDING),
    Metric.SOLVE: Course(
        begins=(S.SUBMITTED,),
        runs=(*_REVIEWS, *_HERE, S.PICKING),
        waits=(*_AWAY, S.SHIPPED, S.GOODS_OWED),
        voids=_GIVEN_UP,
    ),
}
"""Which promises go through an exchange; what is paid back is no promise of its own there."""

EXCHANGE = Lifecycle(
    "returns.return",
    {
        "approve": ((S.SUBMITTED,), S.APPROVED),
        "reject": ((S.SUBMITTED, S.REVIEW_AGAIN), S.REJECTED),
        "cancel": ((S.SUBMITTED, S.APPROVED, S.PICKUP_BOOKED), S.CANCELLED),
        "book_pickup": ((S.APPROVED,), S.PICKUP_BOOKED),
        "change_pickup": ((S.PICKUP_BOOKED,), S.PICKUP_BOOKED),
        "call_off_pickup": ((S.PICKUP_BOOKED,), S.APPROVED),
        "miss_pickup": ((S.PICKUP_BOOKED,), S.APPROVED),
        "ship": ((S.APPROVED, S.PICKUP_BOOKED, S.GOODS_OWED), S.IN_TRANSIT),
        "correct_tracking": ((S.IN_TRANSIT,), S.IN_TRANSIT),
        "take_home": ((S.IN_TRANSIT,), S.APPROVED),
        "lapse": (_AWAY, S.LAPSED),
        "lose": ((S.IN_TRANSIT,), S.LAPSED),
        "make_good": ((S.IN_TRANSIT,), S.INSPECTED),
        "receive": ((S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT, S.GOODS_OWED), S.RECEIVED),
        "inspect": ((S.RECEIVED,), S.INSPECTED),
        "refuse": ((S.RECEIVED,), S.REFUSED),
        "owe": ((*_AWAY, S.RECEIVED), S.GOODS_OWED),
        "pick": ((S.INSPECTED,), S.PICKING),
        "put_back": ((S.PICKING,), S.INSPECTED),
        "send_out": ((S.INSPECTED, S.PICKING), S.SHIPPED),
        "confirm": ((S.INSPECTED, S.SHIPPED, S.GOODS_OWED), S.COMPLETED),
        "refund_instead": ((S.INSPECTED, S.PICKING), S.INSPECTED),
        "send_back": ((S.INSPECTED,), S.REVIEW_AGAIN),
        "approve_again": ((S.REVIEW_AGAIN,), S.INSPECTED),
        "start_refund": ((S.INSPECTED,), S.REFUNDING),
        "complete": ((S.REFUNDING,), S.COMPLETED),
    },
    holds=EXCHANGE_HOLDS,
    courses=EXCHANGE_COURSES,
    may_never=_OF_OTHERS,
)
"""Exchange: goods come back, others go out. Where these left in advance and the goods do not come, they are owed.

The last five are for an exchange that ends in money instead, since there was nothing to send.
"""

DISPATCH = Lifecycle(
    "returns.dispatch",
    {
        "release": ((D.HELD,), D.TO_PICK),
        "pick": ((D.TO_PICK,), D.PICKING),
        "put_back": ((D.PICKING,), D.TO_PICK),
        "send_out": ((D.PICKING,), D.SHIPPED),
        "correct_tracking": ((D.SHIPPED,), D.SHIPPED),
        "confirm": ((D.SHIPPED,), D.DELIVERED),
        "call_off": ((D.HELD, D.TO_PICK, D.PICKING), D.CALLED_OFF),
    },
    holds={
        D.HELD: Hold(Owner.CUSTOMER, "release", 14 * 24),
        D.TO_PICK: Hold(Owner.DOCK, "pick", 24),
        D.PICKING: Hold(Owner.DOCK, "send_out", 24),
        D.SHIPPED: Hold(Owner.CARRIER, "confirm", 14 * 24),
    },
)
"""Goods from the shelf that leave after sale, for an exchange or whatever else a case owes the buyer in goods."""

FETCH = Lifecycle(
    "returns.fetch",
    {
        "choose": ((F.CHOSEN, F.CALLED_OFF), F.CHOSEN),
        "call_off": ((F.CHOSEN,), F.CALLED_OFF),
        "arrive": ((F.CHOSEN,), F.WAITING),
        "hand_over": ((F.WAITING,), F.FETCHED),
    },
    holds={
        F.CHOSEN: Hold(Owner.CARRIER, "arrive", 7 * 24),
        F.WAITING: Hold(Owner.CUSTOMER, "hand_over", 14 * 24),
        F.CALLED_OFF: Hold(Owner.CUSTOMER, "choose", 14 * 24),
    },
)
"""New goods that are fetched at a service point instead of being sent to the buyer."""

OFFER = Lifecycle(
    "returns.offer",
    {
        "accept": ((O.OFFERED,), O.ACCEPTED),
        "decline": ((O.OFFERED,), O.DECLINED),
        "withdraw": ((O.OFFERED,), O.WITHDRAWN),
    },
    holds={O.OFFERED: Hold(Owner.CUSTOMER, "accept", 7 * 24)},
)
"""What we offer a buyer for keeping the goods; he says yes or no on his page."""

BY_KIND: Mapping[str, Lifecycle] = {
    Kind.RETURN_REFUND: RETURN,
    Kind.REFUND_ONLY: MONEY_ALONE,
    Kind.COMPENSATION: MONEY_ALONE,
    Kind.EXCHANGE: EXCHANGE,
}


def hold_of(kind: str, state: str, *, is_swap: bool) -> Hold | None:
    """Who has a return there; an exchange that ends in money instead waits with finance like a refund."""
    holds = lifecycle_of(kind).holds
    return HOLDS[state] if state == S.INSPECTED and not is_swap else holds.get(state)


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of return."""
    return BY_KIND[kind]
