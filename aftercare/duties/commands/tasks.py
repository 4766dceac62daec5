"""One task: opened, begun, held up, handed to somebody else, handed in, dropped."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.following import begin as begin_clocks
from aftercare.clocks.terms import Owner
from aftercare.customers.models import Customer
from aftercare.customers.terms import Mark
from aftercare.duties.commands.coming_back import come_back_unless_owed
from aftercare.duties.lifecycle import held_by, lifecycle_of
from aftercare.duties.models import Task
from aftercare.duties.models.task import STREAM
from aftercare.duties.queries.tasks import distance_steps, state_before_hold
from aftercare.duties.rules.days import LONGEST_AGO, LONGEST_AHEAD
from aftercare.duties.rules.distance import minutes_for
from aftercare.duties.terms import RECURRING, NewTask, Outcome, TaskKind, TaskState
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.rows.whole import whole

URGENT = 2
HOLDERS = (Owner.NOBODY, Owner.CUSTOMER, Owner.SUPPLIER, Owner.CARRIER, Owner.PARTNER, Owner.OTHER_DEPARTMENT)
"""Who may have the minutes while a task is held up."""


class BadTask(DomainError):
    """A task that nobody could do, or that lacks what it asks for."""

    code = "bad_task"


class StaysHere(DomainError):
    """Who has taken it in settles it."""

    code = "stays_here"


class NotRepairedYet(DomainError):
    """The loaner stays with the customer until the original is back."""

    code = "not_repaired_yet"


@whole()
def open_task(new: NewTask, *, by: Actor, at: datetime) -> Task:
    """A task with its clocks. A delivery without a time is agreed by its distance, never later than was asked."""
    if new.kind in (TaskKind.CALL_OUT, TaskKind.LOANER):
        raise BadTask(
            _("A call for help is taken, and a loaner is owed by a promise: neither is opened by hand."), field="kind"
        )
    check_asked(new.asked_at, at)
    check_reach(new.wished_at, at, field="wished_at")
    check_reach(new.agreed_at, at, field="agreed_at")
    agreed_at = _agreed(new, at)
    _check(new, agreed_at)
    task = Task(kind=new.kind, title=new.title.strip(), owner_id=new.owner_id, recipient=new.recipient)
    task.customer_id, task.agreed_at, task.wished_at = new.customer_id, agreed_at, new.wished_at
    task.needs_file, task.needs_solution = new.needs_file, new.needs_solution
    task.asked_at, task.about = new.asked_at, new.about
    task.period_on = timezone.localdate(agreed_at) if new.kind == TaskKind.WATCH and agreed_at else None
    return put(task, by=by, at=at)


def put(task: Task, *, by: Actor, at: datetime) -> Task:
    """Save a new task, start what is promised about it, and tell the journal."""
    task.state, task.state_since, task.opened_at = TaskState.OPEN, at, at
    task.save()
    task.due_at = begin_clocks(task.matter, lifecycle_of(task.kind), task.state, at=task.asked_at or at)
    task.save(update_fields=["due_at"])
    after = {"state": task.state, "kind": task.kind, "title": task.title, "owner": task.owner_id,
             "agreed_at": task.agreed_at, **_whom_to_tell(task)}  # fmt: skip
    record(Fact("duties.task.open", task.label, by, at, stream=task.stream, after=after, begins_stream=True))
    return task


def begin(task: Task, *, by: Actor, at: datetime) -> Task:
    """Work on it has begun: the sample is in the device. A complaint begins with a real answer, not by a button."""
    check_hands(task, by)
    if task.kind == TaskKind.COMPLAINT:
        raise BadTask(_("A complaint is answered by a message to the customer, or by a call that is written down."))
    return move(task, "begin", lifecycle_of(task.kind), by=by, at=at)


def hold(task: Task, why: str, *, owner: Owner = Owner.NOBODY, by: Actor, at: datetime) -> Task:
    """Something holds it up, and somebody owns the delay while it lasts: nobody, where the cause is objective."""
    check_hands(task, by)
    if not why.strip():
        raise BadTask(_("Say what holds it up."), field="word")
    if owner not in HOLDERS:
        raise BadTask(_("Say who holds it up; our own delay is no pause."), field="held_by")
    table = held_by(task.kind, owner)
    return move(task, "hold", table, by=by, at=at, note=why.strip()[:300], held_by=str(owner))


@whole()
def resume(task: Task, *, by: Actor, at: datetime) -> Task:
    """What held it up is over: what was begun, or is a complaint that was answered, goes on as begun."""
    check_hands(task, by)
    fresh = locked(task)
    was_begun = fresh.state == TaskState.HELD and _was_begun(fresh)
    return move(fresh, "go_on" if was_begun else "resume", lifecycle_of(fresh.kind), by=by, at=at, held_by="")


def _was_begun(task: Task) -> bool:
    """A complaint has begun when it is answered; whatever else, when it was before it was held up."""
    if task.kind == TaskKind.COMPLAINT:
        return task.answered_at is not None
    return state_before_hold(task) == TaskState.BEGUN


@whole()
def finish(task: Task, outcome: Outcome, *, by: Actor, at: datetime) -> Task:
    """Done, with what it asks for: a word always, a solution and a paper where they are wanted. [STD-22]"""
    check_hands(task, by)
    if not outcome.word.strip():
        raise BadTask(_("Say in a word what was done."), field="word")
    if task.kind == TaskKind.COMPLAINT and not locked(task).answered_at:
        raise BadTask(_("Answer the customer first: a complaint is not over before he has an answer."))
    if task.needs_solution and not outcome.solution.strip():
        raise BadTask(_("Say what shall be done about it: the solution belongs to the report."), field="solution")
    if task.needs_file and outcome.file_id is None:
        raise BadTask(_("Attach the report."), field="file")
    return move(
        task, "finish", lifecycle_of(task.kind), by=by, at=at, told=_told(task),
        word=outcome.word.strip(), solution=outcome.solution.strip(), file_id=outcome.file_id,
        table=[list(row) for row in outcome.table], done_at=at, done_by=by.key, done_by_name=by.name[:200],
    )  # fmt: skip


@whole()
def drop(task: Task, why: str, *, by: Actor, at: datetime) -> Task:
    """It is not owed any more; nobody is judged by it. A duty comes back at its next time."""
    if not by.may(Right.DUTIES_MANAGE):
        raise NotAllowed(_("Only who sets duties up may drop one."))
    if not why.strip():
        raise BadTask(_("Say why it is not owed any more."), field="word")
    dropped = move(task, "drop", lifecycle_of(task.kind), by=by, at=at, note=why.strip()[:300])
    come_back_unless_owed(dropped, at=at)
    return dropped


def lend(task: Task, what: str, *, by: Actor, at: datetime) -> Task:
    """The customer has a spare machine."""
    check_hands(task, by)
    if not what.strip():
        raise BadTask(_("Say which loaner he has."), field="word")
    return move(task, "lend", lifecycle_of(task.kind), by=by, at=at, word=what.strip()[:300])


def original_repaired(task: Task, note: str = "", *, by: Actor, at: datetime) -> Task:
    """The customer's own machine runs again: from now on the loaner may come back."""
    check_hands(task, by)
    return move(task, "repaired", lifecycle_of(task.kind), by=by, at=at, note=note.strip()[:300])


