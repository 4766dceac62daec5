"""The platform steps into a case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.cases.commands import interventions as commands
from aftercare.cases.models import Case
from aftercare.cases.queries.file import visible_to
from aftercare.cases.queries.interventions import interventions_of
from aftercare.cases.terms import Ruling
from aftercare.org.rights import Right
from aftercare.returns.queries.listing import visible_to as returns_visible_to
from aftercare.web.access import needs
from aftercare.web.kit.toasts import say
from aftercare.web.marketplace.forms import StepIn
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.words import RULING


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.INTERVENTIONS_RECORD)
def step_in(request: DeskRequest, number: str) -> HttpResponse:
    """Record that the platform stepped in, and for whom it judged."""
    case = get_object_or_404(visible_to(request.actor), number=number)
    form = StepIn(request.POST or None, auto_id="dialog_%s", initial={"once": new_once(), "ruling": Ruling.BUYER})
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _record(request, case, form), by=request.actor)
    context = {
        "form": form,
        "case": case,
        "earlier": [(row, RULING[row.ruling]) for row in interventions_of(case.pk)],
    }
    return render(request, "marketplace/step_in.html", context, status=form_status(form))


def _record(request: DeskRequest, case: Case, form: StepIn) -> str:
    said = form.cleaned_data
    commands.step_in(case, Ruling(said["ruling"]), said["note"], by=request.actor, at=timezone.now())
    say(request, _("It stands in the file of %(number)s that the platform stepped in.") % {"number": case.number})
    may_read = returns_visible_to(request.actor).filter(case=case).exists()
    return reverse("return-detail", args=[case.number]) if may_read else reverse("score", args=[case.merchant_id])
