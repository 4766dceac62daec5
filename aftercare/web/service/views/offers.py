"""Offering the buyer of an open return an amount if he keeps the goods."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.cases.models import Referral
from aftercare.cases.terms import Kind
from aftercare.catalog.queries import shown_reasons
from aftercare.flow import compensation
from aftercare.org.queries.authority import limit_of
from aftercare.org.rights import Right
from aftercare.returns.commands.compensating import decide_offer
from aftercare.returns.models import CompensationOffer, Return
from aftercare.returns.queries.compensating import payable_for
from aftercare.returns.queries.detail import return_file
from aftercare.returns.queries.listing import visible_to
from aftercare.web.access import needs
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import go, say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import TermsForm

DIALOG = ["GET", "HEAD", "POST"]


@needs(Right.RETURNS_OPEN)
@require_http_methods(DIALOG)
def offer(request: DeskRequest, number: str) -> HttpResponse:
    """The money editor for an offer; the buyer says yes or no on his page."""
    returning = return_file(request.actor, number)
    if returning is None:
        raise Http404
    reasons = list(shown_reasons(Kind.COMPENSATION))
    form = TermsForm(payable_for(returning), returning.currency, reasons, request.POST or None)
    form.fields["words"].label = _("What the buyer reads")
    form.fields["words"].help_text = _("Why you offer this. He accepts or declines on his page.")
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _offered(request, returning, form, timezone.now()), by=request.actor)
    context = {
        "form": form,
        "returning": returning,
        "order": returning.order,
        "limit": limit_of(request.actor, returning.currency),
        "once": new_once(),
        "crumbs": [Crumb(_("Returns"), reverse("returns-list")), Crumb(number, _page(returning)), Crumb(_("Offer"))],
    }
    return render(request, "service/offer.html", context, status=form_status(form))


@needs(Right.RETURNS_OPEN)
@require_http_methods(DIALOG)
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an offer back that the buyer has not answered."""
    mine = visible_to(request.actor).order_by()
    made = get_object_or_404(CompensationOffer.objects.filter(returning__in=mine), pk=pk)
    if request.method == "POST":
        decide_offer(made, "withdraw", by=request.actor, at=timezone.now())
        say(request, _("The offer is withdrawn."))
        return go(request, _page(made.returning))
    return render(request, "service/withdraw.html", {"offer": made})


def _offered(request: DeskRequest, returning: Return, form: TermsForm, at: datetime) -> str:
    made = compensation.offer(returning, form.terms(), by=request.actor, at=at)
    asked = _("Above your limit, so a decision was asked for at once.")
    say(request, asked if isinstance(made, Referral) else _("Offered. The buyer answers on his page."))
    return _page(returning)


def _page(returning: Return) -> str:
    return reverse("return-detail", args=[returning.number])
