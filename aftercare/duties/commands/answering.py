"""A complaint is answered by words that reach the customer: a message to him, or a call that was written down."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.lists import follow_clocks
from aftercare.clocks.commands.talking import answered, unanswered
from aftercare.customers.models import Customer
from aftercare.duties.commands.tasks import BadTask, check_hands
from aftercare.duties.lifecycle import lifecycle_of
from aftercare.duties.models import Task
from aftercare.duties.models.task import STREAM
from aftercare.duties.queries.tasks import complaints_about, was_read
from aftercare.duties.terms import AnsweredBy, TaskKind, TaskState
from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked, move
from aftercare.rows.whole import whole

LONGEST = 4000


def has_address(customer: Customer) -> bool:
    """All that this room knows of whether a message would go: somebody has told us an address."""
    return bool(customer.email)


@whole()
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
            "No message would reach this customer: the address is blocked, the customer wants none, this message is"
            " switched off, or no way out is set up. Call, and write down what was said."
        ),
        field="way",
    )


@whole()
def answered_on(stream: str, words: str, *, written_at: datetime, by: Actor, at: datetime) -> int:
    """What was written on the case reached the customer: complaints about it that were open then are answered by it.

    Returns how many. It counts from `at`, but never before the complaint's own last change.
    """
    found = complaints_about(stream).filter(answered_at=None, opened_at__lte=written_at)
    tasks = list(found.select_for_update(of=("self",), no_key=True))
    for task in tasks:
        _answered(task, words, AnsweredBy.CASE, by=by, at=max(at, task.state_since))
    return len(tasks)


@whole()
def lose_answer(task: Task, words: str, why: str, *, by: Actor, at: datetime) -> bool:
    """These words never reached the customer: the promise of an answer runs as if they had not been said.

    Nothing happens where they were not the first answer, he has read them, or the matter is over. A call that was
    written down later becomes the first answer.
    """
    fresh = locked(task)
    if fresh.is_over or fresh.answered_at is None or fresh.answer != words or was_read(fresh):
        return False
    lost_at = fresh.answered_at
    told: dict[str, object] = {
        "what": fresh.title,
        "member": fresh.owner_id,
        "reason": why[:300],
        "address": f"/duties/{fresh.pk}/",
    }
    if fresh.state == TaskState.BEGUN:
        fresh = move(
            fresh, "lose_answer", lifecycle_of(fresh.kind), by=by, at=at, told=told, answer="", answered_at=None
        )
    else:
        _forget_first(fresh, told, by=by, at=at)
    call = _first_call(fresh, lost_at)
    waits = fresh.state == TaskState.HELD and (call is None or call.at > fresh.state_since)
    unanswered(fresh.stream, holder=fresh.held_by if waits else "", since=fresh.state_since)
    if call:
        answered(fresh.stream, by=by, at=call.at)
    follow_clocks(Task, [fresh.stream], prefix=STREAM)
    if call:
        _take(fresh, call, by=by)
    return True


def _forget_first(task: Task, told: dict[str, object], *, by: Actor, at: datetime) -> None:
    """Of one that is held up."""
    before: dict[str, object] = {"answer": task.answer, "answered_at": task.answered_at}
    task.answer, task.answered_at, task.version = "", None, task.version + 1
    task.save(update_fields=["answer", "answered_at", "version"])
    after: dict[str, object] = {"answer": "", "answered_at": None, **told}
    record(Fact("duties.task.lose_answer", task.label, by, at, task.stream, before, after))


def _first_call(task: Task, lost_at: datetime) -> Entry | None:
    """The first call after the lost words: it answered the customer for certain, and at that moment."""
    calls = Entry.objects.filter(stream=task.stream, kind="duties.task.answer", after__way=str(AnsweredBy.CALL))
    return calls.filter(at__gte=lost_at).order_by("position").first()


def _take(task: Task, call: Entry, *, by: Actor) -> None:
    """The call is the first answer."""
    fresh = locked(task)
    if fresh.state == TaskState.OPEN:
        move(
            fresh, "begin", lifecycle_of(fresh.kind), by=by, at=max(call.at, fresh.state_since),
            answer=call.after["said"], answered_at=call.at,
        )  # fmt: skip
    else:
        _note_first(fresh, str(call.after["said"]), by=by, at=call.at)


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
