"""Complaints: taken in, answered, held up, settled; as at the desk."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.shapes import Line, Moment, Told, Version
from aftercare.clocks.terms import Owner
from aftercare.customers.queries import visible_to as customers_visible_to
from aftercare.duties.commands import tasks
from aftercare.duties.commands.answering import LONGEST, answer_complaint
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import complaints, still_to_do
from aftercare.duties.terms import AnsweredBy, NewTask, Outcome, TaskKind, TaskState
from aftercare.kernel.errors import NotFound
from aftercare.moves.commands import check_version, locked
from aftercare.notifications.queries.reach import is_answer_sent
from aftercare.org.queries.members import colleagues_who_may
from aftercare.org.rights import Right
from aftercare.returns.queries.listing import visible_to as returns_visible_to

router = Router(tags=["complaints"])
Id = Annotated[int, Path(ge=1, le=2**62)]
Reason = Annotated[Line, Field(min_length=1, max_length=300)]
Holder = Literal["nobody", "customer", "supplier", "carrier", "partner", "other_department"]


class ComplaintOut(BaseModel):
    """A complaint. `answer` is the first that reached the customer; `due_at` the earliest promised time that runs."""

    id: int
    number: str
    version: int
    title: str
    state: TaskState
    customer: int | None
    taken_in_by: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    held_by: str
    due_at: datetime | None
    done_at: datetime | None
    word: str
    solution: str


class ComplaintPage(BaseModel):
    """Some of the complaints; `next` is the address of those that follow."""

    items: list[ComplaintOut]
    next: str | None


class ComplaintFilters(BaseModel):
    """What to list: those that are not over, unless all are asked for."""

    everything: bool = False
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ComplaintIn(Told):
    """A complaint. `taken_in_by` is the address of the colleague who settles it, `return_number` what it is about.

    Without a customer it is that return's. `asked_at` is when he complained, if that was before.
    """

    title: Annotated[Line, Field(min_length=1, max_length=160)]
    taken_in_by: Annotated[Line, Field(max_length=254)]
    customer: int | None = None
    return_number: Annotated[Line, Field(max_length=30)] = ""
    asked_at: Moment | None = None


class Seen(Told):
    """`version` is the one you have seen; when the complaint changed since, it is refused (409, `stale`)."""

    version: Version | None = None


class ComplaintAnswerIn(Seen):
    """What the customer is told: `message` sends it to him, `call` says that he was told on the phone."""

    words: Annotated[Line, Field(min_length=1, max_length=LONGEST)]
    way: Literal["message", "call"]


class ComplaintHoldIn(Seen):
    """What holds it up, and who: his are the minutes while it lasts. Nobody's where the cause is objective."""

    why: Reason
    held_by: Holder = "nobody"


class ComplaintSettleIn(Seen):
    """What was done, and what shall be done so that it does not come again."""

    word: Annotated[Line, Field(min_length=1, max_length=2000)]
    solution: Annotated[Line, Field(max_length=4000)] = ""


class ComplaintDropIn(Seen):
    """Why it is not owed any more."""

    why: Reason


@router.get("", auth=Key(Right.DUTIES_MANAGE), response=ComplaintPage, summary="List complaints")
def listing(request: KeyRequest, filters: Query[ComplaintFilters]) -> ComplaintPage:
    """The latest first."""
    found = complaints(request.actor)
    found = found if filters.everything else still_to_do(found)
    page, following = page_of(request, after(found, filters.cursor, "opened_at"), filters.limit, "opened_at")
    return ComplaintPage(items=[_out(task) for task in page], next=following)


@router.post("", auth=Key(Right.DUTIES_MANAGE), response={201: ComplaintOut}, summary="Take a complaint in")
@once
def create(request: KeyRequest, data: ComplaintIn) -> Made:
    """Its promised times begin when the customer complained; it stays with who took it in."""
    owner = colleagues_who_may(Right.DUTIES_WORK).filter(email__iexact=data.taken_in_by).first()
    if owner is None:
        sentence = _("Nobody who works on tasks signs in as “%(email)s”.")
        raise BadTask(sentence, field="taken_in_by", email=data.taken_in_by)
    about, customer = _about(request, data)
    new = NewTask(
        TaskKind.COMPLAINT, data.title, owner.pk, customer_id=customer, asked_at=data.asked_at, about=about
    )  # fmt: skip
    return Made(201, _out(tasks.open_task(new, by=request.actor, at=timezone.now())))


