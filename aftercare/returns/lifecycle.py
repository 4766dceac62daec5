"""The life of a return: one table per kind for commands, buttons, API, drawings and tests."""

from collections.abc import Mapping

from aftercare.cases.terms import Kind
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.returns.terms import DispatchState as D
from aftercare.returns.terms import State as S

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
    },
)
"""Return and refund: goods come back, then money goes."""

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
)
"""Refund only: nothing was sent, so nothing comes back. “Inspected” here means no more than: finance is next."""

EXCHANGE = Lifecycle(
    "returns.return",
    {
        "approve": ((S.SUBMITTED,), S.APPROVED),
        "reject": ((S.SUBMITTED, S.REVIEW_AGAIN), S.REJECTED),
        "cancel": ((S.SUBMITTED, S.APPROVED, S.PICKUP_BOOKED), S.CANCELLED),
        "book_pickup": ((S.APPROVED,), S.PICKUP_BOOKED),
        "ship": ((S.APPROVED, S.PICKUP_BOOKED, S.GOODS_OWED), S.IN_TRANSIT),
        "correct_tracking": ((S.IN_TRANSIT,), S.IN_TRANSIT),
        "lapse": ((S.APPROVED, S.PICKUP_BOOKED), S.LAPSED),
        "receive": ((S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT, S.GOODS_OWED), S.RECEIVED),
        "inspect": ((S.RECEIVED,), S.INSPECTED),
        "refuse": ((S.RECEIVED,), S.REFUSED),
        "owe": ((S.APPROVED, S.PICKUP_BOOKED, S.RECEIVED), S.GOODS_OWED),
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
)
"""Goods from the shelf that leave after sale, for an exchange or whatever else a case owes the buyer in goods."""

BY_KIND: Mapping[str, Lifecycle] = {
    Kind.RETURN_REFUND: RETURN,
    Kind.REFUND_ONLY: REFUND_ONLY,
    Kind.EXCHANGE: EXCHANGE,
}


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of return."""
    return BY_KIND[kind]
