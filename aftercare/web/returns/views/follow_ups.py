"""Whom to ask how the new goods do: the list, and the answer [RET-17]."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.commands.follow_ups import finish_follow_up
from aftercare.cases.queries.follow_ups import done, to_do, visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

DUE = Key("due_on", newest_first=False, of="day")
LAST = 20


class AnswerForm(forms.Form):
    """What the buyer said."""

    note = forms.CharField(
        label=gettext_lazy("What did the buyer say?"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )


@require_safe
@needs(Right.RETURNS_SEE)
def follow_ups(request: DeskRequest) -> HttpResponse:
    """What is to be asked, the longest due first; and what was answered last."""
    page = page_of(request, to_do(request.actor), DUE)
    context = {
        "rows": page.rows,
        "pager": page.pager(),
        "answered": done(request.actor)[:LAST],
        "today": timezone.localdate(),
        "may_answer": request.actor.may(Right.RETURNS_NOTE),
        "crumbs": [Crumb(_("Returns"), reverse("returns-list")), Crumb(_("Follow-ups"))],
    }
    return render(request, "returns/follow_ups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RETURNS_NOTE)
def follow_up(request: DeskRequest, pk: int) -> HttpResponse:
    """The buyer's answer ends it."""
    planned = get_object_or_404(visible_to(request.actor), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            finish_follow_up(planned, form.cleaned_data["note"], by=request.actor, at=timezone.now())
            say(request, _("Noted."))
            return go(request, reverse("return-follow-ups"))
    crumbs = [Crumb(_("Follow-ups"), reverse("return-follow-ups")), Crumb(planned.case.number)]
    context = {"form": form, "planned": planned, "crumbs": crumbs}
    return render(request, "returns/follow_up.html", context, status=form_status(form))
