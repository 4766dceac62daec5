"""Compensation without return, agreed on the phone or in a chat."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.queries import shown_reasons
from aftercare.flow.compensation import open_compensation
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import visible_to
from aftercare.org.queries.authority import limit_of
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.compensating import payable_lines
from aftercare.returns.queries.duplicates import similar_open
from aftercare.web.access import needs
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import CompensationForm


@needs(Right.RETURNS_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def compensation(request: DeskRequest, order_id: int) -> HttpResponse:
    """The money editor with its ceilings, why, and how the buyer agreed."""
    order = get_object_or_404(visible_to(request.actor), pk=order_id)
    form = CompensationForm(
        payable_lines(order), order.currency, list(shown_reasons(Kind.COMPENSATION)), request.POST or None
    )
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _opened(request, order, form, timezone.now()), by=request.actor)
    context = {
        "form": form,
        "order": order,
        "similar": _similar(order, form, timezone.now()),
        "limit": limit_of(request.actor, order.currency),
        "once": new_once(),
        "crumbs": [Crumb(_("Returns"), reverse("returns-list")), Crumb(_("Compensation"))],
    }
    return render(request, "service/compensation.html", context, status=form_status(form))


def _similar(order: Order, form: CompensationForm, at: datetime) -> Return | None:
    """The open case about the same that a refused compensation resembles."""
    if "despite" not in form.errors:
        return None
    terms = form.terms()
    return similar_open(order, [line.line_id for line in terms.lines], reason_id=terms.reason.pk, at=at)


def _opened(request: DeskRequest, order: Order, form: CompensationForm, at: datetime) -> str:
    terms, despite = form.terms(), form.cleaned_data["despite"]
    made = open_compensation(
        order, terms, form.agreed(), channel=Channel.DESK, despite=despite, by=request.actor, at=at
    )
    asked = _("Above your limit, so a decision was asked for at once.")
    say(request, asked if made.referral else _("Agreed and opened. Operations reviews it next."))
    return reverse("return-detail", args=[made.returning.number])
