"""The dock's first page: scan, and see what is on its way, what waits, what was just done."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries import docking
from aftercare.returns.queries.docking import Scan
from aftercare.returns.queries.refused import with_refused_goods
from aftercare.web.access import needs
from aftercare.web.dock.result import result_of
from aftercare.web.dock.rows import SHORT, arrived_rows, done_rows, expected_rows, found_rows, today
from aftercare.web.requests import DeskRequest


@needs(Right.GOODS_SEE)
def dock(request: DeskRequest) -> HttpResponse:
    """One hit opens at once; several are offered; none is said in a sentence."""
    found = docking.scan(request.actor, request.GET.get("scan", ""))
    if len(found.to_receive) == 1:
        return redirect("dock-count", found.to_receive[0].number)
    return _page(request, found)


def _page(request: DeskRequest, found: Scan) -> HttpResponse:
    now = timezone.now()
    actor = request.actor
    context = {
        "found": found,
        "to_receive": found_rows(found.to_receive),
        "others": found_rows(found.others),
        "done": result_of(_done(request)),
        "expected": expected_rows(docking.expected(actor), now),
        "refused": list(with_refused_goods(actor)[:SHORT]),
        "arrived": arrived_rows(docking.to_count(actor)),
        "booked": done_rows(docking.booked_in(actor)),
        "today": today(docking.booked_in(actor), now),
        "may_receive": actor.may(Right.GOODS_RECEIVE),
    }
    return render(request, "dock/dock.html", context)


def _done(request: DeskRequest) -> Return | None:
    """The return whose goods were just booked in or refused, for its result card."""
    number = request.GET.get("done", "")[:24]
    return docking.booked_in(request.actor).filter(number=number).first() if number else None
