"""What an agent does about the new goods of an exchange: release, agree a day, confirm, refund instead."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.flow import dispatching, exchange
from aftercare.org.rights import Right
from aftercare.returns.commands.dispatching import agree_day
from aftercare.returns.models import Dispatch
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.once import do_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import File, open_file
from aftercare.web.returns.forms.words import RejectForm
from aftercare.web.returns.page import address_of_page, dialog_context


@require_POST
@needs(Right.RETURNS_SHIP, Right.RETURNS_REVIEW)
def return_release(request: DeskRequest, number: str) -> HttpResponse:
    """Tell the warehouse to send [RET-04]."""
    file = open_file(request.actor, number, at=timezone.now())
    dispatching.release(_dispatch(file), by=file.actor, at=file.at)
    say(request, _("The warehouse has it on its list."))
    return go(request, address_of_page(request, number))


@require_POST
@needs(Right.RETURNS_SHIP)
def return_confirm(request: DeskRequest, number: str) -> HttpResponse:
    """The buyer told us that he has the new goods."""
    file = open_file(request.actor, number, at=timezone.now())
    dispatching.confirm(_dispatch(file), by=file.actor, at=file.at)
    say(request, _("Noted: the buyer has the new goods."))
    return go(request, address_of_page(request, number))


@require_POST
@needs(Right.RETURNS_NOTE)
def return_day(request: DeskRequest, number: str) -> HttpResponse:
    """The day that was agreed with the buyer [RET-67]."""
    file = open_file(request.actor, number, at=timezone.now())
    day = parse_date(request.POST.get("day", "")[:10])
    if day:
        agree_day(file.returning, day, by=file.actor, at=file.at)
        say(request, _("The day is noted; the warehouse sees it."))
    return go(request, address_of_page(request, number))


@needs(Right.RETURNS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def return_instead(request: DeskRequest, number: str) -> HttpResponse:
    """There is nothing to send, so the money goes back instead."""
    file = open_file(request.actor, number, at=timezone.now())
    form = RejectForm(request.POST or None, initial={"version": file.returning.version})
    if form.is_valid():
        with refusals_into(form):
            page, why = address_of_page(request, number), form.cleaned_data["reason"]
            return do_once(request, lambda: _instead(file, why, page), by=file.actor)
    return render(request, "returns/instead.html", dialog_context(request, file, form), status=form_status(form))


def _instead(file: File, why: str, page: str) -> str:
    exchange.refund_instead(file.returning, why, by=file.actor, at=file.at)
    return page


def _dispatch(file: File) -> Dispatch:
    if file.dispatch is None:
        raise Http404
    return file.dispatch