def free_loaners(repair: Task, *, by: Actor, at: datetime) -> None:
    """A repair is done: loaners that were lent until then may come back, without anybody saying so."""
    lent = Task.objects.filter(origin__stream=repair.stream, kind=TaskKind.LOANER, state=TaskState.LENT)
    for loaner in list(lent.order_by("pk")):
        move(loaner, "repaired", lifecycle_of(loaner.kind), by=by, at=at, note=repair.number)


@whole()
def take_back(task: Task, note: str = "", *, by: Actor, at: datetime) -> Task:
    """The loaner is back; not before the original is repaired, unless the customer wished it. [PRJ-17]"""
    check_hands(task, by)
    if not (locked(task).state == TaskState.REPAIRED or _ended_by_itself(task) or note.strip()):
        raise NotRepairedYet(
            _("The original is not repaired yet: the loaner stays with the customer, unless he wishes it away."),
            field="word",
        )
    return move(
        task, "take_back", lifecycle_of(task.kind), by=by, at=at, note=note.strip()[:300],
        done_at=at, done_by=by.key, done_by_name=by.name[:200],
    )  # fmt: skip


@whole()
def assign(task: Task, owner: Member, *, by: Actor, at: datetime) -> Task:
    """Give it to a colleague. A complaint stays with who took it in: it is not handed to the next shift. [CMP-07]"""
    fresh = locked(task)
    if fresh.kind == TaskKind.COMPLAINT and fresh.owner_id:
        raise StaysHere(_("Who took the complaint in settles it; it is not handed on to the next shift."))
    if fresh.is_over or fresh.owner_id == owner.pk:
        raise BadTask(_("Nothing has changed."))
    if not by.may(Right.DUTIES_MANAGE):
        raise NotAllowed(_("Only who sets duties up may give a task to somebody else."))
    before, fresh.owner, fresh.version = fresh.owner_id, owner, fresh.version + 1
    fresh.save(update_fields=["owner", "version"])
    after = {"owner": owner.pk, **_whom_to_tell(fresh)}
    record(Fact("duties.task.assign", fresh.label, by, at, fresh.stream, before={"owner": before}, after=after))
    return fresh


def lock_without_waiting(streams: Iterable[str]) -> dict[str, int]:
    """Lock the tasks of these streams that nobody holds, until the transaction ends; their priorities by stream."""
    ids = [int(stream.removeprefix(STREAM)) for stream in streams if stream.startswith(STREAM)]
    rows = (
        Task.objects.filter(pk__in=ids).select_for_update(no_key=True, skip_locked=True) if ids else Task.objects.none()
    )
    return {task.stream: task.priority for task in rows.only("pk", "priority")}


