"""Parcels that nobody expected: what they are, whose, and what becomes of them."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.flow.late_goods import accept_find
from aftercare.org.rights import Right
from aftercare.parcels.commands.finds import hand_out_find, keep_find, match_find, send_find_back
from aftercare.parcels.lifecycle import FIND
from aftercare.parcels.models import Find
from aftercare.parcels.queries.finds import counts_of_finds, finds_visible_to
from aftercare.parcels.terms import FindState
from aftercare.returns.queries.sending import return_named
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb, Move, Tab, Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.parcels.forms import NumberForm, ReasonForm, SendBackForm
from aftercare.web.parcels.frame import desk_tabs
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tracking import FIND_KIND, FIND_STATE

NEWEST = Key("found_at")
ACTS: dict[str, tuple[str, Text, Text, str]] = {
    "match": ("match", gettext_lazy("Whose is it?…"), "", ""),
    "take-in": ("take_in", gettext_lazy("Take the goods in…"), gettext_lazy("Take the goods in"), "primary"),
    "send-back": ("send_back", gettext_lazy("Send it back…"), gettext_lazy("It is on its way back"), ""),
    "keep": ("keep", gettext_lazy("Keep for its owner…"), gettext_lazy("Keep for its owner"), ""),
    "hand-out": ("hand_out", gettext_lazy("Handed to its owner…"), gettext_lazy("Handed to its owner"), "primary"),
}
"""By the word in the address: action of the lifecycle, button, button of the dialog, style."""


@require_safe
@needs(Right.PARCELS_SEE)
def finds(request: DeskRequest) -> HttpResponse:
    """All finds of a state, newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in FIND_STATE else str(FindState.WAITING)
    page = page_of(request, finds_visible_to(request.actor).filter(state=state), NEWEST)
    counts = counts_of_finds(request.actor)
    context = {
        "tabs": desk_tabs(request.actor, "finds"),
        "states": [
            Tab(word.label, f"{reverse('finds')}?state={key}", counts.get(str(key), 0), current=key == state)
            for key, word in FIND_STATE.items()
        ],
        "rows": [(row, FIND_STATE[row.state], FIND_KIND[row.kind]) for row in page.rows],
        "pager": page.pager(),
    }
    return render(request, "parcels/finds.html", context)


@require_safe
@needs(Right.PARCELS_SEE)
def find(request: DeskRequest, pk: int) -> HttpResponse:
    """One find, and what can be done about it."""
    found = _find(request, pk)
    legal = FIND.actions(found.state) if request.actor.may(Right.FINDS_DECIDE) else []
    context = {
        "find": found,
        "word": FIND_STATE[found.state],
        "kind": FIND_KIND[found.kind],
        "moves": [_move(found, word) for word, act in ACTS.items() if act[0] in legal and _fits(found, act[0])],
        "crumbs": [Crumb(_("Found parcels"), reverse("finds")), Crumb(found.number)],
    }
    return render(request, "parcels/find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.FINDS_DECIDE)
def match(request: DeskRequest, pk: int) -> HttpResponse:
    """Say which return it belongs to."""
    found = _find(request, pk)
    form = NumberForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            returning = return_named(request.actor, form.cleaned_data["number"])
            match_find(found, returning.case, by=request.actor, at=timezone.now())
            return go(request, reverse("find", args=[pk]))
    title = _("Whose is %(number)s?") % {"number": found.number}
    context = {"form": form, "title": title, "button": _("Match")}
    return render(request, "parcels/dialog.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.FINDS_DECIDE)
def decide(request: DeskRequest, pk: int, act: str) -> HttpResponse:
    """Take it in, send it back, keep it, or hand it out; always with the reason."""
    if act not in DECIDE:
        raise Http404
    found = _find(request, pk)
    form = (SendBackForm if act == "send-back" else ReasonForm)(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            DECIDE[act](request, found, form)
            say(request, _("Noted."))
            return go(request, reverse("find", args=[pk]))
    context = {"form": form, "title": ACTS[act][1], "button": ACTS[act][2], "hint": HINTS.get(act, "")}
    return render(request, "parcels/dialog.html", context, status=form_status(form))


def _take_in(request: DeskRequest, found: Find, form: ReasonForm) -> None:
    accept_find(found, form.cleaned_data["reason"], by=request.actor, at=timezone.now())


def _keep(request: DeskRequest, found: Find, form: ReasonForm) -> None:
    keep_find(found, form.cleaned_data["reason"], by=request.actor, at=timezone.now())


def _hand_out(request: DeskRequest, found: Find, form: ReasonForm) -> None:
    hand_out_find(found, form.cleaned_data["reason"], by=request.actor, at=timezone.now())


def _send_back(request: DeskRequest, found: Find, form: ReasonForm) -> None:
    assert isinstance(form, SendBackForm)
    send_find_back(found, form.parcel(), form.cleaned_data["reason"], by=request.actor, at=timezone.now())


DECIDE: dict[str, Callable[[DeskRequest, Find, ReasonForm], None]] = {
    "take-in": _take_in,
    "keep": _keep,
    "hand-out": _hand_out,
    "send-back": _send_back,
}
HINTS: dict[str, Text] = {
    "take-in": gettext_lazy("The return holds again, with the pieces and the amount promised; then it is counted."),
    "keep": gettext_lazy("Nothing is stocked and nothing is paid. The owner fetches it or says where it goes."),
}


def _find(request: DeskRequest, pk: int) -> Find:
    return get_object_or_404(finds_visible_to(request.actor), pk=pk)


def _fits(found: Find, action: str) -> bool:
    """Only what belongs to a case can be taken in; whose it is is asked while nobody knows."""
    return {"take_in": found.case_id is not None, "match": found.case_id is None}.get(action, True)


def _move(found: Find, word: str) -> Move:
    action, label, _button, style = ACTS[word]
    url = reverse("find-match", args=[found.pk]) if action == "match" else reverse("find-decide", args=[found.pk, word])
    return Move(label, url, style=style, dialog=True)
