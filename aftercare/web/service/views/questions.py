"""Questions to those who know: asked on a case, answered from the queue."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.commands import questions as commands
from aftercare.cases.models import Case, Question
from aftercare.cases.queries.file import visible_to as cases_visible_to
from aftercare.cases.queries.questions import open_for
from aftercare.org.queries.authority import roles_with
from aftercare.org.queries.members import members_with
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.care.block import QuestionRow
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import AnswerForm, AskForm
from aftercare.web.service.links import case_url

DIALOG = ["GET", "HEAD", "POST"]


@needs(Right.QUESTIONS_ANSWER)
@require_safe
def questions(request: DeskRequest) -> HttpResponse:
    """What was put to the reader or his group and is not answered, longest wait first."""
    page = page_of(request, open_for(request.actor), Key("asked_at", newest_first=False))
    rows = [QuestionRow(one, may_answer=True) for one in page.rows]
    return render(request, "service/questions.html", {"rows": rows, "pager": page.pager()})


@needs(Right.QUESTIONS_ANSWER)
@require_http_methods(DIALOG)
def question(request: DeskRequest, pk: int) -> HttpResponse:
    """Answer one; an answered one is only read."""
    mine = cases_visible_to(request.actor).order_by()
    found = get_object_or_404(Question.objects.select_related("case", "to_member").filter(case__in=mine), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _answered(request, found, form), by=request.actor)
    context = {"form": form, "row": QuestionRow(found, may_answer=True), "once": new_once()}
    return render(request, "service/question.html", context, status=form_status(form))


@needs(Right.RETURNS_NOTE)
@require_http_methods(DIALOG)
def ask(request: DeskRequest, number: str) -> HttpResponse:
    """Ask a colleague or a group about a case."""
    case = get_object_or_404(cases_visible_to(request.actor), number=number)
    roles = roles_with(Right.QUESTIONS_ANSWER)
    form = AskForm(roles, members_with(roles, merchant_id=case.merchant_id), request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _asked(request, case, form), by=request.actor)
    context = {"form": form, "number": number, "once": new_once()}
    return render(request, "service/ask.html", context, status=form_status(form))


def _asked(request: DeskRequest, case: Case, form: AskForm) -> str:
    commands.ask(case, form.cleaned_data["text"], **form.addressee(), by=request.actor, at=timezone.now())
    say(request, _("Asked. The answer will stand on the case."))
    return case_url(request.actor, case.number)


def _answered(request: DeskRequest, found: Question, form: AnswerForm) -> str:
    commands.answer(found, form.cleaned_data["answer"], by=request.actor, at=timezone.now())
    say(request, _("Answered. It stands on %(number)s.") % {"number": found.case.number})
    return reverse("service-questions")
