"""Tasks, mine or everybody's; what may be done with one; and the duties that bring them back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.clocks.queries.running import clocks_of
from aftercare.clocks.terms import Owner
from aftercare.customers.queries import visible_to as customers_visible_to
from aftercare.duties.commands import tasks
from aftercare.duties.commands.agreeing import agree
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.duties import add_duty, end_duty, set_steps
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.lifecycle import lifecycle_of
from aftercare.duties.models import Duty, Task
from aftercare.duties.queries.tasks import (
    NOBODYS,
    all_duties,
    distance_steps,
    is_to_agree,
    looks_of,
    may_be_given,
    still_to_do,
    visible_to,
)
from aftercare.duties.terms import AnsweredBy, Outcome, TaskKind
from aftercare.files.commands import store_paper
from aftercare.files.queries import content_of
from aftercare.journal.terms import CASE_STREAM, case_stream
from aftercare.kernel.actor import Actor
from aftercare.notifications.queries.reach import is_answer_sent
from aftercare.org.models import Member
from aftercare.org.queries.members import colleagues
from aftercare.org.rights import Right
from aftercare.reporting.queries.analysis import analysis_of_month
from aftercare.reporting.queries.search import TooBroad
from aftercare.returns.queries.listing import visible_to as returns_visible_to
from aftercare.returns.queries.repairs import repair_of_task
from aftercare.web.access import needs
from aftercare.web.duties import calls
from aftercare.web.duties.customers import found_by, written
from aftercare.web.duties.forms import (
    AgreeForm,
    AssignForm,
    DistanceForm,
    DutyForm,
    FinishForm,
    HoldForm,
    ReplyForm,
    TaskForm,
    WordForm,
)
from aftercare.web.duties.frame import dialog, tabs
from aftercare.web.duty_words import TASK_KIND, TASK_STATE, rhythm_words
from aftercare.web.guarantee_words import RULE
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Photo, Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.promise_words import OWNER
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tapes import tapes
from aftercare.web.words import ROLE, Word

LOOKED_BACK = timedelta(days=30)
DIALOG = ["GET", "HEAD", "POST"]
_ACTS: Mapping[str, tuple[str, Text, type[forms.Form]]] = {
    "begin": ("begin", gettext_lazy("Begin"), forms.Form),
    "hold": ("hold", gettext_lazy("Held up…"), HoldForm),
    "resume": ("resume", gettext_lazy("Go on"), forms.Form),
    "finish": ("finish", gettext_lazy("Hand in…"), FinishForm),
    "drop": ("drop", gettext_lazy("Not owed any more…"), WordForm),
    "lend": ("lend", gettext_lazy("Lend…"), WordForm),
    "repaired": ("repaired", gettext_lazy("Original repaired…"), WordForm),
    "take-back": ("take_back", gettext_lazy("Take back…"), WordForm),
}
"""By the address: the lifecycle's action, the button, and what is asked."""

_REPLY = gettext_lazy("Answer the customer…")
_AGREE = gettext_lazy("Agree a time…")


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
    form = TaskForm(request.POST or None, initial=_asked(request), **_people(request))
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
    acts = _acts(task, request.actor)
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
        "table": task.table or ([list(one) for one in _analysis(request, task)] if is_analysis else []),
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


