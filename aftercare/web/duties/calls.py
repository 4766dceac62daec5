"""Calls for help: the list, a new one, and what may be done with one; the certificates of those who are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.duties.commands import call_outs, tasks
from aftercare.duties.lifecycle import CALL_OUT
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import call_outs as calls_of
from aftercare.duties.queries.tasks import engineers_of, still_to_do
from aftercare.duties.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.org.commands.certificates import add_certificate, remove_certificate
from aftercare.org.models import Certificate
from aftercare.org.queries.certificates import certificates, valid_certificates
from aftercare.org.queries.members import colleagues_who_may
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.duties.call_forms import (
    AnswerCallForm,
    ArriveForm,
    CallForm,
    CertificateForm,
    ReportForm,
    SendForm,
)
from aftercare.web.duties.forms import WordForm
from aftercare.web.duties.frame import dialog, tabs
from aftercare.web.duty_words import CALL_CHANNEL, TASK_STATE
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit import dates
from aftercare.web.kit.parts import KV, Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.words import Word

DIALOG = ["GET", "HEAD", "POST"]
_ACTS: Mapping[str, tuple[str, Text]] = {
    "answer": ("", gettext_lazy("Answer the caller…")),
    "send": ("send", gettext_lazy("Send an engineer…")),
    "arrive": ("arrive", gettext_lazy("On site…")),
    "finish": ("finish", gettext_lazy("Report the response…")),
    "call-back": ("call_back", gettext_lazy("Somebody else must go…")),
    "drop": ("drop", gettext_lazy("Not owed any more…")),
}
"""By the address: the lifecycle's action, and the button. An answer changes no state."""


@dataclass(frozen=True)
class CallRow:
    """A call in the list; `took` are the times from the call to the answer, the sending and the arrival."""

    task: Task
    channel: Text
    state: Word
    called_at: datetime
    took: tuple[str, str, str]
    people: str
    is_late: bool


@require_safe
@needs(Right.DUTIES_WORK)
def call_list(request: DeskRequest) -> HttpResponse:
    """What help is asked for, the latest first; open ones, or all."""
    everything, now = request.GET.get("show") == "all", timezone.now()
    rows = calls_of(request.actor)
    page = page_of(request, rows if everything else still_to_do(rows), Key("pk", of="number"))
    context = {
        "rows": [_row(task, now) for task in page.rows],
        "pager": page.pager(),
        "everything": everything,
        "tabs": tabs(request, "calls"),
    }
    return render(request, "duties/calls.html", context)


@require_http_methods(DIALOG)
@needs(Right.DUTIES_WORK)
def call_new(request: DeskRequest) -> HttpResponse:
    """Somebody calls for help."""
    form = CallForm(request.POST or None, asker=request.actor)
    if form.is_valid():
        with refusals_into(form, rename={"asked_at": "called_at"}):
            made = call_outs.take_call(form.call(), by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[made.pk]))
    return dialog(request, form, _("Call for help"), _("Take the call"))


def acts_of(task: Task, actor: Actor) -> list[tuple[str, Text]]:
    """What may be done with a call, with the buttons' words."""
    possible = CALL_OUT.actions(task.state)
    found = [(address, word) for address, (action, word) in _ACTS.items() if action in possible]
    if not task.answered_at and not task.is_over:
        found.insert(1, ("answer", _ACTS["answer"][1]))
    sent = {one.member_id for one in engineers_of(task)}
    manages = actor.may(Right.DUTIES_MANAGE)
    may = {"drop": manages, "arrive": manages or actor.id in sent}
    return [one for one in found if may.get(one[0], True)]


def act(request: DeskRequest, task: Task, name: str) -> HttpResponse:
    """Do one thing with a call."""
    if name not in _ACTS:
        raise Http404
    word, form = str(_ACTS[name][1]).rstrip("…"), _form(request, task, name)
    if form.is_valid():
        with refusals_into(form):
            _do(name, task, form, by=request.actor, at=timezone.now())
            return go(request, reverse("duty-task", args=[task.pk]))
    return dialog(request, form, f"{word} {task.number}", word)


