"""The list put together from its address: filters, tabs, columns, the way to the next page."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reasons
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import COUNT_CAP
from aftercare.returns.queries.searching import APPLIED, ORDERED, capped_sum
from aftercare.returns.terms import Shown
from aftercare.web.keyset import Key, Page
from aftercare.web.kit.figures import at_most, number, symbol
from aftercare.web.kit.parts import Column, Pager, Tab, Text
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.forms.filtering import OLDEST_FIRST, Filters
from aftercare.web.words import SHOWN


def read_filters(request: DeskRequest) -> Filters:
    """The filters that the address holds, with the choices that this reader has."""
    return Filters(
        request.GET,
        merchants=list(merchants_visible_to(request.actor)),
        reasons=list(reasons(Kind.RETURN_REFUND)),
        language=get_language() or "en",
    )


def tabs(filters: Filters, counts: dict[str, int]) -> list[Tab]:
    """The trade's states, with how many are in each under the other filters."""
    here = filters.sought.shown
    everything = Tab(_("All"), _address(filters, ""), at_most(capped_sum(counts), COUNT_CAP), current=not here)
    return [everything] + [
        Tab(SHOWN[shown].label, _address(filters, shown), _count(counts, shown), current=shown == here)
        for shown in Shown
    ]


def _count(counts: dict[str, int], shown: str) -> str | None:
    return at_most(counts[shown], COUNT_CAP) if counts else None


def _address(filters: Filters, shown: str) -> str:
    return f"?{filters.address_with(state=shown)}"


def columns(filters: Filters, currency: str) -> list[Column]:
    """The heads; the time that the list stands by turns it round."""
    by = filters.sequence.by
    direction = "ascending" if filters.sequence.oldest_first else "descending"
    turned = f"?{filters.address_with(sort='' if filters.sequence.oldest_first else OLDEST_FIRST)}"
    sorted_by: dict[str, Any] = {"sort_url": turned, "sorted": direction}
    return [
        Column("number", _("Service no."), fixed=True),
        Column("state", _("State")),
        Column("turn", _("Whose turn")),
        Column("since", _("Since")),
        Column("kind", _("Type")),
        Column("goods", _("Goods")),
        Column("refund", _refund_head(currency), num=True),
        Column("merchant", _("Merchant")),
        Column("order", _("Order no.")),
        Column("applied", _("Applied"), num=True, **(sorted_by if by == APPLIED else {})),
        Column("reviewed", _("Reviewed"), num=True),
        Column("ordered", _("Ordered"), num=True, **(sorted_by if by == ORDERED else {})),
    ]


def _refund_head(currency: str) -> Text:
    return gettext("Refund %(sign)s") % {"sign": symbol(currency).strip()} if currency else _("Refund")


def pager(filters: Filters, page: Page[Return], counts: dict[str, int]) -> Pager:
    """The neighbouring pages, and how much of the whole is shown."""
    if not page.rows:
        return page.pager()
    here = filters.sought.shown
    total = _count(counts, here) if here else at_most(capped_sum(counts), COUNT_CAP)
    shown = number(len(page.rows))
    return page.pager(gettext("%(shown)s of %(total)s") % {"shown": shown, "total": total} if total else shown)


def key_of(filters: Filters) -> Key:
    """What the list is paged by."""
    return Key(filters.sequence.by, newest_first=not filters.sequence.oldest_first)


def place_in_address(request: DeskRequest, filters: Filters) -> str:
    """The address of what is shown, without answers that were left empty."""
    query = filters.query
    for way in ("after", "before"):
        if request.GET.get(way):
            query[way] = request.GET[way]
    return f"{request.path}?{query.urlencode()}" if query else request.path
