"""Scans of numbers that nobody knows: matched to a case by hand, or set aside."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.flow.scans import match_scan
from aftercare.org.rights import Right
from aftercare.parcels.commands.scans import set_aside
from aftercare.parcels.queries.tracking import claimed, unknown_scans
from aftercare.returns.queries.sending import return_named
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say
from aftercare.web.parcels.forms import NumberForm
from aftercare.web.parcels.frame import desk_tabs
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tracking import SCAN

NEWEST = Key("received_at")


@require_safe
@needs(Right.PARCELS_SEE)
def unknown(request: DeskRequest) -> HttpResponse:
    """What carriers told of numbers that no parcel here has, newest first."""
    page = page_of(request, unknown_scans(request.actor), NEWEST)
    twice = claimed(page.rows)
    context = {
        "tabs": desk_tabs(request.actor, "parcel-scans"),
        "rows": [(scan, SCAN[scan.status], scan.tracking_number in twice) for scan in page.rows],
        "pager": page.pager(),
        "may_match": request.actor.may(Right.SCANS_RECORD),
    }
    return render(request, "parcels/scans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SCANS_RECORD)
def match(request: DeskRequest, pk: int) -> HttpResponse:
    """Say whose parcel it is; its scans count from then on."""
    scan = get_object_or_404(unknown_scans(request.actor), pk=pk)
    form = NumberForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            returning = return_named(request.actor, form.cleaned_data["number"])
            match_scan(scan, returning.case, by=request.actor, at=timezone.now())
            said = _("%(tracking)s belongs to %(number)s now.")
            say(request, said % {"tracking": scan.tracking_number, "number": returning.number})
            return go(request, reverse("parcel-scans"))
    context = {"form": form, "title": _("Whose parcel is %(number)s?") % {"number": scan.tracking_number}}
    return render(request, "parcels/dialog.html", {**context, "button": _("Match")}, status=form_status(form))


@require_POST
@needs(Right.SCANS_RECORD)
def aside(request: DeskRequest, pk: int) -> HttpResponse:
    """Not ours: show it no more."""
    set_aside(get_object_or_404(unknown_scans(request.actor), pk=pk), by=request.actor, at=timezone.now())
    say(request, _("Set aside."))
    return go(request, reverse("parcel-scans"))
