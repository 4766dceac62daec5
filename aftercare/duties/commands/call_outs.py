"""Calls for help: taken, answered, an engineer sent, on site, what was found and done."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.lists import follow_clocks
from aftercare.clocks.commands.talking import answered
from aftercare.duties.commands.tasks import BadTask, check_asked, check_reach, put
from aftercare.duties.lifecycle import CALL_OUT
from aftercare.duties.models import Engineer, Task
from aftercare.duties.models.task import STREAM
from aftercare.duties.terms import CallChannel, NewCall, Outcome, TaskKind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.models import Member
from aftercare.org.queries.certificates import valid_certificates
from aftercare.org.rights import Right
from aftercare.org.roles import rights_of
from aftercare.rows.whole import whole

SHORT = 300
"""Characters of an answer on the phone; what needs more is promised by a time and written."""


_SPOKEN = (CallChannel.PHONE, CallChannel.DESK)
"""Where the answer is given in the talk itself, however late it is written down."""


class NotCertified(DomainError):
    """Nobody of those who shall go holds a certificate."""

    code = "not_certified"


class NotSent(DomainError):
    """Somebody else was sent."""

    code = "not_sent"


@whole()
def take_call(new: NewCall, *, by: Actor, at: datetime) -> Task:
    """Somebody calls for help. On the phone he is answered at once, in short, or told by when. [CRM-25]"""
    _check_works(by)
    _check_call(new, at)
    task = Task(kind=TaskKind.CALL_OUT, title=new.words.strip()[:160], customer_id=new.customer_id)
    task.owner_id = by.id if by.kind == ActorKind.MEMBER else None
    task.channel, task.caller, task.agreed_at = str(new.channel), new.caller.strip()[:120], new.answer_by
    task.asked_at, task.needs_solution = new.called_at, True
    task = put(task, by=by, at=at)
    answered_at = (new.called_at or at) if new.channel in _SPOKEN else at
    return answer_call(task, new.answer, by=by, at=answered_at) if new.answer.strip() else task


@whole()
def answer_call(task: Task, words: str, *, by: Actor, at: datetime) -> Task:
    """The caller has his answer: the promise of it is kept."""
    _check_works(by)
    fresh = locked(task)
    if fresh.answered_at or fresh.is_over:
        raise BadTask(_("The caller was answered already, or the matter is over."))
    if not 0 < len(words.strip()) <= SHORT:
        raise BadTask(_("Answer in a few words, at most %(most)d characters."), field="answer", most=SHORT)
    fresh.answer, fresh.answered_at, fresh.version = words.strip(), at, fresh.version + 1
    fresh.save(update_fields=["answer", "answered_at", "version"])
    after = {"answer": fresh.answer, "answered_at": at}
    before: dict[str, object] = {"answer": "", "answered_at": None}
    record(Fact("duties.task.answer", fresh.label, by, at, fresh.stream, before, after))
    answered(fresh.stream, by=by, at=at)
    follow_clocks(Task, [fresh.stream], prefix=STREAM)
    fresh.refresh_from_db(fields=["due_at"])
    return fresh


@whole()
def send(task: Task, engineers: Sequence[Member], *, by: Actor, at: datetime) -> Task:
    """At least one certified engineer sets off; he has the call from now on. [PRJ-30]"""
    _check_works(by)
    engineers = list(dict.fromkeys(engineers))
    held = valid_certificates([one.pk for one in engineers], timezone.localdate(at))
    lead = next((one for one in engineers if one.pk in held), None)
    if lead is None:
        raise NotCertified(_("Send at least one engineer whose certificate is valid today."), field="engineers")
    if any(Right.DUTIES_WORK not in rights_of(one.roles) for one in engineers):
        raise NotCertified(_("Send people who work on tasks: the others could not say that they have arrived."))
    moved = move(task, "send", CALL_OUT, by=by, at=at, sent_at=at, owner=lead,
                 told={"engineers": sorted(one.pk for one in engineers), "member": lead.pk, "what": task.title,
                       "address": f"/duties/{task.pk}/"})  # fmt: skip
    Engineer.objects.filter(task=moved).delete()
    Engineer.objects.bulk_create(
        [Engineer(task=moved, member=one, certificate=str(held.get(one.pk, ""))) for one in engineers]
    )
    for one in engineers:
        if one != lead:
            _tell_along("duties.task.send_along", moved, one.pk, by=by, at=at)
    return moved


@whole()
def call_back(task: Task, why: str, *, by: Actor, at: datetime) -> Task:
    """Who was sent cannot come: somebody else has to go, and the time goes on; the call is nobody's until then."""
    _check_works(by)
    if not why.strip():
        raise BadTask(_("Say why he cannot come."), field="word")
    lead = locked(task).owner_id
    told = {"member": lead, "what": task.title, "address": f"/duties/{task.pk}/"}
    moved = move(task, "call_back", CALL_OUT, by=by, at=at, note=why.strip()[:300], sent_at=None, owner=None, told=told)
    for pk in Engineer.objects.filter(task=moved).exclude(member=lead).values_list("member", flat=True):
        _tell_along("duties.task.call_back_along", moved, pk, by=by, at=at)
    return moved


@whole()
def arrive(task: Task, *, engineer: Member | None = None, by: Actor, at: datetime) -> Task:
    """On site: the engineer says so himself, or who manages duties names who it was; it is judged as his. [KPI-20]"""
    who = engineer.pk if engineer else by.id
    found = Engineer.objects.filter(task=task.pk, member=who).select_related("member").first()
    if found is None or not (who == by.id or by.may(Right.DUTIES_MANAGE)):
        raise NotSent(_("Only who was sent says that he is on site, or who manages tasks says it of him."))
    person = Actor(ActorKind.MEMBER, found.member.pk, found.member.name)
    told = {"engineer": found.member.pk}
    return move(task, "arrive", CALL_OUT, by=by, at=at, arrived_at=at, told=told, kept_by=person)


def report(task: Task, outcome: Outcome, *, by: Actor, at: datetime) -> Task:
    """What the response was: its times stand already, here come its content and its measures. [RPR-42]"""
    _check_works(by)
    if not outcome.word.strip():
        raise BadTask(_("Say what was found."), field="word")
    if not outcome.solution.strip():
        raise BadTask(_("Say which measures were taken."), field="solution")
    return move(
        task, "finish", CALL_OUT, by=by, at=at, word=outcome.word.strip(), solution=outcome.solution.strip(),
        done_at=at, done_by=by.key, done_by_name=by.name[:200],
    )  # fmt: skip


def _tell_along(kind: str, task: Task, member: int, *, by: Actor, at: datetime) -> None:
    """Who goes along, or does not any more, is told as the first one is."""
    after = {"member": member, "what": task.title, "address": f"/duties/{task.pk}/"}
    record(Fact(kind, task.label, by, at, task.stream, after=after))


def _check_works(by: Actor) -> None:
    if not (by.may(Right.DUTIES_WORK) or by.may(Right.DUTIES_MANAGE)):
        raise NotAllowed(_("You do not have the right to do this."))


def _check_call(new: NewCall, at: datetime) -> None:
    if not new.words.strip():
        raise BadTask(_("Say what help is asked for."), field="words")
    check_asked(new.called_at, at)
    check_reach(new.answer_by, at, field="answer_by")
    if new.answer_by and new.answer_by < (new.called_at or at):
        raise BadTask(_("Name a time that is still to come."), field="answer_by")
    if new.channel == CallChannel.PHONE and not (new.answer.strip() or new.answer_by):
        sentence = _("On the phone, answer at once in a few words, or name the time by which you answer.")
        raise BadTask(sentence, field="answer")
