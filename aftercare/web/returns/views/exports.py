"""Taking the list of returns out as a file."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.lists.terms import Format, Wanted
from aftercare.org.rights import Right
from aftercare.web import exports
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest, member_of
from aftercare.web.returns.batch import MOST
from aftercare.web.returns.exporting import headings, wanted
from aftercare.web.returns.forms.taking import EVERY, ReturnsExportForm
from aftercare.web.returns.listing import read_filters
from aftercare.web.returns.shelf import LIST, read_shelf

LEAVING = exports.Leaving(LIST, "returns", _("Export returns"), "returns-list", _("Returns"))


@needs(Right.RETURNS_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def returns_export(request: DeskRequest) -> HttpResponse:
    """The dialog that asks how; the address carries the filters or what was picked."""
    picked = [int(text) for text in request.GET.getlist("pick")[:MOST] if text.isascii() and text.isdecimal()]
    form = ReturnsExportForm(request.POST or None, request.actor)
    return exports.ask(request, LEAVING, form, lambda: _wanted(request, form, picked), picked=len(picked))


@needs(Right.RETURNS_SEE)
@require_safe
def returns_exported(request: DeskRequest, key: UUID) -> HttpResponse:
    """How far the file is, and the way to it."""
    return exports.how_far(request, LEAVING, key)


@needs(Right.RETURNS_SEE)
@require_safe
def returns_export_file(request: DeskRequest, key: UUID) -> HttpResponse:
    """The file itself."""
    return exports.send(request, LEAVING, key)


def _wanted(request: DeskRequest, form: ReturnsExportForm, picked: list[int]) -> Wanted:
    filters = read_filters(request)
    shelf = read_shelf(member_of(request), filters.cleaned_data.get("view", ""))
    told = form.cleaned_data
    columns = headings(shelf.arrangement, every=told["columns"] == EVERY)
    return wanted(filters, columns, Format(told["format"]), picked=picked, in_full=told.get("in_full", False))
