"""Calls for help: taken by a telephone system, and told on by a dispatching one."""

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.confined import check_customer
from aftercare.api.v1.shapes import Line, Moment, Told
from aftercare.duties.commands import call_outs
from aftercare.duties.commands.call_outs import SHORT
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import call_outs as calls_of
from aftercare.duties.queries.tasks import engineers_of
from aftercare.duties.terms import CallChannel, NewCall, Outcome, TaskState
from aftercare.kernel.errors import NotFound
from aftercare.org.models import Member
from aftercare.org.queries.members import colleagues
from aftercare.org.rights import Right

router = Router(tags=["calls"])


class EngineerOut(BaseModel):
    """Somebody who was sent; `certificate` is empty for who goes along without one."""

    email: str
    name: str
    certificate: str


class CallOut(BaseModel):
    """A call for help: when it came, was answered, sent to and reached, and what the response was."""

    id: int
    number: str
    words: str
    channel: CallChannel
    caller: str
    state: TaskState
    called_at: datetime
    answer: str
    answered_at: datetime | None
    answer_by: datetime | None
    sent_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    due_at: datetime | None
    found: str
    measures: str
    engineers: list[EngineerOut]


class CallIn(Told):
    """A call. On the phone it is answered at once, in a few words, or told by when."""

    words: Annotated[Line, Field(min_length=1, max_length=160)]
    channel: CallChannel
    caller: Annotated[Line, Field(max_length=120)] = ""
    customer: int | None = None
    answer: Annotated[Line, Field(max_length=SHORT)] = ""
    answer_by: Moment | None = None
    called_at: Moment | None = None


class CallAnswerIn(Told):
    """What the caller was told."""

    answer: Annotated[Line, Field(min_length=1, max_length=SHORT)]


class CallSendIn(Told):
    """Who goes, by the address that he signs in with; at least one holds a valid certificate."""

    engineers: Annotated[list[Annotated[Line, Field(max_length=254)]], Field(min_length=1, max_length=20)]


class CallArriveIn(Told):
    """Who is on site."""

    engineer: Annotated[Line, Field(max_length=254)]


class CallReportIn(Told):
    """What was found, and the measures taken."""

    found: Annotated[Line, Field(min_length=1, max_length=4000)]
    measures: Annotated[Line, Field(min_length=1, max_length=4000)]


@router.post("", auth=Key(Right.DUTIES_MANAGE), response={201: CallOut}, summary="Take a call for help")
@once
def create(request: KeyRequest, data: CallIn) -> Made:
    """Somebody calls for help; the promised times begin when he called."""
    check_customer(request, data.customer)
    new = NewCall(data.words, data.channel, data.caller, data.customer, data.answer, data.answer_by, data.called_at)
    return Made(201, _out(call_outs.take_call(new, by=request.actor, at=timezone.now())))


@router.post("/{int:pk}/answer", auth=Key(Right.DUTIES_MANAGE), response=CallOut, summary="Answer a caller")
@once
def answer(request: KeyRequest, pk: int, data: CallAnswerIn) -> Made:
    """The caller has his answer."""
    found = call_outs.answer_call(_call(request, pk), data.answer, by=request.actor, at=timezone.now())
    return Made(200, _out(found))


@router.post("/{int:pk}/send", auth=Key(Right.DUTIES_MANAGE), response=CallOut, summary="Send engineers")
@once
def send(request: KeyRequest, pk: int, data: CallSendIn) -> Made:
    """Engineers set off, at least one of them certified."""
    people = [_member(email) for email in data.engineers]
    return Made(200, _out(call_outs.send(_call(request, pk), people, by=request.actor, at=timezone.now())))


@router.post(
    "/{int:pk}/arrive", auth=Key(Right.DUTIES_MANAGE), response=CallOut, summary="Tell that an engineer is there"
)
@once
def arrive(request: KeyRequest, pk: int, data: CallArriveIn) -> Made:
    """An engineer is on site; it is judged as his."""
    who = _member(data.engineer)
    return Made(200, _out(call_outs.arrive(_call(request, pk), engineer=who, by=request.actor, at=timezone.now())))


@router.post("/{int:pk}/report", auth=Key(Right.DUTIES_MANAGE), response=CallOut, summary="Report the response")
@once
def report(request: KeyRequest, pk: int, data: CallReportIn) -> Made:
    """What was found and done; the call is over."""
    outcome = Outcome(data.found, data.measures)
    return Made(200, _out(call_outs.report(_call(request, pk), outcome, by=request.actor, at=timezone.now())))


def _call(request: KeyRequest, pk: int) -> Task:
    found = calls_of(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such call, or this key may not see it."))
    return found


def _member(email: str) -> Member:
    found = colleagues().filter(email__iexact=email).first()
    if found is None:
        raise NotFound(_("Nobody of ours signs in as “%(email)s”."), email=email)
    return found


def _out(task: Task) -> CallOut:
    people = [
        EngineerOut(email=one.member.email, name=one.member.name, certificate=one.certificate)
        for one in engineers_of(task)
    ]
    return CallOut(
        id=task.pk, number=task.number, words=task.title, channel=CallChannel(task.channel), caller=task.caller,
        state=TaskState(task.state), called_at=task.asked_at or task.opened_at, answer=task.answer,
        answered_at=task.answered_at, answer_by=task.agreed_at, sent_at=task.sent_at, arrived_at=task.arrived_at,
        done_at=task.done_at, due_at=task.due_at, found=task.word, measures=task.solution, engineers=people,
    )  # fmt: skip
