"""A complaint is answered by words that reach the customer: a message to him, or a call that was written down."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.lists import follow_clocks
from aftercare.clocks.commands.talking import answered
from aftercare.customers.models import Customer
from aftercare.duties.commands.tasks import BadTask, check_hands
from aftercare.duties.lifecycle import lifecycle_of
from aftercare.duties.models import Task
from aftercare.duties.models.task import STREAM
from aftercare.duties.queries.tasks import complaints_about
from aftercare.duties.terms import AnsweredBy, TaskKind, TaskState
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked, move

LONGEST = 4000


def has_address(customer: Customer) -> bool:
    """All that this room knows of whether a message would go: somebody has told us an address."""
    return bool(customer.email)


@transaction.atomic
def answer_complaint(
    task: Task,
    words: str,
    way: AnsweredBy,
    *,
    is_sent: Callable[[Customer], bool] = has_address,
    by: Actor,
    at: datetime,
) -> Task:
    """The customer is answered: the first time stops the promise of it. A message must be one that `is_sent`."""
    check_hands(task, by)
    if task.kind != TaskKind.COMPLAINT:
        raise BadTask(_("Only a complaint is answered like this."))
    if not 0 < len(words.strip()) <= LONGEST:
        raise BadTask(_("Write between 1 and %(most)d characters."), field="word", most=LONGEST)
    if way == AnsweredBy.MESSAGE:
        _check_goes(task.customer, is_sent)
    return _answered(task, words.strip(), way, by=by, at=at)


def _check_goes(customer: Customer | None, is_sent: Callable[[Customer], bool]) -> None:
    if customer and is_sent(customer):
        return
    if customer is None or not has_address(customer):
        raise BadTask(_("No address of this customer is known: call him, and write down what was said."), field="way")
    raise BadTask(
        _(
            "No message would reach this customer: the address is blocked, the customer wants none, or this message"
            " is switched off. Call, and write down what was said."
        ),
        field="way",
    )


def answered_on(stream: str, words: str, *, by: Actor, at: datetime) -> int:
    """A message went to the customer from the case that complaints are about: they are answered by it; how many."""
    found = [task for task in complaints_about(stream) if task.answered_at is None]
    for task in found:
        _answered(task, words, AnsweredBy.CASE, by=by, at=at)
    return len(found)


def _answered(task: Task, words: str, way: AnsweredBy, *, by: Actor, at: datetime) -> Task:
    fresh = locked(task)
    if fresh.is_over:
        raise BadTask(_("The matter is over."))
    is_first = fresh.answered_at is None
    told = {"way": str(way), "what": fresh.title, "said": words}
    if fresh.state == TaskState.OPEN and is_first:
        fresh = move(fresh, "begin", lifecycle_of(fresh.kind), by=by, at=at, answer=words, answered_at=at)
    elif is_first:
        _note_first(fresh, words, by=by, at=at)
    record(Fact("duties.task.answer", fresh.label, by, at, fresh.stream, after=told))
    return fresh


def _note_first(task: Task, words: str, *, by: Actor, at: datetime) -> None:
    """Of one that is held up: the promise of an answer ends all the same."""
    task.answer, task.answered_at, task.version = words, at, task.version + 1
    task.save(update_fields=["answer", "answered_at", "version"])
    before: dict[str, object] = {"answer": "", "answered_at": None}
    record(Fact("duties.task.reply", task.label, by, at, task.stream, before, {"answer": words, "answered_at": at}))
    answered(task.stream, by=by, at=at)
    follow_clocks(Task, [task.stream], prefix=STREAM)