@whole()
def urge(
    raised: Mapping[int, str], handed: Mapping[int, str], why: Mapping[int, str], *, by: Actor, at: datetime
) -> None:
    """Put tasks, by id, before the others, or into the hands of a role, each for a reason."""
    for task in Task.objects.filter(pk__in={*raised, *handed}).order_by("pk").select_for_update(of=("self",)):
        before = {"priority": task.priority, "handed_to": task.handed_to}
        task.priority = min(task.priority + (task.pk in raised), URGENT)
        task.handed_to = handed.get(task.pk, task.handed_to)
        after = {"priority": task.priority, "handed_to": task.handed_to}
        if after != before:
            task.save(update_fields=["priority", "handed_to"])
            record(Fact("duties.task.urge", task.label, by, at, task.stream, before, after, why[task.pk]))


@whole()
def owe_loaner(origin: int, *, customer_id: int | None, title: str, by: Actor, at: datetime) -> Task | None:
    """A promise broke: the customer is owed a loaner; once, however often it is asked for."""
    if Task.objects.filter(origin=origin).exists():
        return None
    return put(Task(kind=TaskKind.LOANER, title=title, customer_id=customer_id, origin_id=origin), by=by, at=at)


def _ended_by_itself(task: Task) -> bool:
    """Whether the loaner was owed for a repair that is a task, and that has ended."""
    origin = task.origin
    return origin is None or (origin.stream.startswith(STREAM) and origin.stopped_at is not None)


def _agreed(new: NewTask, at: datetime) -> datetime | None:
    if new.agreed_at or new.kind != TaskKind.DELIVERY or new.distance_km is None:
        return new.agreed_at
    minutes = minutes_for(new.distance_km, distance_steps())
    if minutes is None:
        raise BadTask(_("No time is set for this distance; agree one with the customer."), field="agreed_at")
    by_distance = at + timedelta(minutes=minutes)
    return min(by_distance, new.wished_at) if new.wished_at and new.wished_at > at else by_distance


def _check(new: NewTask, agreed_at: datetime | None) -> None:
    if not new.title.strip():
        raise BadTask(_("Say what is to be done."), field="title")
    if new.kind == TaskKind.COMPLAINT and new.owner_id is None:
        raise BadTask(_("Say who takes the complaint in."), field="owner")
    if new.kind in (TaskKind.REPAIR, TaskKind.DELIVERY) and agreed_at is None and not new.is_request:
        raise BadTask(_("Agree a date with the customer."), field="agreed_at")
    if new.kind in RECURRING and agreed_at is None:
        raise BadTask(_("Say by which day it is owed: without one it is never late."), field="agreed_at")
    if new.kind == TaskKind.AGENT_GOODS:
        _check_agent(new)
    if new.wished_at and agreed_at and agreed_at > new.wished_at:
        raise BadTask(_("This is later than the customer asked for."), field="agreed_at")


def check_asked(asked_at: datetime | None, at: datetime) -> None:
    """Refuse a beginning in the future, or so long ago that it must be a slip."""
    if asked_at and not at - LONGEST_AGO <= asked_at <= at:
        raise BadTask(_("This is in the future, or more than a year ago."), field="asked_at")


def check_reach(when: datetime | None, at: datetime, *, field: str) -> None:
    """Refuse a day that nobody means: clocks reckon with those of a life's work only."""
    if when and not at - LONGEST_AGO <= when <= at + LONGEST_AHEAD:
        raise BadTask(_("Name a day between a year ago and ten years from now."), field=field)


def _check_agent(new: NewTask) -> None:
    """Goods for a new agent are owed from the day of the contract. [STD-24]"""
    customer = Customer.objects.filter(pk=new.customer_id or 0).first()
    if customer is None or Mark.AGENT not in customer.marks:
        raise BadTask(_("Name a customer who is marked as an agent of ours."), field="customer")
    if new.asked_at is None:
        raise BadTask(_("Say when the contract was made: the days count from then."), field="asked_at")


def check_hands(task: Task, by: Actor) -> None:
    """Who owes it does it, or who manages duties; what nobody owes yet anybody may take who works on tasks."""
    is_his = task.owner_id in (None, by.id) and by.may(Right.DUTIES_WORK)
    if not (is_his or by.may(Right.DUTIES_MANAGE)):
        raise NotAllowed(_("This is somebody else's task."))


def _whom_to_tell(task: Task) -> dict[str, object]:
    """For whom it is now: its owner, or whoever may take what nobody owes."""
    return {"member": task.owner_id, "what": task.title, "address": f"/duties/{task.pk}/"}


def _told(task: Task) -> dict[str, object]:
    """For who is told that it was handed in: the role that gets it, else the managers."""
    return {"what": task.title, "role": task.recipient or Role.MANAGER, "address": f"/duties/{task.pk}/"}
