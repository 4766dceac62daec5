"""One case: how it stands, its photos, and words both ways."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.cases.commands.notes import add_note
from aftercare.files.queries import content_of
from aftercare.flow.reading import read_by_buyer
from aftercare.kernel.errors import NotAllowed
from aftercare.returns.queries.detail import evidence_visible_to
from aftercare.web.hotlines import lines_for_buyers
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.portal.case_page import case_page
from aftercare.web.portal.doors import Door
from aftercare.web.portal.forms import MessageForm
from aftercare.web.requests import DeskRequest


def case(request: DeskRequest, door: Door) -> HttpResponse:
    """Whose turn it is, what happens next, what goes back, and what happened so far."""
    if not door.is_colleague:
        read_by_buyer(door.returning.case, by=door.actor, at=timezone.now())
    return render(request, "portal/case.html", _context(door, MessageForm()))


def message(request: DeskRequest, door: Door) -> HttpResponse:
    """The buyer writes to the shop; a message sent twice is written once."""
    form = MessageForm(request.POST)
    if door.is_colleague:
        raise NotAllowed(_("This is the buyer's own page. Write to the buyer from the case instead."))
    if not form.is_valid():
        return render(request, "portal/case.html", _context(door, form), status=422)
    return do_once(request, lambda: _write(request, door, form.cleaned_data["text"]), by=door.actor)


def photo(_request: DeskRequest, door: Door, file_id: UUID) -> HttpResponse:
    """A photo of this case."""
    return _picture(door, file_id, thumbnail=False)


def thumbnail(_request: DeskRequest, door: Door, file_id: UUID) -> HttpResponse:
    """The same, small."""
    return _picture(door, file_id, thumbnail=True)


def _context(door: Door, form: MessageForm) -> dict[str, object]:
    now = timezone.now()
    hotlines = lines_for_buyers(door.returning.merchant_id, now)
    return {"page": case_page(door, now), "form": form, "once": new_once(), "hotlines": hotlines}


def _picture(door: Door, file_id: UUID, *, thumbnail: bool) -> HttpResponse:
    evidence = evidence_visible_to(door.actor, file_id)
    if evidence is None or evidence.returning_id != door.returning.pk:
        raise Http404
    kind = "image/jpeg" if thumbnail else evidence.file.content_type
    response = HttpResponse(content_of(evidence.file, thumbnail=thumbnail), content_type=kind)
    response["Content-Disposition"] = "inline"
    # A picture that is opened by itself is shown, and can do nothing else.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _write(request: DeskRequest, door: Door, text: str) -> str:
    add_note(door.returning.case, text, for_buyer=True, by=door.actor, at=timezone.now())
    say(request, _("Sent. We answer here."))
    return f"{door.home}#messages"
