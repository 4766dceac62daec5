"""Goods that leave on a case without others coming back: sent again, or as a small apology."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.flow.resending import resend
from aftercare.org.rights import Right
from aftercare.returns.commands.dispatching import add_gift
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of, return_file
from aftercare.web.access import needs
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import GiftForm, ResendForm

DIALOG = ["GET", "HEAD", "POST"]


@needs(Right.RETURNS_REVIEW)
@require_http_methods(DIALOG)
def resend_goods(request: DeskRequest, number: str) -> HttpResponse:
    """Send missing goods again; the request ends with that."""
    returning = _return(request, number)
    initial = {"version": returning.version}
    form = ResendForm(lines_of(returning), request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_into(form, rename={"reason": "words"}):
            return do_once(request, lambda: _resent(request, returning, form), by=request.actor)
    context = {"form": form, "returning": returning, "once": new_once()}
    return render(request, "service/resend.html", context, status=form_status(form))


@needs(Right.RETURNS_NOTE)
@require_http_methods(DIALOG)
def gift(request: DeskRequest, number: str) -> HttpResponse:
    """A small gift comes along with what leaves on the case, or alone."""
    returning = _return(request, number)
    form = GiftForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _given(request, returning, form), by=request.actor)
    context = {"form": form, "returning": returning, "once": new_once()}
    return render(request, "service/gift.html", context, status=form_status(form))


def _return(request: DeskRequest, number: str) -> Return:
    returning = return_file(request.actor, number)
    if returning is None:
        raise Http404
    return returning


def _resent(request: DeskRequest, returning: Return, form: ResendForm) -> str:
    told, at = form.cleaned_data, timezone.now()
    resend(returning, form.wanted(), told["words"], seen=told["version"], by=request.actor, at=at)
    say(request, _("The warehouse is asked to send it again. Nothing has to come back."))
    return reverse("return-detail", args=[returning.number])


def _given(request: DeskRequest, returning: Return, form: GiftForm) -> str:
    add_gift(returning.case, form.gift(), form.cleaned_data["words"], by=request.actor, at=timezone.now())
    say(request, _("The gift comes along with the parcel."))
    return reverse("return-detail", args=[returning.number])
