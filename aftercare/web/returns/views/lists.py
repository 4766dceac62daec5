"""All returns that the reader may see, narrowed by the address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.returns.queries.searching import counts_of, matching
from aftercare.web.access import needs
from aftercare.web.keyset import page_of
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.listing import columns, key_of, pager, place_in_address, read_filters, tabs
from aftercare.web.returns.rows import one_currency, rows_of


@needs(Right.RETURNS_SEE)
@require_safe
def returns_list(request: DeskRequest) -> HttpResponse:
    """Tabs with counts, filters, one page of rows."""
    filters = read_filters(request)
    found = matching(request.actor, filters.sought).select_related("merchant")
    page = page_of(request, found, key_of(filters), kept=filters.query)
    counts = counts_of(request.actor, filters.sought)
    currency = one_currency(page.rows)
    context = {
        "filters": filters,
        "chips": filters.chips(),
        "tabs": tabs(filters, counts),
        "columns": columns(filters, currency),
        "currency": currency,
        "rows": rows_of(page.rows, request.actor, query=filters.address, at=timezone.now()),
        "pager": pager(filters, page, counts),
        "is_narrowed": bool(filters.address),
        "may_review": request.actor.may(Right.RETURNS_REVIEW),
        "may_open": request.actor.may(Right.RETURNS_OPEN),
    }
    response = render(request, "returns/list.html", context)
    if getattr(request, "htmx", False):
        response["HX-Push-Url"] = place_in_address(request, filters)
    return response
