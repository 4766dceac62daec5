"""Money instead of a return: the buyer says yes or no."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.flow.compensation import accept as accept_offer
from aftercare.returns.commands.compensating import decide_offer
from aftercare.returns.models import CompensationOffer, Return
from aftercare.returns.queries.compensating import open_offer
from aftercare.web.kit.toasts import go, say
from aftercare.web.portal.doors import Door
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest


def accept(request: DeskRequest, door: Door) -> HttpResponse:
    """He takes the amount and keeps the goods; he goes on reading on the compensation's page."""
    made, form = _open(door), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_into(form):
            taken = accept_offer(made, by=door.actor, at=timezone.now())
            say(request, _("Agreed. You keep the goods; we pay once the amount is confirmed."))
            return go(request, _page_of(door, taken))
    return _dialog(request, door, made, form, "portal/accept.html")


def decline(request: DeskRequest, door: Door) -> HttpResponse:
    """He goes on with his return."""
    made, form = _open(door), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_into(form):
            decide_offer(made, "decline", by=door.actor, at=timezone.now())
            say(request, _("You declined. Your return goes on."))
            return go(request, door.home)
    return _dialog(request, door, made, form, "portal/decline.html")


def _open(door: Door) -> CompensationOffer:
    made = open_offer(door.returning)
    if made is None:
        raise Http404
    return made


def _page_of(door: Door, returning: Return) -> str:
    """By link he has proven that the goods are his, so the new case's own link is his, too."""
    if door.is_link:
        return reverse("case-by-link", args=[returning.case.token])
    return reverse("my-case", args=[returning.number])


def _dialog(request: DeskRequest, door: Door, made: CompensationOffer, form: Form, template: str) -> HttpResponse:
    base = "kit/_dialog.html" if request.headers.get("HX-Request") else "portal/dialog_page.html"
    context = {"door": door, "returning": door.returning, "form": form, "offer": made, "dialog_base": base}
    return render(request, template, context, status=form_status(form))
