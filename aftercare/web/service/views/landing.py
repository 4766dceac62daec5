"""The agent's first page: one search box, today's numbers, and the queues that wait for service."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest
from aftercare.web.service.landing import figures, queues


@needs(Right.RETURNS_NOTE)
@require_safe
def service(request: DeskRequest) -> HttpResponse:
    """What waits, the longest first, a few rows of each; every row opens its case."""
    now = timezone.now()
    context = {"figures": figures(request.actor, at=now), "queues": queues(request.actor, at=now)}
    return render(request, "service/index.html", context)
