"""What merchants are measured by: trades, and their dated benchmarks."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.rights import Right
from aftercare.reporting.commands.benchmarks import add_trade, put_into_trade, set_benchmark
from aftercare.reporting.models import Benchmark
from aftercare.reporting.queries.scores import benchmarks, trades, trades_of
from aftercare.reporting.terms.scores import DEFINITIONS, Kpi
from aftercare.web.access import needs
from aftercare.web.kit.parts import Crumb, Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.marketplace.figures import exact
from aftercare.web.marketplace.forms import IntoTrade, NewBenchmark, NewTrade
from aftercare.web.marketplace.views.score import merchant_or_404
from aftercare.web.marketplace.words import KPI, UNIT, trade_name
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

DIALOG = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Row:
    """One benchmark."""

    trade: Text
    kpi: Text
    unit: Text
    valid_from: date
    average: Text
    platinum: Text
    source: str


@require_safe
@needs(Right.SCORES_SEE)
def ladder(request: DeskRequest) -> HttpResponse:
    """Every benchmark, by trade and KPI, the newest first."""
    rows = [_row(row) for row in benchmarks()]
    context = {
        "rows": rows,
        "crumbs": [Crumb(_("Scores"), reverse("scores")), Crumb(_("Benchmarks"))],
        "may_set": request.actor.may(Right.BENCHMARKS_MANAGE),
    }
    return render(request, "marketplace/benchmarks.html", context)


@require_http_methods(DIALOG)
@needs(Right.BENCHMARKS_MANAGE)
def benchmark_new(request: DeskRequest) -> HttpResponse:
    """Set average and platinum of a KPI from a day on."""
    form = NewBenchmark(request.POST or None, auto_id="dialog_%s", initial={"valid_from": timezone.localdate()})
    form.fields["trade"].queryset = trades()  # type: ignore[attr-defined]
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            kpi = Kpi(said.pop("kpi"))
            set_benchmark(said.pop("trade"), kpi, **said, by=request.actor, at=timezone.now())
            say(request, _("The benchmark holds from that day on."))
            return go(request, reverse("benchmarks"))
    return _dialog(request, form, _("Set a benchmark"), _("Set the benchmark"))


@require_http_methods(DIALOG)
@needs(Right.BENCHMARKS_MANAGE)
def trade_new(request: DeskRequest) -> HttpResponse:
    """Add a line of business."""
    form = NewTrade(request.POST or None, auto_id="dialog_%s")
    if form.is_valid():
        with refusals_into(form):
            trade = add_trade(form.cleaned_data["code"], form.cleaned_data["name"], by=request.actor, at=timezone.now())
            say(request, _("“%(name)s” is added.") % {"name": trade})
            return go(request, reverse("benchmarks"))
    return _dialog(request, form, _("Add a trade"), _("Add"))


@require_http_methods(DIALOG)
@needs(Right.BENCHMARKS_MANAGE)
def into_trade(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose whom a merchant is compared with."""
    merchant = merchant_or_404(request.actor, pk)
    current = trades().filter(code=trades_of([pk])[pk]).first()
    form = IntoTrade(request.POST or None, auto_id="dialog_%s", initial={"trade": current})
    form.fields["trade"].queryset = trades()  # type: ignore[attr-defined]
    if form.is_valid():
        with refusals_into(form):
            trade = form.cleaned_data["trade"]
            put_into_trade(merchant, trade, by=request.actor, at=timezone.now())
            say(request, _("“%(name)s” is compared with “%(trade)s”.") % {"name": merchant, "trade": trade_name(trade)})
            return go(request, reverse("score", args=[pk]))
    return _dialog(request, form, _("Trade of “%(name)s”") % {"name": merchant}, _("Save"))


def _dialog(request: DeskRequest, form: NewBenchmark | NewTrade | IntoTrade, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    return render(request, "marketplace/form.html", context, status=form_status(form))


def _row(row: Benchmark) -> Row:
    unit = UNIT[DEFINITIONS[Kpi(row.kpi)].unit]
    figures = (exact(row.average), exact(row.platinum))
    return Row(trade_name(row.trade), KPI[row.kpi].label, unit, row.valid_from, *figures, row.source)
