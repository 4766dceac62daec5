"""The customer has an answer to his complaint before his eyes: it is written down once, and not lost any more."""

from collections.abc import Callable
from datetime import datetime

from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import READ, complaints_about, was_read
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked
from aftercare.rows.whole import whole


@whole()
def note_read(stream: str, is_shown: Callable[[str], bool], *, by: Actor, at: datetime) -> int:
    """The page of a case is opened: answers to complaints about it that are shown there have been read; how many."""
    found = [one for one in complaints_about(stream).exclude(answer="") if is_shown(one.answer) and not was_read(one)]
    return sum(_note(task, by=by, at=at) for task in found)


def _note(task: Task, *, by: Actor, at: datetime) -> bool:
    """Two pages opened at once are one reading."""
    fresh = locked(task)
    if fresh.answer != task.answer or was_read(fresh):
        return False
    record(Fact(READ, fresh.label, by, at, fresh.stream, after={"said": fresh.answer}))
    return True
