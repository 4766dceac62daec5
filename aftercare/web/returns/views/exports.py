"""Taking the list out as a file: asked for in a dialog, written by a job, fetched by who asked."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.lists.commands.exports import ask_for_export, fetch
from aftercare.lists.models import Export
from aftercare.lists.queries.exports import exports_of
from aftercare.lists.terms import Format, Wanted
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.batch import MOST
from aftercare.web.returns.exporting import headings, wanted
from aftercare.web.returns.forms.taking import EVERY, ExportForm
from aftercare.web.returns.listing import read_filters
from aftercare.web.returns.shelf import member_of, read_shelf

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LAST = 5


@needs(Right.RETURNS_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def returns_export(request: DeskRequest) -> HttpResponse:
    """The dialog that asks how, and the order to write it; the address carries the filters or what was picked."""
    member, at = member_of(request), timezone.now()
    picked = [int(text) for text in request.GET.getlist("pick")[:MOST] if text.isascii() and text.isdecimal()]
    form = ExportForm(request.POST or None, request.actor)
    if form.is_valid():
        with refusals_into(form):
            export = ask_for_export(member, _wanted(request, form, picked), by=request.actor, at=at)
            return redirect("returns-exported", key=export.pk)
    context = {"form": form, "picked": len(picked), "others": exports_of(member, at=at)[:_LAST]}
    return render(request, "returns/export.html", context, status=form_status(form))


@needs(Right.RETURNS_SEE)
@require_safe
def returns_exported(request: DeskRequest, key: UUID) -> HttpResponse:
    """How far the file is, and the way to it; the dialog asks again while it is written."""
    return render(request, "returns/exported.html", {"export": _export(request, key)})


@needs(Right.RETURNS_SEE)
@require_safe
def returns_export_file(request: DeskRequest, key: UUID) -> HttpResponse:
    """The file itself."""
    export = _export(request, key)
    content = fetch(export, by=request.actor, at=timezone.now())
    name = f"returns-{timezone.localtime(export.asked_at):%Y-%m-%d-%H%M}.{export.format}"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[Format(export.format)])
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return cast("HttpResponse", answer)  # it is streamed, which their common class does not tell


def _export(request: DeskRequest, key: UUID) -> Export:
    return get_object_or_404(exports_of(member_of(request), at=timezone.now()), pk=key)


def _wanted(request: DeskRequest, form: ExportForm, picked: list[int]) -> Wanted:
    filters = read_filters(request)
    shelf = read_shelf(member_of(request), filters.cleaned_data.get("view", ""))
    told = form.cleaned_data
    columns = headings(shelf.arrangement, every=told["columns"] == EVERY)
    return wanted(filters, columns, Format(told["format"]), picked=picked, in_full=told.get("in_full", False))
