"""The platform steps into a case between buyer and merchant."""

from datetime import datetime

from aftercare.cases.models import Case, Intervention
from aftercare.cases.terms import Ruling
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.rights import Right
from aftercare.rows.whole import whole

LONGEST = 1000


class RulingUnexplained(DomainError):
    """A ruling without its reason, or with too many words."""

    code = "ruling_unexplained"


@whole()
def step_in(case: Case, ruling: Ruling, note: str = "", *, by: Actor, at: datetime) -> Intervention:
    """Record that the platform stepped in, and for whom it judged; the latest ruling of a case is the one that holds.

    Raises NotAllowed unless `by` holds the right and works for the platform, not for single merchants.
    """
    _check_is_platform(by)
    words = note.strip()
    if len(words) > LONGEST or (ruling != Ruling.NONE and not words):
        sentence = _("Say in 1 to %(most)d characters why the platform judged so.")
        raise RulingUnexplained(sentence, field="note", most=LONGEST)
    made = Intervention.objects.create(case=case, at=at, by=by.key, by_name=by.name, ruling=ruling, note=words)
    subject = f"cases.intervention:{made.pk}"
    told = {"ruling": str(ruling)}
    record(Fact("cases.intervention.record", subject, by, at, stream=case.stream, after=told, note=words))
    return made


def _check_is_platform(by: Actor) -> None:
    is_party = by.kind == ActorKind.BUYER or by.customer is not None or by.only_case is not None
    if not by.may(Right.INTERVENTIONS_RECORD) or by.merchants is not None or is_party:
        raise NotAllowed(_("Only the platform itself records that it stepped in."))
