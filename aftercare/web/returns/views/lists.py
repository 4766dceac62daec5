"""All returns that the reader may see, narrowed by the address, in the columns he has arranged."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from aftercare.lists.models import View
from aftercare.lists.queries.views import default_among, views_visible_to
from aftercare.org.rights import Right
from aftercare.returns.queries.searching import counts_of, matching
from aftercare.web.access import needs
from aftercare.web.keyset import page_of
from aftercare.web.requests import DeskRequest, member_of
from aftercare.web.returns.cells import Reading
from aftercare.web.returns.forms.filtering import Filters
from aftercare.web.returns.lines import complete, joined, lines_of
from aftercare.web.returns.listing import heads, key_of, pager, place_in_address, read_filters, tabs
from aftercare.web.returns.rows import one_currency
from aftercare.web.returns.shelf import LIST, address_of, read_shelf


@needs(Right.RETURNS_SEE)
@require_safe
def returns_list(request: DeskRequest) -> HttpResponse:
    """Views, tabs with counts, filters, one page of rows. Whoever comes from elsewhere is shown the view he chose."""
    htmx = getattr(request, "htmx", None)
    views = list(views_visible_to(member_of(request), LIST))
    view = None if htmx or request.GET else default_among(views)
    if view is not None:
        return redirect(f"{request.path}{address_of(view)}")
    filters = read_filters(request)
    response = render(request, "returns/list.html", _page(request, filters, views))
    place = place_in_address(request, filters)
    if htmx:
        # Said even when the address stays: without a word htmx would push the one it asked, empty filters and all.
        response["HX-Push-Url"] = "false" if place == htmx.current_url_abs_path else place
    return response


def _page(request: DeskRequest, filters: Filters, views: Sequence[View]) -> dict[str, object]:
    shelf = read_shelf(member_of(request), filters.cleaned_data.get("view", ""), views)
    found = matching(request.actor, filters.sought).select_related(*joined(shelf.arrangement))
    page = page_of(request, found, key_of(filters), kept=filters.query)
    counts = counts_of(request.actor, filters.sought)
    currency = one_currency(page.rows)
    reading = Reading(request.actor, timezone.now(), get_language() or "en", currency)
    return {
        "filters": filters,
        "chips": filters.chips(),
        "shelf": shelf,
        "tabs": tabs(filters, counts),
        "heads": heads(filters, shelf.arrangement, currency),
        "order": ",".join(shelf.arrangement.order),
        "rows": lines_of(complete(page.rows, shelf.arrangement), shelf.arrangement, reading, query=filters.address),
        "pager": pager(filters, page, counts),
        "is_narrowed": bool(filters.narrowing),
        "may_review": request.actor.may(Right.RETURNS_REVIEW),
        "may_open": request.actor.may(Right.RETURNS_OPEN),
    }
