"""What does not move, who must act, and the usual next step as one button."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.duties.queries.tasks import NOBODYS
from aftercare.duties.terms import TaskKind, TaskState
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import StalePage
from aftercare.org.rights import Right
from aftercare.reporting.queries.dwell import remembered_dwells
from aftercare.reporting.queries.standing import SOURCES
from aftercare.reporting.queries.stuck import Mark, Steps, all_steps, hold_at, stuck
from aftercare.web.access import needs
from aftercare.web.kit.parts import Pager, Tab
from aftercare.web.kit.toasts import go, say
from aftercare.web.requests import DeskRequest
from aftercare.web.times.next_steps import NEXT, PRESSED
from aftercare.web.times.stuck_rows import SHOWN, row_of

SIZE = 50
_SEPARATOR = "~"


@require_safe
@needs(Right.STUCK_SEE)
def stuck_list(request: DeskRequest) -> HttpResponse:
    """What stays longer than nine of ten did: what waits for the reader, or all of it that he sees."""
    now, actor = timezone.now(), request.actor
    has_steps = any(actor.may(step.right) for step in NEXT.values())
    shown = "all" if request.GET.get("show") == "all" or not has_steps else ""
    after, before = _read(request, "after"), _read(request, "before")
    backwards = before is not None and after is None
    found = stuck(
        actor, remembered_dwells(), now, wanted=all_steps if shown else _mine(actor), backwards=backwards,
        beyond=before if backwards else after, most=SIZE + 1,
    )  # fmt: skip
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    is_later, is_earlier = (True, more) if backwards else (more, after is not None)
    pager = Pager(
        _turned("before", found[0].mark, shown) if found and is_earlier else "",
        _turned("after", found[-1].mark, shown) if found and is_later else "",
    )
    context = {"rows": [row_of(one, actor) for one in found], "pager": pager, "tabs": _tabs(shown, has_steps=has_steps)}
    return render(request, "times/stuck.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.REFUNDS_APPROVE, Right.GOODS_SEND, Right.RETURNS_SHIP)
def step(request: DeskRequest, source: str, pk: int) -> HttpResponse:
    """Take a usual next step that needs no further answers: asked once, done by one press."""
    row = SOURCES[source].seen(request.actor).filter(pk=pk).first() if source in SOURCES else None
    hold = hold_at(source, row) if row else None
    key = (source, hold.usual if hold else "")
    if row is None or key not in PRESSED:
        if request.method == "POST" and source in SOURCES:
            raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))
        raise Http404
    if not request.actor.may(NEXT[key].right):
        raise Http404
    label, number = NEXT[key].label, SHOWN[source].number(row)
    if request.method == "POST":
        if request.POST.get("seen") != str(row.version):
            raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))
        PRESSED[key](row, row.version, request.actor, timezone.now())
        say(request, _("Done: %(step)s, %(number)s.") % {"step": label, "number": number})
        return go(request, reverse("times-stuck"))
    context = {"title": f"{label}: {number}", "button": label, "row": row, "about": SHOWN[source].merchant(row)}
    return render(request, "times/step.html", context)


def _mine(actor: Actor) -> Steps:
    """Only what waits for a step that the actor may take: his own tasks and nobody's, calls that nobody was sent on.

    No decision that he asked for himself.
    """
    own: dict[str, Callable[[], Q]] = {
        "task": lambda: Q(owner=actor.id) | NOBODYS | Q(kind=str(TaskKind.CALL_OUT), state=str(TaskState.OPEN)),
        "decision": lambda: ~Q(asked_by=actor.key),
    }

    def wanted(source: str, usual: str) -> Q | None:
        if not actor.may(NEXT[source, usual].right):
            return None
        return own.get(source, Q)()

    return wanted


def _tabs(shown: str, *, has_steps: bool) -> list[Tab]:
    address = reverse("times-stuck")
    mine = [Tab(_("Waits for me"), address, current=not shown)] if has_steps else []
    return [*mine, Tab(_("Everything"), f"{address}?show=all", current=bool(shown))]


def _read(request: HttpRequest, way: str) -> Mark | None:
    """The mark in the address; one that cannot be read gives the first page."""
    time, _found, rest = request.GET.get(way, "").partition(_SEPARATOR)
    source, _found, pk = rest.partition(_SEPARATOR)
    since = _time(time)
    is_known = since is not None and source in SOURCES and pk.isdecimal() and len(pk) < 19
    return Mark(since, source, int(pk)) if is_known and since else None


def _time(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _turned(way: str, mark: Mark, shown: str) -> str:
    asked: dict[str, Any] = {"show": shown} if shown else {}
    return f"?{urlencode({**asked, way: _SEPARATOR.join((mark.since.isoformat(), mark.source, str(mark.pk)))})}"
