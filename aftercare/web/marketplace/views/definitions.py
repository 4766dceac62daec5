"""How the KPIs are counted and graded, and since when."""

from dataclasses import dataclass
from datetime import date

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.rights import Right
from aftercare.reporting.commands.definitions import define_kpi, withdraw_definition
from aftercare.reporting.models import KpiDefinition
from aftercare.reporting.queries.scores import Ladder, definition_of, definitions_kept
from aftercare.reporting.terms.scores import DEFINITIONS, Definition, Kpi
from aftercare.web.access import needs
from aftercare.web.kit import dates
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Crumb, Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.marketplace.forms import Define
from aftercare.web.marketplace.words import KPI, VARIANT, counted_as, days_said
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen


@dataclass(frozen=True)
class Row:
    """One definition; without a day it is the usual one, which holds before all others and stays."""

    pk: int | None
    counted: Text
    days: str
    grades: str
    valid_from: date | None
    source: str
    is_now: bool


@dataclass(frozen=True)
class Section:
    """One KPI with its definitions, the newest first."""

    kpi: Kpi
    title: Text
    counted: str
    rows: list[Row]


@require_safe
@needs(Right.SCORES_SEE)
def listing(request: DeskRequest) -> HttpResponse:
    """Every definition that holds, held or will hold."""
    ladder, today = Ladder(), timezone.localdate()
    context = {
        "sections": [_section(kpi, ladder.definition(kpi, today), today) for kpi in Kpi],
        "crumbs": [Crumb(_("Scores"), reverse("scores")), Crumb(_("How KPIs are counted"))],
        "may_set": request.actor.may(Right.BENCHMARKS_MANAGE) and request.actor.merchants is None,
    }
    return render(request, "marketplace/definitions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.BENCHMARKS_MANAGE)
def define(request: DeskRequest, kpi: str) -> HttpResponse:
    """Choose how a KPI is counted and graded from a day on."""
    if kpi not in list(Kpi):
        raise Http404
    known, today = Kpi(kpi), timezone.localdate()
    form = Define(known, request.POST or None, auto_id="dialog_%s", initial=_answers(Ladder().definition(known, today)))
    seen = Seen(request, lambda: list(definitions_kept().filter(kpi=kpi).values()))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            day = form.cleaned_data["valid_from"]
            define_kpi(known, form.chosen(), valid_from=day, by=request.actor, at=timezone.now())
            say(request, _("It is counted like this from that day on."))
            return go(request, reverse("kpi-definitions"))
    context = {"form": form, "title": KPI[known].label, "button": _("Count it like this")}
    return render(request, "marketplace/form.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.BENCHMARKS_MANAGE)
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a definition back, after asking."""
    row = get_object_or_404(definitions_kept(), pk=pk)
    form, seen = Form(request.POST), Seen(request, lambda: definitions_kept().filter(pk=pk).values().first())
    if request.method == "POST":
        with refusals_into(form), seen.unchanged():
            withdraw_definition(row, by=request.actor, at=timezone.now())
            say(request, _("Withdrawn. Its days are counted as before it."))
            return go(request, reverse("kpi-definitions"))
    told = {"kpi": KPI[Kpi(row.kpi)].label, "day": dates.day(row.valid_from)}
    context = {
        "form": form if request.method == "POST" else None,
        "title": _("Withdraw the definition of “%(kpi)s” from %(day)s?") % told,
        "text": _("Every day from then on is counted by the definition before it, also days that have passed."),
        "button": _("Withdraw"),
    }
    return render(request, "marketplace/sure.html", context, status=form_status(form) if form.is_bound else 200)


def _answers(now: Definition) -> dict[str, object]:
    return {
        "variant": str(now.variant),
        "window_days": now.window_days,
        "lag_days": now.lag_days,
        "middling_from": now.grading.middling,
        "excellent_from": now.grading.excellent,
        "valid_from": timezone.localdate(),
    }


def _section(kpi: Kpi, now: Definition, today: date) -> Section:
    kept = list(definitions_kept().filter(kpi=kpi))
    current = next((row.pk for row in kept if row.valid_from <= today), None)
    rows = [_row(definition_of(row), row, is_now=row.pk == current) for row in kept]
    usual = _row(DEFINITIONS[kpi], None, is_now=current is None)
    return Section(kpi, KPI[kpi].label, counted_as(now), [*rows, usual])


def _row(definition: Definition, kept: KpiDefinition | None, *, is_now: bool) -> Row:
    grades = _("middling from %(middling)s, excellent from %(excellent)s points") % {
        "middling": number(definition.grading.middling),
        "excellent": number(definition.grading.excellent),
    }
    pk, valid_from, source = (kept.pk, kept.valid_from, kept.source) if kept else (None, None, "")
    return Row(pk, VARIANT[definition.variant], days_said(definition), grades, valid_from, source, is_now)