@router.get("/{pk}", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Read a complaint")
def detail(request: KeyRequest, pk: Id) -> ComplaintOut:
    """How it stands."""
    return _out(_complaint(request, pk))


@router.post("/{int:pk}/answer", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Answer a complaint")
@once
def answer(request: KeyRequest, pk: int, data: ComplaintAnswerIn) -> Made:
    """The first answer stops the promise of one; a message that would reach nobody is refused: call then."""
    task = _seen(request, pk, data.version)
    way, now = AnsweredBy(data.way), timezone.now()
    return Made(
        200, _out(answer_complaint(task, data.words, way, is_sent=is_answer_sent, by=request.actor, at=now))
    )  # fmt: skip


@router.post("/{int:pk}/hold", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Hold a complaint up")
@once
def hold(request: KeyRequest, pk: int, data: ComplaintHoldIn) -> Made:
    """Something holds it up; the delay is somebody else's while it lasts."""
    task = _seen(request, pk, data.version)
    done = tasks.hold(task, data.why, owner=Owner(data.held_by), by=request.actor, at=timezone.now())
    return Made(200, _out(done))


@router.post("/{int:pk}/resume", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Go on with a complaint")
@once
def resume(request: KeyRequest, pk: int, data: Seen) -> Made:
    """What held it up is over."""
    return Made(200, _out(tasks.resume(_seen(request, pk, data.version), by=request.actor, at=timezone.now())))


@router.post("/{int:pk}/settle", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Settle a complaint")
@once
def settle(request: KeyRequest, pk: int, data: ComplaintSettleIn) -> Made:
    """It is over; not before the customer has an answer."""
    task = _seen(request, pk, data.version)
    done = hand_in(task, Outcome(data.word, data.solution), by=request.actor, at=timezone.now())
    return Made(200, _out(done))


@router.post("/{int:pk}/drop", auth=Key(Right.DUTIES_MANAGE), response=ComplaintOut, summary="Drop a complaint")
@once
def drop(request: KeyRequest, pk: int, data: ComplaintDropIn) -> Made:
    """It is not owed any more; nobody is judged by it."""
    task = _seen(request, pk, data.version)
    return Made(200, _out(tasks.drop(task, data.why, by=request.actor, at=timezone.now())))


def _complaint(request: KeyRequest, pk: int) -> Task:
    found = complaints(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such complaint, or this key may not see it."))
    return found


def _seen(request: KeyRequest, pk: int, version: int | None) -> Task:
    """The complaint, locked until its answer is kept, if it is as the asker saw it."""
    fresh = locked(_complaint(request, pk))
    check_version(fresh, version)
    return fresh


def _about(request: KeyRequest, data: ComplaintIn) -> tuple[str, int | None]:
    """The stream of the case that it is about, and the customer."""
    if data.customer is not None and not customers_visible_to(request.actor).filter(pk=data.customer).exists():
        raise BadTask(_("There is no customer of this number."), field="customer")
    if not data.return_number:
        if data.customer is None and request.actor.merchants is not None:
            raise BadTask(_("Name the customer, or the return that it is about."), field="customer")
        return "", data.customer
    found = returns_visible_to(request.actor).filter(number=data.return_number).select_related("case").first()
    if found is None:
        raise BadTask(_("There is no return of this number."), field="return_number")
    return found.case.stream, data.customer or found.customer_id


_SAME = (
    "number", "version", "title", "state", "answer", "answered_at", "held_by", "due_at", "done_at", "word", "solution",
)  # fmt: skip


def _out(task: Task) -> ComplaintOut:
    return ComplaintOut(
        id=task.pk,
        customer=task.customer_id,
        taken_in_by=task.owner.email if task.owner else "",
        asked_at=task.asked_at or task.opened_at,
        **{name: getattr(task, name) for name in _SAME},
    )
