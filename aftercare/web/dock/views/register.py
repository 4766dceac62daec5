"""The register of goods that came in after sale (RET-61)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.org.rights import Right
from aftercare.returns.models import StockRecord
from aftercare.returns.queries.detail import stock_records_visible_to
from aftercare.returns.terms import StockKind
from aftercare.web.access import needs
from aftercare.web.dock.forms import RegisterFilter
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.requests import DeskRequest
from aftercare.web.words import STOCK_KIND, Word

STOCK = Word(_("Stock"), Tone.GREEN)
SCRAP = Word(_("Scrap"), Tone.AMBER)
TO_BUYER = Word(_("To the buyer"), Tone.BLUE)


@dataclass(frozen=True)
class Row:
    """A record with the word for its kind."""

    record: StockRecord
    kind: Text

    @property
    def destination(self) -> Word:
        """Where the goods went."""
        if self.record.kind in (StockKind.RETURN_OUT, StockKind.AFTER_SALES_OUT, StockKind.REFUSED_OUT):
            return TO_BUYER
        return SCRAP if self.record.is_scrap else STOCK


@needs(Right.GOODS_SEE)
def register(request: DeskRequest) -> HttpResponse:
    """Type, goods, quantity, time, operator, service number; newest first, page by page."""
    form = RegisterFilter(request.GET)
    sought = form.cleaned_data if form.is_valid() else {}
    records = _narrowed(stock_records_visible_to(request.actor), sought)
    page = page_of(request, records, Key("at"))
    rows = [Row(record, STOCK_KIND.get(record.kind, record.kind)) for record in page.rows]
    context = {"form": form, "rows": rows, "pager": page.pager(), "sought": sought}
    return render(request, "dock/register.html", context)


def _narrowed(records: QuerySet[StockRecord], sought: dict[str, Any]) -> QuerySet[StockRecord]:
    if sought.get("since"):
        records = records.filter(at__gte=_midnight(sought["since"]))
    if sought.get("until"):
        records = records.filter(at__lt=_midnight(sought["until"] + timedelta(days=1)))
    if sought.get("kind"):
        records = records.filter(kind=sought["kind"])
    if sought.get("operator"):
        records = records.filter(operator_name__istartswith=sought["operator"].strip())
    if sought.get("number"):
        number = sought["number"].strip()
        records = records.filter(Q(case_number=number.upper()) | Q(sku__iexact=number))
    return records


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
