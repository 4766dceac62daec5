"""Refusals that several moves share."""

from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import blocked_by, may_make, policy_of


class SamePerson(NotAllowed):
    """The actor has played another part in this return."""

    code = "same_person"


class ReasonMissing(DomainError):
    """The decision needs a reason in words."""

    code = "reason_missing"


def check_right(by: Actor, action: str, returning: Return) -> None:
    """Refuse when the actor has none of the rights for the move, or has it for other merchants or buyers only."""
    if not may_make(by, action, returning):
        raise NotAllowed(_("You do not have the right to do this."))


def check_duty(returning: Return, action: str, *, by: Actor) -> None:
    """Refuse when policy wants different people and this one was here before."""
    if not policy_of(returning.merchant_id).separate_people:
        return
    earlier = blocked_by(by, returning, action)
    if earlier:
        sentence = _("You have already acted on this return (%(duty)s); somebody else must do this step.")
        raise SamePerson(sentence, duty=str(earlier))


def words(text: str, *, field: str, most: int = 1000, for_buyer: bool = True) -> str:
    """The text without surrounding space; raises ReasonMissing when nothing is left."""
    clean = text.strip()
    if not clean:
        missing = _("Say why: the buyer reads this.") if for_buyer else _("Say why: operations reads this.")
        raise ReasonMissing(missing, field=field)
    return clean[:most]
