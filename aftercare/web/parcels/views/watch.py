"""What stands still: buyers who were reminded, couriers who did not come, silent parcels, goods nobody counted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.parcels.queries.tracking import quiet_parcels
from aftercare.parcels.queries.watching import pickups_past
from aftercare.returns.queries.sending import reminded, uncounted
from aftercare.web.access import needs
from aftercare.web.parcels.frame import desk_tabs
from aftercare.web.requests import DeskRequest

SHORT = 50


@require_safe
@needs(Right.PARCELS_SEE)
def watch(request: DeskRequest) -> HttpResponse:
    """The oldest of each kind first; who is told when is set per merchant."""
    now = timezone.now()
    actor = request.actor
    context = {
        "tabs": desk_tabs(actor, "parcels"),
        "quiet": list(quiet_parcels(actor)[:SHORT]),
        "uncounted": list(uncounted(actor)[:SHORT]),
        "reminded": list(reminded(actor)[:SHORT]),
        "missed": list(pickups_past(actor, timezone.localdate(now))[:SHORT]),
        "may_open": actor.may(Right.RETURNS_SEE),
        "may_count": actor.may(Right.GOODS_SEE),
    }
    return render(request, "parcels/watch.html", context)
