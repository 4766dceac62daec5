"""Asking those who know, and answering."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case, Question
from aftercare.cases.queries.questions import may_answer
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.org.roles import Role, rights_of
from aftercare.rows.whole import whole

LONGEST = 1000
LONGEST_ANSWER = 2000


class BadQuestion(DomainError):
    """A question without words, or to nobody who could answer it."""

    code = "bad_question"


class Answered(Conflict):
    """Somebody was faster."""

    code = "answered"


@whole()
def ask(
    case: Case, text: str, *, role: Role | None = None, member: Member | None = None, by: Actor, at: datetime
) -> Question:
    """Ask one colleague, or everybody of a role, about a case; nothing about the case waits for it."""
    _check_reach(case, by, Right.RETURNS_NOTE)
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        raise BadQuestion(_("Write between 1 and %(most)d characters."), field="text", most=LONGEST)
    _check_addressee(role, member)
    made = Question.objects.create(
        case=case,
        merchant_id=case.merchant_id,
        text=words,
        to_role=str(role or ""),
        to_member=member,
        asked_at=at,
        asked_by=by.key,
        asked_by_name=by.name,
    )
    after = {"role": role, "member": member.pk if member else None}
    record(Fact("cases.question.ask", f"cases.question:{made.pk}", by, at, stream=case.stream, after=after))
    return made


@whole()
def answer(question: Question, text: str, *, by: Actor, at: datetime) -> Question:
    """Answer, once; the asker finds it on the case."""
    _check_reach(question.case, by, Right.QUESTIONS_ANSWER)
    words = text.strip()
    if not 0 < len(words) <= LONGEST_ANSWER:
        raise BadQuestion(_("Write between 1 and %(most)d characters."), field="answer", most=LONGEST_ANSWER)
    fresh = Question.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=question.pk)
    if fresh.answered_at:
        raise Answered(_("%(name)s has answered meanwhile."), name=fresh.answered_by_name)
    if not may_answer(fresh, by):
        raise NotAllowed(_("This question was put to somebody else."))
    fresh.answer, fresh.answered_at, fresh.answered_by, fresh.answered_by_name = words, at, by.key, by.name
    fresh.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])
    stream = fresh.case.stream
    after = {"member": _member_of(fresh.asked_by)}
    record(Fact("cases.question.answer", f"cases.question:{fresh.pk}", by, at, stream=stream, after=after))
    return fresh


def _member_of(key: str) -> int:
    """The colleague behind an actor's key, who is told; 0 when a machine asked."""
    kind, _colon, number = key.partition(":")
    return int(number) if kind == ActorKind.MEMBER and number.isdecimal() else 0


def _check_addressee(role: Role | None, member: Member | None) -> None:
    if (role is None) == (member is None):
        raise BadQuestion(_("Choose a group, or one colleague."), field="to")
    able = rights_of([role] if role else member.roles if member else [])
    if Right.QUESTIONS_ANSWER not in able:
        raise BadQuestion(_("Nobody there may answer questions."), field="to")


def _check_reach(case: Case, by: Actor, right: Right) -> None:
    if not by.may(right) or not by.serves(case.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
