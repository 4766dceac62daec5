"""A second parcel of a return that was counted already: its goods get a return of their own, on the same terms."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Channel, Kind
from aftercare.flow.came_after_all import paid_ahead_for
from aftercare.flow.return_goods import apply_for_return, approve, receive_goods
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.following import note_follower
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import asked_on, lines_of
from aftercare.returns.terms import State, Wanted

ASKER = Actor(ActorKind.SYSTEM, 25, "Second parcel", frozenset({Right.RETURNS_OPEN}))
DECIDER = Actor(ActorKind.SYSTEM, 26, "First decision", frozenset({Right.RETURNS_REVIEW}))
"""Who asks and who decides where no person does: the first return's request and review hold for its second parcel."""

COUNTED = (State.INSPECTED, State.REVIEW_AGAIN, State.REFUNDING, State.COMPLETED)


class NothingMissing(Conflict):
    """Everything that was promised had come."""

    code = "nothing_missing"


class AgreedLower(Conflict):
    """The amount was agreed with the buyer, so no rule can repeat it."""

    code = "agreed_lower"


@transaction.atomic
def take_second_parcel(first: Return, *, by: Actor, at: datetime) -> Return:
    """Open a return for the pieces that were missing at the count, approved as the first was, and received now.

    Nobody decides anew: what the first review allowed holds for the pieces that it was about. What was paid for them
    ahead is not paid twice: once counted, they take it off what the buyer owes. An amount that was lowered with the
    buyer's consent is left to a person.
    """
    first = locked(first)
    missing = missing_pieces(first)
    if first.kind != Kind.RETURN_REFUND or first.state not in COUNTED or not missing:
        raise NothingMissing(_("Nothing was missing when this return was counted."))
    if first.agreed_words:
        raise AgreedLower(_("The amount was agreed with the buyer. Let the service desk open a return for the rest."))
    application = Application(
        wanted=missing,
        reason=first.reason,
        remark=first.number,
        not_received=first.not_received,
        first_asked_on=asked_on(first),
        paid_ahead=paid_ahead_for(first, {one.line_id: one.quantity for one in missing}),
    )
    rest = apply_for_return(first.order, application, channel=Channel.DESK, by=ASKER, at=at)
    note_follower(first, rest, by=by, at=at)
    rest = approve(rest, Decision(address=first.return_address), by=DECIDER, at=at)
    return receive_goods(rest, by=by, at=at)


def missing_pieces(first: Return) -> list[Wanted]:
    """What was promised and did not come, by order line."""
    gaps = [(line.order_line_id, line.quantity - (line.counted or 0)) for line in lines_of(first)]
    return [Wanted(line_id, gap) for line_id, gap in gaps if gap > 0]
