"""One parcel: count and grade it, take it in uncounted, or refuse its goods."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.catalog.queries import codes_of
from aftercare.flow.return_goods import receive_goods, refuse_goods, take_in_goods
from aftercare.org.rights import Right
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import actions_for, blocked_by, evidence_of, lines_of, policy_of
from aftercare.returns.queries.docking import TO_RECEIVE, at_the_dock
from aftercare.web.access import needs
from aftercare.web.dock.effect import money_sentence, pieces_sentence
from aftercare.web.dock.forms import CountForm, CountRow, RefuseForm, expected_gifts
from aftercare.web.dock.phones import phone_code
from aftercare.web.dock.photos import dock_photo
from aftercare.web.dock.result import result_of
from aftercare.web.kit.toasts import go, say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tracking import parcel_rows
from aftercare.web.uploads import photos_of, upload_of
from aftercare.web.words import PLAYED, STATE


@needs(Right.GOODS_SEE)
def count(request: DeskRequest, number: str) -> HttpResponse:
    """The lines with what was promised, and the numbers found. A count sent twice is booked in once."""
    returning = _at_dock(request, number)
    form = CountForm(_lines(returning), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _book_in(request, returning, form), by=request.actor)
    partial = form.is_bound and request.headers.get("HX-Request")
    template = "dock/answers.html" if partial else "dock/count.html"
    return render(request, template, _page(request, returning, form), status=form_status(form))


@needs(Right.GOODS_SEE)
def effect(request: DeskRequest, number: str) -> HttpResponse:
    """What booking in would do with the numbers typed so far; nothing is kept.

    Once somebody has tried to book in, a missing grade is told here too, until it is there.
    """
    returning = _at_dock(request, number)
    form = CountForm(_lines(returning), request.GET, is_final=bool(request.GET.get("final")))
    form.is_valid()
    return render(request, "dock/answers.html", _page(request, returning, form))


@require_POST
@needs(Right.GOODS_RECEIVE)
def arrived(request: DeskRequest, number: str) -> HttpResponse:
    """The parcel is here; it is counted later."""
    returning = receive_goods(_at_dock(request, number), by=request.actor, at=timezone.now())
    say(request, _("%(number)s arrived. It waits to be counted.") % {"number": returning.number})
    return go(request, reverse("dock"))


@needs(Right.GOODS_RECEIVE)
def refuse(request: DeskRequest, number: str) -> HttpResponse:
    """Nothing of what came is taken back; the buyer reads why."""
    returning = _at_dock(request, number)
    form = RefuseForm(lines_of(returning), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _refuse(request, returning, form), by=request.actor)
    context = {"returning": returning, "form": form, **_extras(request)}
    return render(request, "dock/refuse.html", context, status=form_status(form))


def _at_dock(request: DeskRequest, number: str) -> Return:
    returning = at_the_dock(request.actor).filter(number=number).select_related("reason").first()
    if returning is None:
        raise Http404
    return returning


def _page(request: DeskRequest, returning: Return, form: CountForm) -> dict[str, Any]:
    foreseen = form.effect()
    actor, policy = request.actor, policy_of(returning.merchant_id)
    played = blocked_by(actor, returning, "inspect") if policy.separate_people else None
    return {
        "returning": returning,
        "word": STATE[returning.state],
        "reason": returning.reason.label_in(get_language() or "en"),
        "photos": [dock_photo(one) for one in evidence_of(returning)],
        "form": form,
        "rows": _coded(returning, form),
        "pieces": pieces_sentence(foreseen),
        "money": money_sentence(foreseen, returning.currency, returning.freight_minor),
        "lowers": foreseen.after_minor < foreseen.before_minor,
        "is_open": returning.state in TO_RECEIVE,
        "done": result_of(returning) if returning.inspected_at and returning.state not in TO_RECEIVE else None,
        "may_count": actor.may(Right.GOODS_RECEIVE) and returning.state in TO_RECEIVE and not played,
        "may_receive": "receive" in actions_for(actor, returning, policy),
        "blocked": PLAYED[played] if played and actor.may(Right.GOODS_RECEIVE) else "",
        "parcels": parcel_rows(returning.case_id),
        "phone": phone_code(request, returning),
        **_extras(request),
    }


def _lines(returning: Return) -> list[ReturnLine]:
    """What was asked back; while it is to come, gifts that may lie in the parcel, too."""
    extra = expected_gifts(returning) if returning.state in TO_RECEIVE else []
    return [*lines_of(returning), *extra]


def _coded(returning: Return, form: CountForm) -> list[CountRow]:
    """The rows with what a scanner may say for each: its SKU, and the bar codes that stand for it."""
    rows = form.rows()
    codes = codes_of(returning.merchant_id, [row.line.sku for row in rows])
    return [replace(row, codes=" ".join([row.line.sku, *codes.get(row.line.sku, [])])) for row in rows]


def _extras(request: DeskRequest) -> dict[str, Any]:
    return {"upload": upload_of("photos", _("Take photos")), "once": request.POST.get("once") or new_once()}


def _book_in(request: DeskRequest, returning: Return, form: CountForm) -> str:
    at = timezone.now()
    photos = photos_of(request, "photos", by=request.actor, at=at)
    take_in_goods(returning, form.counts(), photos=photos, gifts=form.gifts(), by=request.actor, at=at)
    return f"{reverse('dock')}?done={returning.number}"


def _refuse(request: DeskRequest, returning: Return, form: RefuseForm) -> str:
    at = timezone.now()
    photos = photos_of(request, "photos", by=request.actor, at=at)
    refuse_goods(returning, form.counts(), form.cleaned_data["reason"], photos=photos, by=request.actor, at=at)
    return f"{reverse('dock')}?done={returning.number}"
