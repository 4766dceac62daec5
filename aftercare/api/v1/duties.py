"""Tasks: what is owed by a day."""

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
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask, open_task
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import still_to_do, visible_to
from aftercare.duties.terms import NewTask, Outcome, TaskKind, TaskState
from aftercare.kernel.errors import NotFound
from aftercare.org.rights import Right

router = Router(tags=["tasks"])
MOST = 200


class TaskOut(BaseModel):
    """A task. `due_at` is the earliest promised time that runs now, `agreed_at` what was agreed with the customer."""

    id: int
    number: str
    kind: TaskKind
    title: str
    state: TaskState
    agreed_at: datetime | None
    wished_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    word: str
    solution: str


class Tasks(BaseModel):
    """The tasks that are still to do, the first due first; at most 200."""

    items: list[TaskOut]


class TaskIn(Told):
    """A promise to a customer. A delivery without a time gets one by its distance; `asked_at` is when he asked."""

    kind: TaskKind
    title: Annotated[Line, Field(min_length=1, max_length=160)]
    customer: int | None = None
    agreed_at: Moment | None = None
    wished_at: Moment | None = None
    asked_at: Moment | None = None
    distance_km: Annotated[int, Field(ge=0, le=20_000)] | None = None


class DoneIn(Told):
    """What was done, and what shall be done about it."""

    word: Annotated[Line, Field(min_length=1, max_length=2000)]
    solution: Annotated[Line, Field(max_length=4000)] = ""


@router.get("", auth=Key(Right.DUTIES_MANAGE), response=Tasks, summary="List tasks")
def listing(request: KeyRequest) -> Tasks:
    """What is still to do."""
    rows = still_to_do(visible_to(request.actor)).order_by("agreed_at", "pk")[:MOST]
    return Tasks(items=[task_out(task) for task in rows])


@router.post("", auth=Key(Right.DUTIES_MANAGE), response={201: TaskOut}, summary="Open a task")
@once
def create(request: KeyRequest, data: TaskIn) -> Made:
    """Promise something to a customer; refused where it is later than he asked for."""
    check_customer(request, data.customer)
    if data.kind == TaskKind.COMPLAINT:
        raise BadTask(_("A complaint is taken in at /complaints, where it is said who settles it."), field="kind")
    new = NewTask(
        kind=data.kind, title=data.title, customer_id=data.customer, agreed_at=data.agreed_at,
        wished_at=data.wished_at, distance_km=data.distance_km, asked_at=data.asked_at,
    )  # fmt: skip
    return Made(201, task_out(open_task(new, by=request.actor, at=timezone.now())))


@router.post("/{int:pk}/finish", auth=Key(Right.DUTIES_MANAGE), response=TaskOut, summary="Finish a task")
@once
def finish(request: KeyRequest, pk: int, data: DoneIn) -> Made:
    """Done; a task that wants a paper is handed in at the desk."""
    task = visible_to(request.actor).filter(pk=pk).first()
    if task is None:
        raise NotFound(_("There is no such task, or this key may not see it."))
    done = hand_in(task, Outcome(data.word, data.solution), by=request.actor, at=timezone.now())
    return Made(200, task_out(done))


_SAME = ("number", "kind", "title", "state", "agreed_at", "wished_at", "due_at", "done_at", "word", "solution")


def task_out(task: Task) -> TaskOut:
    """The task as it is told."""
    return TaskOut(id=task.pk, **{name: getattr(task, name) for name in _SAME})
