"""What does not move, who must act, and the usual next step as one button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.flow.dispatching import confirm, pick
from aftercare.flow.settlement import approve_refund
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import StalePage
from aftercare.org.rights import Right
from aftercare.reporting.queries.dwell import Stuck, dwells, stuck_by, told_stuck
from aftercare.returns.lifecycle import hold_of
from aftercare.returns.models import Return
from aftercare.returns.queries.dispatching import gone_dispatch, open_dispatch
from aftercare.returns.queries.listing import visible_to
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.promise_words import OWNER
from aftercare.web.requests import DeskRequest
from aftercare.web.times.tabs import tabs
from aftercare.web.words import Word, states_of


@dataclass(frozen=True)
class Next:
    """A usual next step: the button, the right it takes, and the page or form that it opens.

    Without a page it has no further fields and is done by one press, after a question.
    """

    label: Text
    right: Right
    page: str = ""
    is_dialog: bool = False


NEXT: Mapping[str, Next] = {
    "approve": Next(gettext_lazy("Review"), Right.RETURNS_REVIEW, "return-detail"),
    "approve_again": Next(gettext_lazy("Review again"), Right.RETURNS_REVIEW, "return-detail"),
    "ship": Next(gettext_lazy("Write to the buyer"), Right.RETURNS_NOTE, "return-write", is_dialog=True),
    "receive": Next(gettext_lazy("Look at the parcel"), Right.RETURNS_SEE, "return-detail"),
    "inspect": Next(gettext_lazy("Count the goods"), Right.GOODS_RECEIVE, "dock-count"),
    "start_refund": Next(gettext_lazy("Approve the refund"), Right.REFUNDS_APPROVE),
    "complete": Next(gettext_lazy("Pay out"), Right.PAYOUTS_RECORD, "finance-detail"),
    "pick": Next(gettext_lazy("Pick the goods"), Right.GOODS_SEND),
    "send_out": Next(gettext_lazy("Send the goods out"), Right.GOODS_SEND, "dock-sending"),
    "confirm": Next(gettext_lazy("The buyer has it"), Right.RETURNS_SHIP),
}


@dataclass(frozen=True)
class StuckRow:
    """A return that does not move. `url` is empty where the reader may not take the step: the case is opened then."""

    number: str
    merchant: str
    state: Word
    owner: Text
    since: datetime
    usual: str
    over: str
    measured_on: int
    act: Text
    url: str
    is_dialog: bool


@require_safe
@needs(Right.CLOCKS_SEE)
def stuck(request: DeskRequest) -> HttpResponse:
    """Returns that stay longer than nine of ten did, with who must act and the usual next step."""
    now, measured = timezone.now(), dwells()
    page = page_of(request, stuck_by(request.actor, measured, now), Key("state_since", newest_first=False))
    rows = [_row(told_stuck(returning, measured, now), request.actor) for returning in page.rows]
    return render(request, "times/stuck.html", {"rows": rows, "pager": page.pager(), "tabs": tabs("times-stuck")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.CLOCKS_SEE)
def step(request: DeskRequest, number: str) -> HttpResponse:
    """Take the usual next step of a return that needs no further answers: asked once, done by one press."""
    returning = get_object_or_404(visible_to(request.actor), number=number)
    hold = hold_of(returning.kind, returning.state, is_swap=returning.is_swap)
    found = NEXT.get(hold.usual) if hold else None
    if hold is None or found is None or found.page or not request.actor.may(found.right):
        raise Http404
    if request.method == "POST":
        if request.POST.get("seen") != str(returning.version):
            raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))
        _PRESSED[hold.usual](returning, request.actor, timezone.now())
        say(request, _("Done: %(step)s, %(number)s.") % {"step": found.label, "number": number})
        return go(request, reverse("times-stuck"))
    context = {"title": f"{found.label}: {number}", "button": found.label, "returning": returning}
    return render(request, "times/step.html", context)


def _approve(returning: Return, by: Actor, at: datetime) -> None:
    refund = refund_of_case(returning.case_id)
    if refund is None:
        raise Http404
    approve_refund(refund, seen=refund.version, by=by, at=at)


def _pick(returning: Return, by: Actor, at: datetime) -> None:
    dispatch = open_dispatch(returning.case_id)
    if dispatch is None:
        raise Http404
    pick(dispatch, seen=dispatch.version, by=by, at=at)


def _confirm(returning: Return, by: Actor, at: datetime) -> None:
    dispatch = gone_dispatch(returning.case_id)
    if dispatch is None:
        raise Http404
    confirm(dispatch, by=by, at=at)


_PRESSED: Mapping[str, Callable[[Return, Actor, datetime], None]] = {
    "start_refund": _approve,
    "pick": _pick,
    "confirm": _confirm,
}


def _row(one: Stuck, actor: Actor) -> StuckRow:
    returning, found = one.returning, NEXT[one.act]
    return StuckRow(
        number=returning.number,
        merchant=returning.merchant.name,
        state=states_of(is_swap=returning.is_swap)[returning.state],
        owner=OWNER[one.owner],
        since=returning.state_since,
        usual=dates.span(one.dwell.usual),
        over=dates.span(one.over),
        measured_on=one.dwell.measured_on,
        act=found.label,
        url=_address(found, returning.number) if actor.may(found.right) else "",
        is_dialog=found.is_dialog or not found.page,
    )


def _address(found: Next, number: str) -> str:
    if found.page == "dock-sending":
        return reverse(found.page)
    return reverse(found.page or "times-step", args=[number])
