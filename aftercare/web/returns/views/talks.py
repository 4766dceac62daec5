"""Words on a return, and looking behind the mask."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.cases.commands.notes import add_note, reveal_contact
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import File, open_file
from aftercare.web.returns.forms.words import WriteForm
from aftercare.web.returns.page import address_of_page, detail_page

PART = {"name": "contact", "phone": "phone", "address": "address"}
"""The kit's kinds of masks → the case's parts."""


@needs(Right.RETURNS_NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def return_write(request: DeskRequest, number: str) -> HttpResponse:
    """A message to the buyer, or a note for colleagues."""
    at, page = timezone.now(), address_of_page(request, number, spot="talk")
    if request.method != "POST":
        return redirect(page)
    file = open_file(request.actor, number, at=at)
    form = WriteForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            answer = do_once(request, lambda: _written(file, form, page), by=request.actor)
            say(request, _("Sent to the buyer.") if form.for_buyer else _("Noted for colleagues."))
            return answer
    return detail_page(request, file, write=form)


def _written(file: File, form: WriteForm, page: str) -> str:
    add_note(file.returning.case, form.cleaned_data["text"], for_buyer=form.for_buyer, by=file.actor, at=file.at)
    return page


@needs(Right.CONTACTS_REVEAL)
@require_POST
def return_reveal(request: DeskRequest, number: str) -> HttpResponse:
    """The buyer's name, phone or address in full; who looked stands in the timeline."""
    at = timezone.now()
    file = open_file(request.actor, number, at=at)
    kind = request.POST.get("kind", "")
    if kind not in PART:
        raise Http404
    value = reveal_contact(file.returning.case, PART[kind], by=request.actor, at=at)
    if getattr(request, "htmx", False):
        return render(request, "returns/_revealed.html", {"value": value})
    return detail_page(request, open_file(request.actor, number, at=at), revealed={kind: value})
