"""A task is handed in, its duty goes on, and what was lent until then may come back."""

from datetime import datetime

from aftercare.duties.commands.coming_back import come_back
from aftercare.duties.commands.tasks import finish, free_loaners
from aftercare.duties.models import Task
from aftercare.duties.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.rows.whole import whole


@whole()
def hand_in(task: Task, outcome: Outcome, *, by: Actor, at: datetime) -> Task:
    """Finish it; a duty that counts from the day on which it was done knows its next time now."""
    done = finish(task, outcome, by=by, at=at)
    come_back(done, at=at)
    free_loaners(done, by=by, at=at)
    return done
