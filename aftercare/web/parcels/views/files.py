"""Scan files: taken in here, with every dirty line told by its number."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.flow.scans import take_file
from aftercare.org.rights import Right
from aftercare.parcels.models import Carrier, ScanFile
from aftercare.parcels.queries.tracking import carriers, last_files
from aftercare.parcels.terms import CarrierKind
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say, warn
from aftercare.web.parcels.forms import FileForm
from aftercare.web.parcels.frame import desk_tabs
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

_LAST = 20
_MOST_REJECTS = 50


@dataclass(frozen=True)
class FileRow:
    """A file that was taken in, with the lines that could not be read."""

    file: ScanFile
    rejects: list[tuple[int, str]]
    more: int


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SCANS_RECORD)
def files(request: DeskRequest) -> HttpResponse:
    """Take a file in, and see what came of the last ones."""
    offered = _with_files()
    form = FileForm(request.POST or None, request.FILES or None, carriers=offered)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusals_into(form):
            content = upload.read(settings.MAX_SCAN_FILE_BYTES + 1)
            file, is_new = take_file(
                form.cleaned_data["carrier"], content, upload.name, by=request.actor, at=timezone.now()
            )
            _tell(request, file, is_new)
            return go(request, reverse("parcel-files"))
    context = {
        "tabs": desk_tabs(request.actor, "parcel-files"),
        "form": form,
        "offered": offered,
        "rows": [_row(file) for file in last_files(request.actor, _LAST)],
    }
    return render(request, "parcels/files.html", context, status=form_status(form))


def _with_files() -> list[Carrier]:
    """The carriers whose scans come as files."""
    return [one for one in carriers() if one.is_enabled and one.kind == CarrierKind.CSV]


def _row(file: ScanFile) -> FileRow:
    told = [(int(line), _(sentence) % facts) for line, sentence, facts in file.rejects[:_MOST_REJECTS]]
    return FileRow(file, told, max(0, len(file.rejects) - _MOST_REJECTS))


def _tell(request: DeskRequest, file: ScanFile, is_new: bool) -> None:
    if not is_new:
        say(request, _("This file was taken in before; nothing was changed."))
        return
    facts = {"kept": file.kept, "known": file.known_before, "rejected": len(file.rejects)}
    tell = warn if file.rejects else say
    tell(request, _("New scans: %(kept)d. Known before: %(known)d. Lines rejected: %(rejected)d.") % facts)
