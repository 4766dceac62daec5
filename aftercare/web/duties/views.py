"""Tasks, mine or everybody's: the list, one task with its paper, and a new one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.clocks.queries.running import clocks_of
from aftercare.duties.commands import tasks
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import NOBODYS, may_be_given, still_to_do, visible_to
from aftercare.duties.terms import TaskKind
from aftercare.files.queries import content_of
from aftercare.journal.terms import CASE_STREAM
from aftercare.org.rights import Right
from aftercare.reporting.queries.search import TooBroad
from aftercare.returns.queries.listing import visible_to as returns_visible_to
from aftercare.returns.queries.repairs import repair_of_task
from aftercare.web.access import needs
from aftercare.web.duties import calls
from aftercare.web.duties.acting import acts_of, analysis_of
from aftercare.web.duties.beginning import asked_for, people
from aftercare.web.duties.customers import found_by, written
from aftercare.web.duties.forms import TaskForm
from aftercare.web.duties.frame import DIALOG, dialog, tabs
from aftercare.web.duty_words import TASK_KIND, TASK_STATE
from aftercare.web.guarantee_words import RULE
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Photo, Text
from aftercare.web.kit.toasts import go
from aftercare.web.promise_words import OWNER
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tapes import tapes
from aftercare.web.words import ROLE, Word


@dataclass(frozen=True)
class TaskRow:
    """A task in the list."""

    task: Task
    kind: Text
    state: Word
    due_at: datetime | None
    is_late: bool


@require_safe
@needs(Right.DUTIES_WORK)
def task_list(request: DeskRequest) -> HttpResponse:
    """What is to be done by the reader, or by nobody yet, the first due first; or what was done."""
    shown = request.GET.get("show", "")
    rows = visible_to(request.actor)
    if shown == "done":
        page = page_of(request, rows.filter(done_at__isnull=False), Key("done_at"))
    else:
        mine = still_to_do(rows) if shown == "all" else still_to_do(rows).filter(Q(owner=request.actor.id) | NOBODYS)
        page = page_of(request, mine.filter(agreed_at__isnull=False), Key("agreed_at", newest_first=False))
    undated = [] if shown == "done" else still_to_do(rows).filter(agreed_at=None).order_by("pk")[:50]
    now = timezone.now()
    context = {
        "rows": [_row(task, now) for task in (*undated, *page.rows)],
        "pager": page.pager(),
        "tabs": tabs(request, shown),
    }
    return render(request, "duties/list.html", context)


@require_http_methods(DIALOG)
@needs(Right.DUTIES_WORK)
def task_new(request: DeskRequest) -> HttpResponse:
    """One thing promised to a customer."""
    form = TaskForm(request.POST or None, initial=asked_for(request), **people(request))
    if form.is_valid():
        with refusals_into(form):
            made = tasks.open_task(form.task(), by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[made.pk]) if _sees(request, made) else reverse("duties"))
    return dialog(request, form, _("New task"), _("Add"))


@require_safe
@needs(Right.DUTIES_WORK)
def fitting_customers(request: DeskRequest) -> HttpResponse:
    """The customers that fit what is typed, to choose from."""
    text = request.GET.get("customer", "")[:200].strip()
    try:
        found = found_by(request.actor, text) if len(text) > 1 else []
    except TooBroad:
        found = []
    return render(request, "duties/_fitting.html", {"names": [written(one) for one in found]})


@require_safe
@needs(Right.DUTIES_WORK)
def task_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One task: by when, how its time runs, what may be done."""
    task, now = get_object_or_404(visible_to(request.actor), pk=pk), timezone.now()
    acts = acts_of(task, request.actor)
    is_analysis = task.kind == TaskKind.COMPLAINT_ANALYSIS
    repair = repair_of_task(task) if task.kind == TaskKind.REPAIR else None
    context = {
        "row": _row(task, now),
        "task": task,
        "repair": repair,
        "photos": [_photo(one.file_id) for one in repair.photos.all()] if repair else [],
        "rule": RULE.get(repair.rule, "") if repair else "",
        "acts": acts,
        "response": calls.response_of(task) if task.kind == TaskKind.CALL_OUT else [],
        "held_by": OWNER.get(task.held_by, ""),
        "case": _case_about(request, task),
        "may_assign": request.actor.may(Right.DUTIES_MANAGE) and may_be_given(task),
        "recipient": ROLE.get(task.recipient, ""),
        "tapes": tapes(list(clocks_of(task.stream)), now),
        "table": task.table or ([list(one) for one in analysis_of(request, task)] if is_analysis else []),
    }
    return render(request, "duties/task.html", context)


@require_safe
@needs(Right.DUTIES_WORK)
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    """The paper that was handed in, to be kept and never to be run."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    if task.file is None:
        raise Http404
    ending = task.file.name.rpartition(".")[2]  # what it ends with was decided by its content
    response = HttpResponse(content_of(task.file), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{task.number}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _photo(key: UUID) -> Photo:
    return Photo(reverse("photo", args=[key]), reverse("photo-thumb", args=[key]), _("Photo from the buyer"))


def _case_about(request: DeskRequest, task: Task) -> str:
    """The number of the case that a complaint is about, for who may read it."""
    if not task.about or not request.actor.may(Right.RETURNS_SEE):
        return ""
    found = returns_visible_to(request.actor).filter(case=int(task.about.removeprefix(CASE_STREAM)))
    return found.values_list("number", flat=True).first() or ""


def _sees(request: DeskRequest, task: Task) -> bool:
    return visible_to(request.actor).filter(pk=task.pk).exists()


def _row(task: Task, now: datetime) -> TaskRow:
    due_at = task.due_at or task.agreed_at
    is_late = not task.is_over and due_at is not None and due_at < now
    return TaskRow(task, TASK_KIND[task.kind], TASK_STATE[task.state], due_at, is_late)
