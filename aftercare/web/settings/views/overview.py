"""The settings' first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.sections import SECTIONS, open_sections


@require_safe
@needs(*(section.right for section in SECTIONS))
def overview(request: DeskRequest) -> HttpResponse:
    """What there is to set up; straight to the only section when there is one only."""
    sections = open_sections(request.actor)
    if len(sections) == 1:
        return redirect(sections[0].url)
    return render(request, "settings/overview.html", {"open_sections": sections})