def response_of(task: Task) -> list[KV]:
    """The response: its times since the call, and who went. [RPR-42]"""
    since = task.asked_at or task.opened_at
    people = [f"{one.member}, {one.certificate}" if one.certificate else str(one.member) for one in engineers_of(task)]
    told = [
        (
            _("Called by"),
            ", ".join(filter(None, (str(CALL_CHANNEL.get(task.channel, task.channel)), task.caller))),
            None,
        ),
        (_("Called at"), "", since),
        (_("Answered"), task.answer, task.answered_at),
        (_("Engineer sent"), "; ".join(people), task.sent_at),
        (_("On site"), "", task.arrived_at),
    ]
    return [KV(label, _after(at, since, words), css="") for label, words, at in told if words or at]


@require_safe
@needs(Right.DUTIES_MANAGE)
def certificate_list(request: DeskRequest) -> HttpResponse:
    """Who is certified, and until when."""
    today = timezone.localdate()
    rows = [(one, one.valid_until is not None and one.valid_until < today) for one in certificates()]
    return render(request, "duties/certificates.html", {"rows": rows, "tabs": tabs(request, "certificates")})


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def certificate_new(request: DeskRequest) -> HttpResponse:
    """A colleague is certified."""
    form = CertificateForm(request.POST or None, members=colleagues_who_may(Right.DUTIES_WORK))
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            add_certificate(
                said["member"], said["name"], number=said["number"], valid_from=said["valid_from"],
                valid_until=said["valid_until"], by=request.actor, at=timezone.now(),
            )  # fmt: skip
            say(request, _("Saved."))
            return go(request, reverse("duty-certificates"))
    return dialog(request, form, _("Add a certificate"), _("Add"))


@require_POST
@needs(Right.DUTIES_MANAGE)
def certificate_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """It was a mistake, or was taken away."""
    remove_certificate(get_object_or_404(Certificate, pk=pk), by=request.actor, at=timezone.now())
    say(request, _("The certificate is removed."))
    return go(request, reverse("duty-certificates"))


def _form(request: DeskRequest, task: Task, name: str) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if name == "send":
        members = list(colleagues_who_may(Right.DUTIES_WORK))
        held = valid_certificates([one.pk for one in members], timezone.localdate())
        return SendForm(data, members=members, certified={pk: str(one) for pk, one in held.items()})
    if name == "arrive":
        people = list(engineers_of(task))
        mine = [one for one in people if one.member_id == request.actor.id]
        return ArriveForm(data, engineers=people if request.actor.may(Right.DUTIES_MANAGE) else mine)
    asked: Mapping[str, type[forms.Form]] = {"answer": AnswerCallForm, "finish": ReportForm}
    return asked.get(name, WordForm)(data)


def _do(name: str, task: Task, form: forms.Form, *, by: Actor, at: datetime) -> None:
    said = form.cleaned_data
    if isinstance(form, SendForm):
        call_outs.send(task, form.people(), by=by, at=at)
    elif isinstance(form, ArriveForm):
        call_outs.arrive(task, engineer=form.person(), by=by, at=at)
    elif name == "answer":
        call_outs.answer_call(task, said["answer"], by=by, at=at)
    elif name == "finish":
        call_outs.report(task, Outcome(said["word"], said["solution"]), by=by, at=at)
    elif name == "call-back":
        call_outs.call_back(task, said["word"], by=by, at=at)
    else:
        tasks.drop(task, said["word"], by=by, at=at)


def _row(task: Task, now: datetime) -> CallRow:
    since = task.asked_at or task.opened_at
    took = (task.answered_at, task.sent_at, task.arrived_at)
    people = ", ".join(str(one.member) for one in task.engineers.all())
    is_late = not task.is_over and task.due_at is not None and task.due_at < now
    spans = tuple(dates.span(at - since) if at and at > since else _("at once") if at else "–" for at in took)
    return CallRow(
        task, CALL_CHANNEL.get(task.channel, task.channel), TASK_STATE[task.state], since,
        (spans[0], spans[1], spans[2]), people, is_late,
    )  # fmt: skip


def _after(at: datetime | None, since: datetime, words: str) -> str:
    """“10:14, after 14 min: what was said”."""
    if at is None:
        return words
    passed = at - since
    told = dates.short(at, timezone.now())
    if passed >= timedelta(minutes=1):
        told = _("%(time)s, after %(span)s") % {"time": told, "span": dates.span(passed)}
    return f"{told}: {words}" if words else told
