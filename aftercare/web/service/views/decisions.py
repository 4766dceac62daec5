"""Amounts above somebody's limit: the queue, and the decision."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.models import Referral
from aftercare.cases.queries.referrals import visible_to, waiting_for
from aftercare.flow import deciding
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.care.block import ReferralRow
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Tab
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import DecisionForm

WAITING, ALL = "waiting", "all"


@needs(Right.DECISIONS_MAKE, Right.RETURNS_OPEN, Right.RETURNS_REVIEW)
@require_safe
def decisions(request: DeskRequest) -> HttpResponse:
    """What waits for the reader, longest first; or everything he may see, newest first."""
    actor = request.actor
    may_decide = actor.may(Right.DECISIONS_MAKE)
    show = request.GET.get("show", WAITING if may_decide else ALL)
    rows = waiting_for(actor) if show == WAITING else visible_to(actor)
    page = page_of(request, rows, Key("asked_at", newest_first=show != WAITING))
    tabs = [Tab(_("To decide"), "?show=waiting", waiting_for(actor).count(), current=show == WAITING)]
    context = {
        "rows": [_row(request, one) for one in page.rows],
        "pager": page.pager(),
        "tabs": [*(tabs if may_decide else []), Tab(_("All"), "?show=all", current=show != WAITING)],
        "is_waiting": show == WAITING,
    }
    return render(request, "service/decisions.html", context)


@needs(Right.DECISIONS_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: DeskRequest, pk: int) -> HttpResponse:
    """Grant or decline, with a reason."""
    referral = get_object_or_404(visible_to(request.actor), pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _decided(request, referral, form), by=request.actor)
    context = {"form": form, "row": _row(request, referral), "referral": referral, "once": new_once()}
    return render(request, "service/decision.html", context, status=form_status(form))


def _decided(request: DeskRequest, referral: Referral, form: DecisionForm) -> str:
    is_yes = request.POST.get("answer") == "grant"
    decide = deciding.grant if is_yes else deciding.decline
    decide(referral, form.cleaned_data["words"], by=request.actor, at=timezone.now())
    say(request, _("Granted, and done as asked.") if is_yes else _("Declined. Who asked reads your reason."))
    return reverse("service-decisions")


def _row(request: DeskRequest, referral: Referral) -> ReferralRow:
    return ReferralRow(referral, referral in waiting_for(request.actor).filter(pk=referral.pk))
