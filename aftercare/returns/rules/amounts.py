"""What goes back for a return."""

from aftercare.kernel.money import share_of_pieces
from aftercare.orders.rules.amounts import worth_of_pieces


def asked_amount(*, paid: int, quantity: int, asked_before: int, granted: int, count: int, paid_ahead: int = 0) -> int:
    """What a buyer asks back for `count` pieces of a line; `asked_before` pieces are in other returns already.

    `paid_ahead` was paid to him for these pieces before they came, and is owed by him until they do.
    """
    return max(0, min(worth_of_pieces(paid, quantity, asked_before, count) - paid_ahead, paid - granted))


def compensation_ceiling(*, paid: int, quantity: int, granted: int, waiting: int, count: int) -> int:
    """The most that may be paid for `count` pieces that stay: what they cost, and what is left on their order line.

    `granted` was promised for the line, `waiting` is asked for in requests that nobody has decided on.
    """
    return max(0, min(worth_of_pieces(paid, quantity, 0, count), paid - granted - waiting))


def ceiling(*, worth: int, paid: int, granted_elsewhere: int) -> int:
    """The most that may be promised for these pieces: their worth, and never more than is left on the order line."""
    return max(0, min(worth, paid - granted_elsewhere))


def amount_for_accepted(*, approved: int, promised: int, accepted: int) -> int:
    """The approved amount for the pieces that were accepted; all pieces give exactly the approved amount."""
    return share_of_pieces(approved, promised, 0, min(accepted, promised))


def needs_consent(*, asked: int, approved: int) -> bool:
    """A refund below what was asked needs the buyer's consent on record (service fee, wear)."""
    return approved < asked
