"""Asking for an exchange, in three steps on one page: goods, what instead, why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import shown_reasons
from aftercare.flow.requests import apply
from aftercare.returns.queries.offering import offers_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.portal.swapping import ExchangeForm
from aftercare.web.portal.wishes import Wish
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.uploads import photos_of, upload_of


def exchange(request: DeskRequest, wish: Wish) -> HttpResponse:
    """The form; what is sent twice is asked once [RET-50]."""
    at = timezone.now()
    form = _form(wish, request.POST if request.method == "POST" else None, at)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _apply(request, wish, form, at), by=wish.actor)
    partial = form.is_bound and request.headers.get("HX-Request")
    template = "portal/exchange.html#answers" if partial else "portal/exchange.html"
    context = {
        "wish": wish,
        "offer": form.offer,
        "form": form,
        "upload": upload_of("photos", _("Add photos"), hint=_("They help us decide faster.")),
        "once": request.POST.get("once") or new_once(),
        "at": at,
    }
    return render(request, template, context, status=form_status(form))


def difference(request: DeskRequest, wish: Wish) -> HttpResponse:
    """What the chosen goods cost or bring, computed as the request itself will be."""
    form = _form(wish, request.GET, timezone.now())
    form.is_valid()
    return render(request, "portal/exchange.html#difference", {"wish": wish, "form": form})


def _form(wish: Wish, data: Mapping[str, Any] | None, at: datetime) -> ExchangeForm:
    return ExchangeForm(offers_of([wish.order], at=at)[0], list(shown_reasons(Kind.EXCHANGE)), data)


def _apply(request: DeskRequest, wish: Wish, form: ExchangeForm, at: datetime) -> str:
    photos = photos_of(request, "photos", by=wish.actor, at=at)
    asked = form.application(photos)
    returning = apply(Kind.EXCHANGE, wish.order, asked, channel=wish.channel, by=wish.actor, at=at)
    say(request, _("Thank you. Your exchange has the number %(number)s.") % {"number": returning.number})
    return wish.case_url(returning)
