"""Taking the refund list out as a file."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.lists.terms import Format, Wanted
from aftercare.org.rights import Right
from aftercare.web import exports
from aftercare.web.access import needs
from aftercare.web.finance.exporting import LIST, wanted
from aftercare.web.finance.forms import Filter
from aftercare.web.finance.tabs import pile_for
from aftercare.web.requests import DeskRequest

LEAVING = exports.Leaving(LIST, "finance", _("Export refunds"), "finance-list", _("Refunds"))


@needs(Right.REFUNDS_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def refunds_export(request: DeskRequest) -> HttpResponse:
    """The dialog that asks how; the address carries the pile and its filters."""
    form = exports.ExportForm(request.POST or None, request.actor)
    return exports.ask(request, LEAVING, form, lambda: _wanted(request, form))


@needs(Right.REFUNDS_SEE)
@require_safe
def refunds_exported(request: DeskRequest, key: UUID) -> HttpResponse:
    """How far the file is, and the way to it."""
    return exports.how_far(request, LEAVING, key)


@needs(Right.REFUNDS_SEE)
@require_safe
def refunds_export_file(request: DeskRequest, key: UUID) -> HttpResponse:
    """The file itself."""
    return exports.send(request, LEAVING, key)


def _wanted(request: DeskRequest, form: exports.ExportForm) -> Wanted:
    pile = pile_for(request.GET.get("state", ""), request.actor)
    told = form.cleaned_data
    sought = Filter.asked(request).sought(pile.state)
    return wanted(sought, Format(told["format"]), in_full=told.get("in_full", False))
