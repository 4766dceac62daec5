"""What a line of the list says of a return: whose turn it is, and whether its amount still means anything."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.terms import Shown, State, Turn, turn_of
from aftercare.web.kit.parts import Text
from aftercare.web.words import TURN

RIGHT_IN_TURN: dict[Turn, Right] = {
    Turn.OPERATIONS: Right.RETURNS_REVIEW,
    Turn.DOCK: Right.GOODS_RECEIVE,
    Turn.FINANCE: Right.REFUNDS_APPROVE,
    Turn.CASHIER: Right.PAYOUTS_RECORD,
}
"""Who holds the right may take the turn."""

VOID = (Shown.REJECTED, Shown.CLOSED)
"""Ended without money: the amount is what was asked for, and nothing is owed."""

AWAITED = (State.APPROVED, State.PICKUP_BOOKED)
"""Nothing was sent yet, so the goods' last day counts."""


def one_currency(found: Iterable[Return]) -> str:
    """The currency that all rows share, for the column's head; empty when they differ."""
    currencies = {returning.currency for returning in found}
    return currencies.pop() if len(currencies) == 1 else ""


def is_turn_of(actor: Actor, returning: Return) -> bool:
    """Whether the return waits for somebody with this actor's rights, and he did not ask for it himself."""
    right = RIGHT_IN_TURN.get(turn_of(returning.kind, returning.state))
    return right is not None and actor.may(right) and returning.applied_by != actor.key


def turn_word(actor: Actor, returning: Return) -> Text:
    """Whose turn it is, as this reader says it."""
    if is_turn_of(actor, returning):
        return _("You")
    return TURN[turn_of(returning.kind, returning.state)]
