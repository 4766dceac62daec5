"""Cases that were opened beside another about the same."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.returns.queries.duplicates import doubled
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.requests import DeskRequest
from aftercare.web.words import SHOWN


@needs(Right.RETURNS_NOTE)
@require_safe
def doubles(request: DeskRequest) -> HttpResponse:
    """Newest first, each with the case it stands beside and the word that opened it."""
    page = page_of(request, doubled(request.actor), Key("applied_at"))
    rows = [(one, SHOWN[one.shown]) for one in page.rows]
    return render(request, "service/doubled.html", {"rows": rows, "pager": page.pager()})
