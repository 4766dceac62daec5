"""The register of goods that came in or went out after sale (RET-61, RET-62): page, paper and file."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.lists.terms import Format
from aftercare.org.rights import Right
from aftercare.returns.models import StockRecord
from aftercare.returns.queries.register import destination_of, records_of
from aftercare.web import exports
from aftercare.web.access import needs
from aftercare.web.dock.exporting import HEADS, LIST, sought_in, wanted
from aftercare.web.dock.forms import RegisterFilter
from aftercare.web.dock.words import DESTINATION
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import KV, Text
from aftercare.web.requests import DeskRequest
from aftercare.web.words import STOCK_KIND, Word

LEAVING = exports.Leaving(LIST, "dock", _("Export the stock register"), "dock-register", _("Stock register"))
ON_PAPER = 1000
"""Rows that are printed: some thirty sheets; more is for a file."""


@dataclass(frozen=True)
class Row:
    """A record with the word for its kind."""

    record: StockRecord
    kind: Text

    @property
    def destination(self) -> Word:
        """Where the goods went."""
        return DESTINATION[destination_of(self.record.kind, is_scrap=self.record.is_scrap)]


@needs(Right.GOODS_SEE)
@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """Type, goods, quantity, time, operator, service number; newest first, page by page."""
    form, sought = sought_in(request.GET)
    page = page_of(request, records_of(request.actor, sought), Key("at"))
    context = {
        "form": form,
        "rows": [_row(record) for record in page.rows],
        "pager": page.pager(),
        "sought": sought.as_plain(),
        "query": _query(request),
    }
    return render(request, "dock/register.html", context)


@needs(Right.GOODS_SEE)
@require_safe
def register_paper(request: DeskRequest) -> HttpResponse:
    """The register under the filter as sheets of paper, its head on every one."""
    form, sought = sought_in(request.GET)
    found = list(records_of(request.actor, sought)[: ON_PAPER + 1])
    context = {
        "heads": HEADS,
        "rows": [_row(record) for record in found[:ON_PAPER]],
        "is_cut": len(found) > ON_PAPER,
        "most": ON_PAPER,
        "filters": _told(form),
        "now": timezone.now(),
    }
    return render(request, "dock/register_paper.html", context)


@needs(Right.GOODS_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def register_export(request: DeskRequest) -> HttpResponse:
    """The dialog that asks how; the address carries the filter."""
    form = exports.ExportForm(request.POST or None, request.actor, has_personal_data=False)
    _form, sought = sought_in(request.GET)
    return exports.ask(request, LEAVING, form, lambda: wanted(sought, Format(form.cleaned_data["format"])))


@needs(Right.GOODS_SEE)
@require_safe
def register_exported(request: DeskRequest, key: UUID) -> HttpResponse:
    """How far the file is, and the way to it."""
    return exports.how_far(request, LEAVING, key)


@needs(Right.GOODS_SEE)
@require_safe
def register_export_file(request: DeskRequest, key: UUID) -> HttpResponse:
    """The file itself."""
    return exports.send(request, LEAVING, key)


def _row(record: StockRecord) -> Row:
    return Row(record, STOCK_KIND.get(record.kind, record.kind))


def _query(request: DeskRequest) -> str:
    """The filter without the page."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


def _told(form: RegisterFilter) -> list[KV]:
    """What the filter says, for whoever reads the paper."""
    said = form.cleaned_data if form.is_valid() else {}
    return [KV(form[name].label, form.spoken(name)) for name in form.fields if said.get(name)]
