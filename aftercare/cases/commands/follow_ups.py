"""Asking the buyer how it went: when, and with what answer."""

from datetime import date, datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case, FollowUp
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact, case_stream
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class NoteMissing(DomainError):
    """A follow-up is done when its answer is written down."""

    code = "note_missing"


class FollowedUp(Conflict):
    """Somebody else has asked the buyer already."""

    code = "followed_up"


@whole()
def plan_follow_up(case: Case, due_on: date, *, by: Actor, at: datetime) -> FollowUp:
    """Somebody shall ask the buyer on that day or soon after; planned once per case."""
    planned, is_new = FollowUp.objects.get_or_create(
        case=case, defaults={"merchant_id": case.merchant_id, "due_on": due_on}
    )
    if is_new:
        fact = Fact("cases.follow_up.plan", case.label, by, at, stream=case_stream(case.pk), after={"due_on": due_on})
        record(fact)
    return planned


@whole()
def finish_follow_up(planned: FollowUp, note: str, *, by: Actor, at: datetime) -> FollowUp:
    """The buyer was asked; what he said stands in the note."""
    if not (by.may(Right.RETURNS_NOTE) and by.serves(planned.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    words = note.strip()[:1000]
    if not words:
        raise NoteMissing(_("Note what the buyer said."), field="note")
    planned = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=planned.pk)
    if planned.done_at:
        sentence = _("%(name)s has followed this up already.")
        raise FollowedUp(sentence, name=planned.done_by_name)
    planned.note, planned.done_at, planned.done_by, planned.done_by_name = words, at, by.key, by.name
    planned.save()
    label, stream = planned.case.label, case_stream(planned.case_id)
    record(Fact("cases.follow_up.finish", label, by, at, stream=stream, note=words))
    return planned
