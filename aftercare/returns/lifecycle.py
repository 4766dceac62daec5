"""The life of a return: one table per kind for commands, buttons, API, drawings and tests."""

from collections.abc import Mapping

from aftercare.cases.terms import Kind
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.returns.terms import State as S

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
        "lapse": ((S.APPROVED, S.PICKUP_BOOKED), S.LAPSED),
        "receive": ((S.APPROVED, S.PICKUP_BOOKED, S.IN_TRANSIT), S.RECEIVED),
        "reopen": ((S.LAPSED, S.CANCELLED), S.RECEIVED),
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

BY_KIND: Mapping[str, Lifecycle] = {Kind.RETURN_REFUND: RETURN, Kind.REFUND_ONLY: REFUND_ONLY}


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of return."""
    return BY_KIND[kind]
