"""Writing on a case."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case, Note
from aftercare.clocks.commands.talking import answered, asked, unasked
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.rows.whole import whole

LONGEST = 4000


class EmptyNote(DomainError):
    """A note without words, or with too many."""

    code = "empty_note"


@whole()
def add_note(case: Case, text: str, *, for_buyer: bool, by: Actor, at: datetime) -> Note:
    """A message to the buyer or a note for colleagues; what a buyer writes is always a message."""
    _check_reach(case, by)
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        raise EmptyNote(_("Write between 1 and %(most)d characters."), field="text", most=LONGEST)
    from_buyer = by.customer is not None
    note = Note.objects.create(
        case=case,
        text=words,
        for_buyer=for_buyer or from_buyer,
        author=by.key,
        author_name=by.name,
        from_buyer=from_buyer,
        written_at=at,
    )
    _keep_waiting(note)
    kind = "cases.note.message" if note.for_buyer else "cases.note.internal"
    record(Fact(kind, f"cases.note:{note.pk}", by, at, stream=case.stream))
    if from_buyer:
        asked(lambda: case.matter, at=at)
    elif note.for_buyer and by.kind == ActorKind.MEMBER:
        answered(case.stream, by=by, at=at)
    return note


@whole()
def needs_no_answer(case: Case, why: str, *, by: Actor, at: datetime) -> None:
    """What the buyer wrote last needs no answer, such as a thank you; colleagues read why."""
    if by.customer is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    note = add_note(case, why, for_buyer=False, by=by, at=at)
    Case.objects.filter(pk=case.pk).update(unanswered_since=None)
    unasked(case.stream, by=by, at=at)
    record(Fact("cases.note.no_answer", f"cases.note:{note.pk}", by, at, stream=case.stream))


def _keep_waiting(note: Note) -> None:
    """The buyer waits from his first word after our last one; what colleagues write for each other is no answer."""
    if note.from_buyer:
        Case.objects.filter(pk=note.case_id, unanswered_since=None).update(unanswered_since=note.written_at)
    elif note.for_buyer:
        Case.objects.filter(pk=note.case_id).exclude(unanswered_since=None).update(unanswered_since=None)


@whole()
def reveal_contact(case: Case, part: str, *, by: Actor, at: datetime) -> str:
    """The unmasked contact, phone or address of a case; who looked and when stands in the journal."""
    _check_reach(case, by)
    value: str = {"contact": case.contact, "phone": case.phone, "address": case.address}[part]
    record(Fact("cases.contact.reveal", case.label, by, at, stream=case.stream, after={"part": part}))
    return value


def _check_reach(case: Case, by: Actor) -> None:
    if not (by.owns(customer=case.customer_id, case=case.pk) or by.serves(case.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
