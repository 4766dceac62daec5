"""The list put together from its address: filters, tabs, columns, the way to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import known_reasons
from aftercare.lists.terms import Arrangement
from aftercare.org.queries.merchants import known_merchants, platforms_visible_to
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import COUNT_CAP
from aftercare.returns.queries.searching import APPLIED, DUE, ORDERED, Sequence, Sought, capped_sum
from aftercare.returns.terms import Shown
from aftercare.web.keyset import Key, Page
from aftercare.web.kit.figures import at_most, number, symbol
from aftercare.web.kit.parts import Pager, Tab, Text
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.columns import COLUMNS
from aftercare.web.returns.forms.filtering import Filters
from aftercare.web.returns.lines import classes_of
from aftercare.web.words import SHOWN

SORTED_BY = {"applied": APPLIED, "ordered": ORDERED, "due": DUE}
"""Which columns hold a time that the list can stand by."""


@dataclass(frozen=True)
class Head:
    """A column's head. `width` in CSS pixels; None fits the content. `sorted` is ascending, descending or empty."""

    key: str
    label: Text
    css: str
    width: int | None
    is_num: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Place:
    """A column in the menu that arranges them; the first one names the row and stays."""

    key: str
    label: Text
    is_first: bool
    is_shown: bool
    is_frozen: bool
    width: int | None


def read_filters(request: DeskRequest) -> Filters:
    """The filters that the address holds, with the choices that this reader has."""
    return Filters(
        request.GET,
        merchants=known_merchants(request.actor),
        reasons=known_reasons(),
        language=get_language() or "en",
        platforms=platforms_visible_to(request.actor),
    )


@dataclass(frozen=True)
class Way:
    """The list that the reader of a page came from: what it is narrowed to, how it runs, its address."""

    sought: Sought
    sequence: Sequence
    address: str


def read_way(request: DeskRequest) -> Way:
    """The way back that the address holds. What is not there is not looked up: most pages are opened without."""
    told = request.GET.keys() & Filters.base_fields.keys()
    if not told:
        return Way(Sought(), Sequence(), "")
    filters = Filters(
        request.GET,
        merchants=known_merchants(request.actor) if "merchant" in told else [],
        reasons=known_reasons() if "reason" in told else [],
        language=get_language() or "en",
        platforms=platforms_visible_to(request.actor) if "platform" in told else [],
    )
    return Way(filters.sought, filters.sequence, filters.address)


def tabs(filters: Filters, counts: dict[str, int]) -> list[Tab]:
    """The trade's states as the chosen type calls them, with how many are in each under the other filters."""
    here, kind = filters.sought.shown, filters.sought.kind
    everything = Tab(_("All"), _address(filters, ""), at_most(capped_sum(counts), COUNT_CAP), current=not here)
    return [everything] + [
        Tab(SHOWN[shown].label, _address(filters, shown), _count(counts, shown), current=shown == here)
        for shown in Shown
        if shown not in _NEVER.get(kind, ()) or shown == here
    ]


_NEVER: Mapping[str, tuple[Shown, ...]] = {
    Kind.EXCHANGE: (Shown.REFUND_DUE,),
    Kind.RETURN_REFUND: (Shown.EXCHANGE_DUE,),
    Kind.REFUND_ONLY: (Shown.EXCHANGE_DUE,),
}
"""The names that the trade does not use for a type."""


def _count(counts: dict[str, int], shown: str) -> str | None:
    return at_most(counts[shown], COUNT_CAP) if counts else None


def _address(filters: Filters, shown: str) -> str:
    return f"?{filters.address_with(state=shown)}"


def heads(filters: Filters, arrangement: Arrangement, currency: str) -> list[Head]:
    """The heads from the left; the time that the list stands by turns it round."""
    return [_head(key, filters, arrangement, currency) for key in arrangement.shown]


def _head(key: str, filters: Filters, arrangement: Arrangement, currency: str) -> Head:
    label: Text = COLUMNS[key].label
    if key == "refund" and currency:
        label = gettext("Refund %(sign)s") % {"sign": symbol(currency).strip()}
    head = Head(key, label, classes_of(key, arrangement), arrangement.widths.get(key), COLUMNS[key].is_num)
    if key == "due" and filters.sequence.by != DUE:
        return replace(head, sort_url=f"?{filters.address_with(due='any', sort='')}")
    if SORTED_BY.get(key) != filters.sequence.by:
        return head
    turned = filters.address_with(sort=filters.turned_round)
    direction = "ascending" if filters.sequence.oldest_first else "descending"
    return replace(head, sort_url=f"?{turned}", sorted=direction)


def places(arrangement: Arrangement) -> list[Place]:
    """All columns in their order, as the menu lists them."""
    shown = arrangement.shown
    return [
        Place(
            key,
            COLUMNS[key].label,
            is_first=key == shown[0],
            is_shown=key in shown,
            is_frozen=key in shown[: arrangement.frozen],
            width=arrangement.widths.get(key),
        )
        for key in arrangement.order
    ]


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
