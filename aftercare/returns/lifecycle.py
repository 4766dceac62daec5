"""The life of a return: one table for commands, buttons, API, drawings and tests."""

from aftercare.kernel.lifecycle import Lifecycle
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