@require_http_methods(DIALOG)
@needs(Right.DUTIES_WORK)
def task_act(request: DeskRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with a task."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    if act == "assign":
        return _assign(request, task)
    if task.kind == TaskKind.CALL_OUT:
        return calls.act(request, task, act)
    if act == "agree":
        return _agree(request, task)
    if act == "answer" and task.kind == TaskKind.COMPLAINT:
        return _reply(request, task)
    if act not in _ACTS:
        raise Http404
    action, word, asks = _ACTS[act]
    form = asks(request.POST, request.FILES) if request.method == "POST" else asks()
    if form.is_valid():
        with refusals_into(form):
            _done(request, task, action, form)
            return go(request, reverse("duty-task", args=[task.pk]))
    return dialog(request, form, f"{word} {task.number}", str(word).rstrip("…"))


@require_safe
@needs(Right.DUTIES_MANAGE)
def duty_list(request: DeskRequest) -> HttpResponse:
    """What comes back, and when next."""
    duties = list(all_duties())
    watched = [duty.pk for duty in duties if duty.kind == TaskKind.WATCH]
    looks = looks_of(watched, timezone.now() - LOOKED_BACK)
    rows = [
        (duty, TASK_KIND[duty.kind], rhythm_words(duty.rhythm), ROLE.get(duty.role, ""), looks.get(duty.pk))
        for duty in duties
    ]
    context = {"rows": rows, "steps": distance_steps(), "tabs": tabs(request, "recurring")}
    return render(request, "duties/recurring.html", context)


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def duty_new(request: DeskRequest) -> HttpResponse:
    """Something that comes back."""
    initial = _asked(request) if "customer" in request.GET else {}
    form = DutyForm(request.POST or None, initial=initial, **_people(request))
    if form.is_valid():
        with refusals_into(form):
            add_duty(form.duty(), by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("duties-recurring"))
    return dialog(request, form, _("New duty"), _("Add"))


@require_POST
@needs(Right.DUTIES_MANAGE)
def duty_end(request: DeskRequest, pk: int) -> HttpResponse:
    """It does not come back any more."""
    end_duty(get_object_or_404(Duty, pk=pk), by=request.actor, at=timezone.now())
    say(request, _("It does not come back; what is owed already stays owed."))
    return go(request, reverse("duties-recurring"))


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def distances(request: DeskRequest) -> HttpResponse:
    """How long deliveries may take by distance."""
    told = "\n".join(f"{step.up_to_km}: {step.minutes}" for step in distance_steps())
    form = DistanceForm(request.POST or None, initial={"steps": told})
    if form.is_valid():
        with refusals_into(form):
            set_steps(form.cleaned_data["steps"], by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("duties-recurring"))
    return dialog(request, form, _("Delivery times by distance"), _("Save"))


def _done(request: DeskRequest, task: Task, action: str, form: forms.Form) -> None:
    """One call for each action."""
    by, at, word = request.actor, timezone.now(), form.cleaned_data.get("word", "")
    if action == "finish":
        hand_in(task, _outcome(request, task, form), by=by, at=at)
        return
    if action == "hold":
        tasks.hold(task, word, owner=Owner(form.cleaned_data["held_by"]), by=by, at=at)
        return
    with_word: dict[str, Callable[..., Task]] = {
        "drop": tasks.drop, "lend": tasks.lend, "repaired": tasks.original_repaired, "take_back": tasks.take_back,
    }  # fmt: skip
    plain: dict[str, Callable[..., Task]] = {"begin": tasks.begin, "resume": tasks.resume}
    if action in with_word:
        with_word[action](task, word, by=by, at=at)
    else:
        plain[action](task, by=by, at=at)


def _outcome(request: DeskRequest, task: Task, form: forms.Form) -> Outcome:
    said, most = form.cleaned_data, settings.MAX_PHOTO_BYTES
    given = said["file"]
    stored = None
    if given:
        content = given.read(most + 1)
        stored = store_paper(content, given.name or "", max_bytes=most, by=request.actor, at=timezone.now())
    table = _analysis(request, task) if task.kind == TaskKind.COMPLAINT_ANALYSIS else ()
    return Outcome(said["word"], said["solution"], stored.pk if stored else None, tuple(table))


def _acts(task: Task, actor: Actor) -> list[tuple[str, Text]]:
    """What may be done with a task, with the buttons' words. A complaint begins with the answer to it."""
    if task.kind == TaskKind.CALL_OUT:
        return calls.acts_of(task, actor)
    possible, manages = lifecycle_of(task.kind).actions(task.state), actor.may(Right.DUTIES_MANAGE)
    found = [(address, word) for address, (action, word, _form) in _ACTS.items() if action in possible]
    if task.kind == TaskKind.COMPLAINT and not task.is_over:
        hidden = ("begin",) if task.answered_at else ("begin", "finish")
        found = [("answer", _REPLY), *(one for one in found if one[0] not in hidden)]
    if is_to_agree(task):
        found = [("agree", _AGREE), *found]
    return [one for one in found if manages or one[0] != "drop"]


def _reply(request: DeskRequest, task: Task) -> HttpResponse:
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            said, now = form.cleaned_data, timezone.now()
            way = AnsweredBy(said["way"])
            answer_complaint(task, said["word"], way, is_sent=is_answer_sent, by=request.actor, at=now)
            return go(request, reverse("duty-task", args=[task.pk]))
    word = str(_REPLY).rstrip("…")
    return dialog(request, form, f"{word} {task.number}", word)


def _photo(key: UUID) -> Photo:
    return Photo(reverse("photo", args=[key]), reverse("photo-thumb", args=[key]), _("Photo from the buyer"))


def _agree(request: DeskRequest, task: Task) -> HttpResponse:
    form = AgreeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            agree(task, form.cleaned_data["agreed_at"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[task.pk]))
    word = str(_AGREE).rstrip("…")
    return dialog(request, form, f"{word} {task.number}", word)


def _case_about(request: DeskRequest, task: Task) -> str:
    """The number of the case that a complaint is about, for who may read it."""
    if not task.about or not request.actor.may(Right.RETURNS_SEE):
        return ""
    found = returns_visible_to(request.actor).filter(case=int(task.about.removeprefix(CASE_STREAM)))
    return found.values_list("number", flat=True).first() or ""


def _assign(request: DeskRequest, task: Task) -> HttpResponse:
    form = AssignForm(request.POST or None, members=colleagues())
    if form.is_valid():
        with refusals_into(form):
            tasks.assign(task, form.cleaned_data["owner"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[task.pk]))
    return dialog(request, form, _("Give %(task)s to somebody") % {"task": task.number}, _("Give"))


def _analysis(request: DeskRequest, task: Task) -> list[tuple[str, ...]]:
    """The table of the month that the task reports about."""
    on = task.period_on or timezone.localdate()
    return analysis_of_month(request.actor, on)


def _people(request: DeskRequest) -> dict[str, Any]:
    return {"members": colleagues(), "asker": request.actor}


def _asked(request: DeskRequest) -> dict[str, object]:
    """What the address brings along: a customer, a kind, and who asks as the owner."""
    customer = request.GET.get("customer", "")
    told: dict[str, object] = {"owner": Member.objects.filter(pk=request.actor.id).first()}
    returning = returns_visible_to(request.actor).filter(number=request.GET.get("case", "")).first()
    if returning:
        written_to = written(returning.customer)
        return told | {"kind": TaskKind.COMPLAINT, "about": case_stream(returning.case_id), "customer": written_to}
    known = customers_visible_to(request.actor).filter(pk=customer).first() if customer.isdecimal() else None
    if known:
        is_repair = request.GET.get("kind") == TaskKind.REPAIR
        told |= {"customer": written(known), "kind": TaskKind.REPAIR if is_repair else TaskKind.CONTACT}
    return told


def _sees(request: DeskRequest, task: Task) -> bool:
    return visible_to(request.actor).filter(pk=task.pk).exists()


def _row(task: Task, now: datetime) -> TaskRow:
    due_at = task.due_at or task.agreed_at
    is_late = not task.is_over and due_at is not None and due_at < now
    return TaskRow(task, TASK_KIND[task.kind], TASK_STATE[task.state], due_at, is_late)
