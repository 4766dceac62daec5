"""Goods that came after their return had ended, and are taken in after all."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.orders.commands.account import ask_all_back, lock_lines, promise_again
from aftercare.org.rights import Right
from aftercare.returns.commands.granting import grants_of
from aftercare.returns.commands.guards import SamePerson, words
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of, policy_of
from aftercare.rows.whole import whole


class NeverApproved(DomainError):
    """Nothing was promised for it that could hold again."""

    code = "never_approved"


@whole()
def reopen(
    returning: Return, reason: str, *, found_by: str, found_by_name: str, found_at: datetime, by: Actor, at: datetime
) -> Return:
    """Let a return that lapsed or was cancelled hold again, since its goods are here: pieces and promise as before.

    The goods wait to be counted. Who lets them in is another than who had them in hand, as with every review.
    """
    if not (by.may(Right.RETURNS_WINDOW_OVERRIDE) and by.serves(returning.merchant_id)):
        raise NotAllowed(_("You do not have the right to accept a late return."))
    returning = locked(returning)
    lifecycle_of(returning.kind).target("reopen", returning.state)
    why = words(reason, field="reason", for_buyer=False)
    if not returning.reviewed_at:
        sentence = _("This return was never approved. Send the goods back, or open a new return for them.")
        raise NeverApproved(sentence, field="reason")
    if policy_of(returning.merchant_id).separate_people and by.key in (found_by, returning.applied_by):
        sentence = _("You have already acted on this return (%(duty)s); somebody else must do this step.")
        raise SamePerson(sentence, duty="receive" if by.key == found_by else "request")
    _promise_again(returning)
    return move(
        returning,
        "reopen",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=why,
        reviewed_before=sorted({*returning.reviewed_before, by.key}),
        received_at=found_at,
        received_by=found_by,
        received_by_name=found_by_name,
    )


def _promise_again(returning: Return) -> None:
    """Reserve the pieces and promise the amounts once more; refused where the buyer asked for them elsewhere since."""
    lines, given = lines_of(returning), grants_of(returning)
    accounts = lock_lines([*given, *(line.order_line_id for line in lines)])
    mine = {line.order_line_id: accounts[line.order_line_id] for line in lines}
    ask_all_back(mine, {line.order_line_id: line.quantity for line in lines})
    for line in lines:
        promise_again(given.pop(line.order_line_id), line.amount_minor)
    for freight in given.values():
        promise_again(freight, returning.freight_minor)
