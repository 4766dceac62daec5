"""The register of goods that came in after sale (RET-61)."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from aftercare.org.rights import Right
from aftercare.returns.models import StockRecord
from aftercare.returns.queries.detail import stock_records_visible_to
from aftercare.web.access import needs
from aftercare.web.dock.forms import RegisterFilter
from aftercare.web.kit.parts import Pager
from aftercare.web.requests import DeskRequest

ON_A_PAGE = 50


@needs(Right.GOODS_SEE)
def register(request: DeskRequest) -> HttpResponse:
    """Type, goods, quantity, time, operator, service number; newest first, page by page."""
    form = RegisterFilter(request.GET)
    sought = form.cleaned_data if form.is_valid() else {}
    records = _narrowed(stock_records_visible_to(request.actor), sought)
    rows, pager = _page(records, request, sought)
    context = {"form": form, "rows": rows, "pager": pager, "sought": sought}
    return render(request, "dock/register.html", context)


def _narrowed(records: QuerySet[StockRecord], sought: dict[str, Any]) -> QuerySet[StockRecord]:
    if sought.get("since"):
        records = records.filter(at__gte=_midnight(sought["since"]))
    if sought.get("until"):
        records = records.filter(at__lt=_midnight(sought["until"] + timedelta(days=1)))
    if sought.get("number"):
        number = sought["number"].strip()
        records = records.filter(Q(case_number=number.upper()) | Q(sku__iexact=number))
    return records


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _page(
    records: QuerySet[StockRecord], request: DeskRequest, sought: dict[str, Any]
) -> tuple[list[StockRecord], Pager]:
    """The page behind the record `before`, or the one in front of the record `after`; else the first."""
    before, after = _spot(records, request.GET.get("before", "")), _spot(records, request.GET.get("after", ""))
    if after:
        newer = Q(at__gt=after.at) | Q(at=after.at, pk__gt=after.pk)
        found = list(records.filter(newer).order_by("at", "pk")[: ON_A_PAGE + 1])
        rows, has_newer, has_older = found[:ON_A_PAGE][::-1], len(found) > ON_A_PAGE, True
    else:
        older = Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk) if before else Q()
        found = list(records.filter(older)[: ON_A_PAGE + 1])
        rows, has_newer, has_older = found[:ON_A_PAGE], before is not None, len(found) > ON_A_PAGE
    return rows, Pager(
        earlier_url=_link(sought, after=rows[0].pk) if rows and has_newer else "",
        later_url=_link(sought, before=rows[-1].pk) if rows and has_older else "",
    )


def _spot(records: QuerySet[StockRecord], pk: str) -> StockRecord | None:
    return records.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def _link(sought: dict[str, Any], **spot: int) -> str:
    kept = {name: value for name, value in sought.items() if value}
    return f"?{urlencode({**kept, **spot})}"
