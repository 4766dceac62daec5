"""The review: approve, approve again, reject."""

from datetime import datetime
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.cases.commands.notes import add_note
from aftercare.flow import requests, return_goods
from aftercare.flow.deciding import ask_to_approve
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.figures import money
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import File, open_file
from aftercare.web.returns.forms.review import ReviewForm
from aftercare.web.returns.forms.words import LoseForm, RejectForm
from aftercare.web.returns.page import address_of_page, detail_page, dialog_context


@needs(Right.RETURNS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def return_approve(request: DeskRequest, number: str) -> HttpResponse:
    """Approve with the amounts of the form; a reload of a refused page leads back to the return."""
    at = timezone.now()
    page = address_of_page(request, number)
    if request.method != "POST":
        return redirect(page)
    file = open_file(request.actor, number, at=at)
    form = ReviewForm(file, request.POST)
    if form.is_valid():
        with refusals_into(form, rename={"words": "why_more"}):
            work = _asked if form.goes_up else _approved
            answer = do_once(request, lambda: work(form, page, by=request.actor, at=at), by=request.actor)
            asked = _("Above your limit, so a decision was asked for at once.")
            say(request, asked if form.goes_up else _approval(file, form))
            return answer
    return detail_page(request, open_file(request.actor, number, at=at), review=form)


def _asked(form: ReviewForm, page: str, *, by: Actor, at: datetime) -> str:
    """Somebody who may decides on exactly this."""
    ask_to_approve(form.file.returning, form.decision(), form.cleaned_data["why_more"], by=by, at=at)
    return page


def _approved(form: ReviewForm, page: str, *, by: Actor, at: datetime) -> str:
    """Decide and tell the buyer in one go; returns the page to show next."""
    returning, seen = form.file.returning, form.cleaned_data["version"]
    decide = return_goods.approve_again if form.again else requests.approve
    decide(returning, form.decision(), seen=seen, by=by, at=at)
    if form.cleaned_data["message"].strip():
        add_note(returning.case, form.cleaned_data["message"], for_buyer=True, by=by, at=at)
    return page


def _approval(file: File, form: ReviewForm) -> str:
    decision = form.decision()
    amount = money(sum(decision.amounts.values()) + (decision.freight_minor or 0), file.returning.currency)
    if form.again:
        return _("Approved again: %(amount)s is before finance.") % {"amount": amount}
    if not form.has_goods:
        return _("Approved: %(amount)s goes back.") % {"amount": amount}
    return _("Approved: %(amount)s promised. The buyer now has the return address.") % {"amount": amount}


@needs(Right.RETURNS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def return_reject(request: DeskRequest, number: str) -> HttpResponse:
    """The dialog that asks why, and the rejection."""
    at = timezone.now()
    file = open_file(request.actor, number, at=at)
    form = RejectForm(request.POST or None, initial={"version": file.returning.version})
    if form.is_valid():
        with refusals_into(form):
            page, told = address_of_page(request, number), form.cleaned_data
            answer = do_once(
                request,
                lambda: _rejected(file, told["reason"], told["version"], page, by=request.actor, at=at),
                by=request.actor,
            )
            say(request, _("Rejected. The buyer reads your reason."))
            return answer
    return render(request, "returns/reject.html", dialog_context(request, file, form), status=form_status(form))


@needs(Right.RETURNS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def return_lose(request: DeskRequest, number: str) -> HttpResponse:
    """The dialog that asks why nobody expects the parcel any more, and the giving up."""
    at = timezone.now()
    file = open_file(request.actor, number, at=at)
    form = LoseForm(request.POST or None, initial={"version": file.returning.version})
    if form.is_valid():
        with refusals_into(form):
            page, told = address_of_page(request, number), form.cleaned_data
            work = partial(_lost, file, told["reason"], told["version"], page, by=request.actor, at=at)
            answer = do_once(request, work, by=request.actor)
            say(request, _("Given up as lost. The page says how it goes on."))
            return answer
    return render(request, "returns/lose.html", dialog_context(request, file, form), status=form_status(form))


def _lost(file: File, reason: str, seen: int, page: str, *, by: Actor, at: datetime) -> str:
    return_goods.lose(file.returning, reason, seen=seen, by=by, at=at)
    return page


def _rejected(file: File, reason: str, seen: int, page: str, *, by: Actor, at: datetime) -> str:
    return_goods.reject(file.returning, reason, seen=seen, by=by, at=at)
    return page
