"""A customer asked for something: a colleague agrees with him by when, and has it from then on."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.following import Passed, follow
from aftercare.duties.commands.tasks import BadTask, check_hands, check_reach
from aftercare.duties.lifecycle import lifecycle_of
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import is_to_agree
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.moves.commands import locked
from aftercare.rows.whole import whole


@whole()
def agree(task: Task, agreed_at: datetime, *, by: Actor, at: datetime) -> Task:
    """Keep the agreed time; promises that count to it begin now, those that run already go on."""
    check_hands(task, by)
    fresh = locked(task)
    if not is_to_agree(fresh):
        raise BadTask(_("A time is agreed for this already."), field="agreed_at")
    if agreed_at <= at:
        raise BadTask(_("This is in the past."), field="agreed_at")
    check_reach(agreed_at, at, field="agreed_at")
    before = {"agreed_at": fresh.agreed_at, "owner": fresh.owner_id}
    fresh.agreed_at, fresh.version = agreed_at, fresh.version + 1
    fresh.owner_id = fresh.owner_id or (by.id if by.kind == ActorKind.MEMBER else None)
    passed = Passed(lifecycle_of(fresh.kind), fresh.state, fresh.state)
    fresh.due_at = follow(lambda: fresh.matter, fresh.stream, fresh.label, passed, begins=True, by=by, at=at)
    fresh.save(update_fields=["agreed_at", "owner", "due_at", "version"])
    after = {"agreed_at": fresh.agreed_at, "owner": fresh.owner_id}
    record(Fact("duties.task.agree", fresh.label, by, at, fresh.stream, before=before, after=after))
    return fresh
