"""The buyer opens the page of his case: what is written there has reached him."""

from datetime import datetime

from aftercare.cases.models import Case
from aftercare.cases.queries.unanswered import is_written, last_of_colleagues
from aftercare.duties.commands.answering import answered_on
from aftercare.duties.commands.reading import note_read
from aftercare.duties.queries.tasks import complaints_about
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.rows.whole import whole


def read_by_buyer(case: Case, *, by: Actor, at: datetime) -> int:
    """Complaints about the case are answered by the last words of a colleague, from now on; returns how many.

    What has answered them before, and stands on the page, he has read.
    """
    answers = list(complaints_about(case.stream).values_list("answer", flat=True))
    return _read(case, is_awaited="" in answers, by=by, at=at) if answers else 0


@whole()
def _read(case: Case, *, is_awaited: bool, by: Actor, at: datetime) -> int:
    note = last_of_colleagues(case) if is_awaited else None
    count = 0
    if note:
        who = Actor(ActorKind.MEMBER, int(note.author.rpartition(":")[2]), note.author_name)
        count = answered_on(case.stream, note.text, written_at=note.written_at, by=who, at=at)
    note_read(case.stream, lambda words: is_written(case, words), by=by, at=at)
    return count
