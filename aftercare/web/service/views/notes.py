"""Buyers who wrote and wait: the queue, and what needs no answer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.commands.notes import add_note, needs_no_answer
from aftercare.cases.models import Case
from aftercare.cases.queries.file import visible_to
from aftercare.cases.queries.unanswered import last_words, unanswered
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import ReplyForm
from aftercare.web.service.rows import waiting_rows


@needs(Right.RETURNS_NOTE)
@require_safe
def unanswered_list(request: DeskRequest) -> HttpResponse:
    """Who waits longest comes first."""
    page = page_of(request, unanswered(request.actor), Key("unanswered_since", newest_first=False))
    rows = waiting_rows(request.actor, page.rows, last_words([case.pk for case in page.rows]))
    return render(request, "service/unanswered.html", {"rows": rows, "pager": page.pager()})


@needs(Right.RETURNS_NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: DeskRequest, number: str) -> HttpResponse:
    """Answer from the queue, or say why no answer is needed; the pressed button says which."""
    case = get_object_or_404(visible_to(request.actor), number=number)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _replied(request, case, form), by=request.actor)
    context = {"form": form, "case": case, "last": last_words([case.pk]).get(case.pk), "once": new_once()}
    return render(request, "service/reply.html", context, status=form_status(form))


def _replied(request: DeskRequest, case: Case, form: ReplyForm) -> str:
    text, at = form.cleaned_data["text"], timezone.now()
    if request.POST.get("act") == "none":
        needs_no_answer(case, text, by=request.actor, at=at)
        say(request, _("Taken off the list. Colleagues read why."))
    else:
        add_note(case, text, for_buyer=True, by=request.actor, at=at)
        say(request, _("Sent. The buyer reads it on his page."))
    return reverse("service-unanswered")
