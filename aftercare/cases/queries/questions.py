"""Questions to those who know."""

from django.db.models import CharField, F, Func, Q, QuerySet

from aftercare.cases.models import Question
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared


def questions_of(case_id: int) -> list[Question]:
    """Everything that was asked about a case, first first."""
    return _OF_CASE(case_id)


_OF_CASE = Prepared[Question](
    lambda case: Question.objects.filter(case=case).select_related("to_member").order_by("asked_at", "pk")
)


def open_for(actor: Actor) -> QuerySet[Question]:
    """The open questions that were put to this member or to his roles, longest wait first."""
    if not actor.may(Right.QUESTIONS_ANSWER) or actor.kind != ActorKind.MEMBER:
        return Question.objects.none()
    roles = Func(F("roles"), function="unnest", output_field=CharField())
    held = Member.objects.filter(pk=actor.id).annotate(held=roles).values("held")
    mine = Q(to_member=actor.id) | Q(to_role__in=held)
    found = Question.objects.filter(mine, answered_at=None).select_related("case", "merchant", "to_member")
    found = found if actor.merchants is None else found.filter(merchant__in=actor.merchants)
    return found.order_by("asked_at", "pk")


def may_answer(question: Question, actor: Actor) -> bool:
    """Whether the question was put to this member, or to one of his roles."""
    if actor.kind != ActorKind.MEMBER:
        return False
    return question.to_member_id == actor.id or (bool(question.to_role) and question.to_role in _roles_of(actor))


def _roles_of(actor: Actor) -> list[str]:
    found = Member.objects.filter(pk=actor.id).values_list("roles", flat=True).first()
    return list(found or [])
