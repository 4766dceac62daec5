"""Goods that leave after sale: the picking list, one parcel, and its hand-over to the carrier [RET-54, 62]."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.flow import dispatching
from aftercare.org.rights import Right
from aftercare.returns.models import Dispatch
from aftercare.returns.queries.dispatching import (
    dispatch_actions,
    dispatches_visible_to,
    held,
    lines_of_dispatch,
    lines_of_dispatches,
    sent,
    to_pick,
)
from aftercare.web.access import needs
from aftercare.web.dock.packing import PackForm
from aftercare.web.dock.rows import SHORT, sending_rows
from aftercare.web.kit.toasts import go, say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest, seen_version
from aftercare.web.words import DISPATCH_STATE, HOLD

MOST = 100


@needs(Right.GOODS_SEE)
def sending(request: DeskRequest) -> HttpResponse:
    """What may be picked, the agreed day first; what is held, and why; what left last."""
    actor = request.actor
    scanned = request.GET.get("scan", "").strip()
    if scanned:
        hit = dispatches_visible_to(actor).filter(number=scanned.upper()).first()
        if hit:
            return go(request, reverse("dock-send", args=[hit.number]))
    waiting, kept, gone = list(to_pick(actor)[:MOST]), list(held(actor)[:MOST]), list(sent(actor)[:SHORT])
    lines = lines_of_dispatches([one.pk for one in [*waiting, *kept, *gone]])
    context = {
        "waiting": sending_rows(waiting, lines),
        "kept": sending_rows(kept, lines),
        "gone": sending_rows(gone, lines),
        "scanned": scanned,
    }
    return render(request, "dock/sending.html", context)


@needs(Right.GOODS_SEE)
def send(request: DeskRequest, number: str) -> HttpResponse:
    """One parcel: what belongs into it, and once it is picked the form that scans it and gives it to the carrier."""
    dispatch = _seen(request, number)
    form = PackForm(request.POST if request.method == "POST" else None, initial={"version": dispatch.version})
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _send(request, dispatch, form), by=request.actor)
    return render(request, "dock/send.html", _page(request, dispatch, form), status=form_status(form))


@require_POST
@needs(Right.GOODS_SEND)
def pick(request: DeskRequest, number: str) -> HttpResponse:
    """I fetch these goods; nobody else need."""
    dispatch, seen = _seen(request, number), seen_version(request)
    return do_once(request, lambda: _pick(request, dispatch, seen), by=request.actor)


@require_POST
@needs(Right.GOODS_SEND)
def put_back(request: DeskRequest, number: str) -> HttpResponse:
    """Not now after all."""
    dispatch, seen = _seen(request, number), seen_version(request)
    return do_once(request, lambda: _put_back(request, dispatch, seen), by=request.actor)


def _seen(request: DeskRequest, number: str) -> Dispatch:
    found = dispatches_visible_to(request.actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: DeskRequest, dispatch: Dispatch, form: PackForm) -> dict[str, Any]:
    return {
        "dispatch": dispatch,
        "word": DISPATCH_STATE[dispatch.state],
        "hold": HOLD[dispatch.hold],
        "lines": list(lines_of_dispatch(dispatch)),
        "form": form,
        "actions": dispatch_actions(request.actor, dispatch),
        "once": request.POST.get("once") or new_once(),
    }


def _pick(request: DeskRequest, dispatch: Dispatch, seen: int) -> str:
    dispatching.pick(dispatch, seen=seen, by=request.actor, at=timezone.now())
    return reverse("dock-send", args=[dispatch.number])


def _put_back(request: DeskRequest, dispatch: Dispatch, seen: int) -> str:
    dispatching.put_back(dispatch, seen=seen, by=request.actor, at=timezone.now())
    say(request, _("Back on the list."))
    return reverse("dock-sending")


def _send(request: DeskRequest, dispatch: Dispatch, form: PackForm) -> str:
    seen = form.cleaned_data["version"]
    dispatching.send_out(dispatch, form.packed(), seen=seen, by=request.actor, at=timezone.now())
    say(request, _("%(number)s has left. The buyer sees its tracking number.") % {"number": dispatch.number})
    return reverse("dock-sending")
