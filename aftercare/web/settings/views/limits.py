"""Limits of authority: what a role or a person may promise alone, and how fast the rest is decided."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.commands.authority import set_decision_time, set_limit
from aftercare.org.queries.authority import (
    DECIDING_ROLES,
    keys_that_decide,
    limits_visible_to,
    members_who_decide,
    minutes_to_decide,
)
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.limits import DecisionTimeForm, LimitForm
from aftercare.web.settings.rows import LimitRow
from aftercare.web.settings.sections import LIMITS, section_page

DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.LIMITS_MANAGE)
def limit_list(request: DeskRequest) -> HttpResponse:
    """All limits, those of roles first."""
    rows = [LimitRow(one) for one in limits_visible_to(request.actor)]
    return section_page(request, LIMITS, "settings/limits.html", {"rows": rows, "minutes": minutes_to_decide()})


@require_http_methods(DIALOG)
@needs(Right.LIMITS_MANAGE)
def limit_set(request: DeskRequest) -> HttpResponse:
    """Set a limit, or take one away."""
    form = LimitForm(DECIDING_ROLES, members_who_decide(), keys_that_decide(), request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            told = form.cleaned_data
            set_limit(told["amount"], told["currency"], **form.whose(), by=request.actor, at=timezone.now())
            say(request, _("Saved. It holds from now on."))
            return go(request, reverse("settings-limits"))
    context = {"form": form, "title": _("Set a limit"), "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.LIMITS_MANAGE)
def decision_time(request: DeskRequest) -> HttpResponse:
    """Set within how many minutes a decision is owed."""
    form = DecisionTimeForm(request.POST or None, initial={"minutes": minutes_to_decide()})
    seen = Seen(request, minutes_to_decide)
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_decision_time(form.cleaned_data["minutes"], by=request.actor, at=timezone.now())
            say(request, _("Saved. It holds for what is asked from now on."))
            return go(request, reverse("settings-limits"))
    context = {"form": form, "title": _("Time to decide"), "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))
