"""The buyer opens the page of his case: what is written there has reached him."""

from datetime import datetime

from aftercare.cases.models import Case
from aftercare.cases.queries.unanswered import last_of_colleagues
from aftercare.duties.commands.answering import answered_on
from aftercare.duties.queries.tasks import unanswered_among
from aftercare.kernel.actor import Actor, ActorKind


def read_by_buyer(case: Case, *, at: datetime) -> int:
    """Complaints about the case are answered by the last words of a colleague, from now on; returns how many."""
    if not unanswered_among([case.stream]):
        return 0
    note = last_of_colleagues(case)
    if note is None:
        return 0
    who = Actor(ActorKind.MEMBER, int(note.author.rpartition(":")[2]), note.author_name)
    return answered_on(case.stream, note.text, written_at=note.written_at, by=who, at=at)
