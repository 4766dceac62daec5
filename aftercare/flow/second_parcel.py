"""A second parcel of a return that was counted already: its goods get a return of their own, on the same terms."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Channel, Kind
from aftercare.flow.came_after_all import paid_ahead_for
from aftercare.flow.return_goods import apply_for_return, approve, receive_goods
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.fee_before import consent_before, is_left_to_person
from aftercare.returns.commands.following import note_follower
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import asked_on
from aftercare.returns.queries.rest import COUNTED, later_for, promised_and_missing, still_missing
from aftercare.returns.terms import Wanted
from aftercare.rows.whole import whole

ASKER = Actor(ActorKind.SYSTEM, 25, "Second parcel", frozenset({Right.RETURNS_OPEN}))
DECIDER = Actor(ActorKind.SYSTEM, 26, "First decision", frozenset({Right.RETURNS_REVIEW}))
"""Who asks and who decides where no person does: the first return's request and review hold for its second parcel."""


class NothingMissing(Conflict):
    """Everything that was promised had come."""

    code = "nothing_missing"


class AgreedLower(Conflict):
    """The amount was agreed with the buyer, so no rule can repeat it."""

    code = "agreed_lower"


class HereAlready(Conflict):
    """Another return is about the pieces that were missing."""

    code = "here_already"


@whole()
def take_second_parcel(first: Return, *, by: Actor, at: datetime) -> Return:
    """Open a return for the pieces that were missing at the count, approved as the first was, and received now.

    Nobody decides anew: what the first review allowed holds for the pieces that it was about. What was paid for them
    ahead is not paid twice: once counted, they take it off what the buyer owes. Of a service fee that was agreed with
    the first request they bear what that one's count left; another amount that was lowered with the buyer's consent is
    left to a person.
    """
    first = locked(first)
    missing = _missing(first)
    if is_left_to_person(first):
        raise AgreedLower(_("The amount was agreed with the buyer. Let the service desk open a return for the rest."))
    application = Application(
        wanted=[Wanted(line, pieces) for line, pieces in missing.items()],
        reason=first.reason,
        remark=first.number,
        not_received=first.not_received,
        fee_consent=consent_before(first, missing),
        first_asked_on=asked_on(first),
        paid_ahead=paid_ahead_for(first, missing),
    )
    rest = apply_for_return(first.order, application, channel=Channel.DESK, by=ASKER, at=at)
    note_follower(first, rest, by=by, at=at)
    rest = approve(rest, Decision(address=first.return_address), by=DECIDER, at=at)
    return receive_goods(rest, by=by, at=at)


def is_for_the_desk(first: Return) -> bool:
    """Whether something is missing that the dock cannot take in by itself, since a person must say what it gives."""
    return first.state in COUNTED and is_left_to_person(first) and bool(still_missing(first))


def _missing(first: Return) -> dict[int, int]:
    """The pieces that a second parcel may bring; refused where there are none."""
    if first.kind != Kind.RETURN_REFUND or first.state not in COUNTED or not promised_and_missing(first):
        raise NothingMissing(_("Nothing was missing when this return was counted."))
    missing = still_missing(first)
    if not missing:
        number = later_for(first).order_by("-pk").values_list("number", flat=True)[0]
        raise HereAlready(_("What was missing stands on return %(number)s by now. Count it there."), number=number)
    return missing
