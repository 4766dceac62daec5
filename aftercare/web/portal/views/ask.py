"""Asking for a return: goods, quantity, reason, words, photos."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.cases.terms import Channel
from aftercare.catalog.queries import shown_reasons
from aftercare.customers.commands import learn_language
from aftercare.flow.requests import apply, kind_for
from aftercare.returns.queries.duplicates import similar_open
from aftercare.returns.queries.offering import offers_of, worth_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.portal.forms import AskForm
from aftercare.web.portal.wishes import Wish
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.uploads import photos_of, upload_of


def ask(request: DeskRequest, wish: Wish) -> HttpResponse:
    """The request form; what is sent twice is asked once."""
    at = timezone.now()
    form = _form(wish, request.POST if request.method == "POST" else None, at)
    if request.method == "POST" and form.is_valid() and form.is_fee_seen():
        with refusals_into(form):
            return do_once(request, lambda: _apply(request, wish, form, at), by=wish.actor)
    partial = form.is_bound and request.headers.get("HX-Request")
    template = "portal/ask.html#answers" if partial else "portal/ask.html"
    return render(request, template, _page(request, wish, form, at), status=form_status(form))


def order(_request: DeskRequest, wish: Wish) -> HttpResponse:
    """An order's address leads to the one thing one can do with it here."""
    return redirect(wish.url("return"))


def amount(request: DeskRequest, wish: Wish) -> HttpResponse:
    """What the chosen pieces would give, computed as the request itself will be."""
    form = _form(wish, request.GET, timezone.now())
    context = {"wish": wish, "worth": _worth(form), "form": form, "is_live": True}
    return render(request, "portal/ask.html#amount", context)


def _form(wish: Wish, data: Mapping[str, Any] | None, at: datetime) -> AskForm:
    form = AskForm(offers_of([wish.order], at=at)[0], list(shown_reasons(kind_for(wish.order))), data)
    if form.is_bound:
        form.is_valid()
        form.look_at_fee(form.pieces(), at=at)
    return form


def _page(request: DeskRequest, wish: Wish, form: AskForm, at: datetime) -> dict[str, Any]:
    return {
        "wish": wish,
        "offer": form.offer,
        "form": form,
        "worth": _worth(form),
        "upload": upload_of("photos", _("Add photos"), hint=_("They help us decide faster.")),
        "once": request.POST.get("once") or new_once(),
        "at": at,
        "similar_url": _similar_url(wish, form, at),
    }


def _similar_url(wish: Wish, form: AskForm, at: datetime) -> str:
    """Where the buyer goes on with the case that is open about the same; only of an order that he has proven is his."""
    if "despite" not in form.errors:
        return ""
    application = form.application(())
    lines = [want.line_id for want in application.wanted]
    found = similar_open(wish.order, lines, reason_id=application.reason.pk, at=at)
    is_known = found is not None and (wish.channel == Channel.PORTAL or found.order_id == wish.order.pk)
    return wish.case_url(found) if found and is_known else ""


def _worth(form: AskForm) -> int:
    chosen = form.pieces() if form.is_bound else {}
    return worth_of(form.lines, chosen) - (form.gift_minor if form.is_bound else 0)


def _apply(request: DeskRequest, wish: Wish, form: AskForm, at: datetime) -> str:
    photos = photos_of(request, "photos", by=wish.actor, at=at)
    learn_language(wish.order.customer, get_language() or "")
    application = form.application(photos)
    despite = form.cleaned_data["despite"]
    returning = apply(
        kind_for(wish.order), wish.order, application, channel=wish.channel, despite=despite, by=wish.actor, at=at
    )
    say(request, _("Thank you. Your return has the number %(number)s.") % {"number": returning.number})
    return wish.case_url(returning)
