"""What a case came to, in the trade's words."""

from aftercare.cases.terms import Kind
from aftercare.returns.terms import Handling, State

_ENDS = {
    State.REJECTED: Handling.REFUSED,
    State.REFUSED: Handling.REFUSED,
    State.CANCELLED: Handling.GIVEN_UP,
    State.LAPSED: Handling.GIVEN_UP,
}
_DONE = {
    Kind.RETURN_REFUND: Handling.RETURN_ACCEPTED,
    Kind.REFUND_ONLY: Handling.REFUNDED,
    Kind.EXCHANGE: Handling.RESHIPPED,
    Kind.COMPENSATION: Handling.COMPENSATED,
}


def handling_of(kind: str, state: str, *, is_resent: bool = False) -> Handling:
    """Return accepted, refunded, sent again, compensated, refused, or given up by the buyer; OPEN until it ended."""
    if is_resent:
        return Handling.RESHIPPED
    if state == State.COMPLETED:
        return _DONE[Kind(kind)]
    return _ENDS.get(State(state), Handling.OPEN)
