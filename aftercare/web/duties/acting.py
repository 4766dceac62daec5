"""What may be done with a task, and doing it."""

from collections.abc import Callable, Mapping

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.clocks.terms import Owner
from aftercare.duties.commands import tasks
from aftercare.duties.commands.agreeing import agree
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.lifecycle import lifecycle_of
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import is_to_agree, visible_to
from aftercare.duties.terms import AnsweredBy, Outcome, TaskKind
from aftercare.files.commands import store_paper
from aftercare.kernel.actor import Actor
from aftercare.notifications.queries.reach import is_answer_sent
from aftercare.org.queries.members import colleagues
from aftercare.org.rights import Right
from aftercare.reporting.queries.analysis import analysis_of_month
from aftercare.web.access import needs
from aftercare.web.duties import calls
from aftercare.web.duties.forms import AgreeForm, AssignForm, FinishForm, HoldForm, ReplyForm, WordForm
from aftercare.web.duties.frame import DIALOG, dialog
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest

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
    table = analysis_of(request, task) if task.kind == TaskKind.COMPLAINT_ANALYSIS else ()
    return Outcome(said["word"], said["solution"], stored.pk if stored else None, tuple(table))


def acts_of(task: Task, actor: Actor) -> list[tuple[str, Text]]:
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


def _agree(request: DeskRequest, task: Task) -> HttpResponse:
    form = AgreeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            agree(task, form.cleaned_data["agreed_at"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[task.pk]))
    word = str(_AGREE).rstrip("…")
    return dialog(request, form, f"{word} {task.number}", word)


def _assign(request: DeskRequest, task: Task) -> HttpResponse:
    form = AssignForm(request.POST or None, members=colleagues())
    if form.is_valid():
        with refusals_into(form):
            tasks.assign(task, form.cleaned_data["owner"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[task.pk]))
    return dialog(request, form, _("Give %(task)s to somebody") % {"task": task.number}, _("Give"))


def analysis_of(request: DeskRequest, task: Task) -> list[tuple[str, ...]]:
    """The table of the month that the task reports about."""
    on = task.period_on or timezone.localdate()
    return analysis_of_month(request.actor, on)
