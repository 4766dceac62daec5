"""The refunds that a KPI was counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aftercare.cases.queries.file import numbers_of
from aftercare.cases.queries.interventions import rulings_of
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.reporting.models import RefundFact
from aftercare.reporting.queries.scores import Ladder, against, facts_behind
from aftercare.reporting.terms.scores import Definition, Kpi, Measure
from aftercare.returns.queries.listing import visible_to
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Crumb, Tab, Text
from aftercare.web.marketplace.figures import shown
from aftercare.web.marketplace.forms import AsOf
from aftercare.web.marketplace.views.score import crumbs, merchant_or_404
from aftercare.web.marketplace.words import KPI, counted_as
from aftercare.web.requests import DeskRequest
from aftercare.web.words import RULING, TURN

SLOWEST = Key("seconds", newest_first=True, of="number")
LATEST = {"asked": Key("asked_at"), "ended": Key("ended_at")}


@dataclass(frozen=True)
class Row:
    """One refund: who kept it longest says where the time went."""

    number: str
    url: str
    fact: RefundFact
    days: Text
    longest: Text
    ruling: Text


@require_safe
@needs(Right.SCORES_SEE)
def cases(request: DeskRequest, pk: int) -> HttpResponse:
    """Below the line of a KPI, or only what counts against the merchant; for completion time the slowest first."""
    merchant = merchant_or_404(request.actor, pk)
    form = AsOf(request.GET)
    until = form.day(timezone.localdate())
    definition = _definition(request.GET.get("kpi", ""), until)
    span = definition.span(until)
    behind = facts_behind(pk, definition, span)
    bad_only = "all" not in request.GET and definition.kpi != Kpi.COMPLETION_TIME
    page = page_of(request, against(behind, definition) if bad_only else behind, _key(definition))
    context = {
        "merchant": merchant,
        "crumbs": [*crumbs(request.actor, merchant, is_page=False), Crumb(KPI[definition.kpi].label)],
        "kpi": KPI[definition.kpi],
        "counted": counted_as(definition),
        "span": span,
        "tabs": _tabs(definition, behind, until=until.isoformat(), bad_only=bad_only),
        "rows": _rows(request.actor, page.rows),
        "pager": page.pager(),
        "may_step_in": request.actor.may(Right.INTERVENTIONS_RECORD) and request.actor.merchants is None,
    }
    return render(request, "marketplace/cases.html", context)


def _definition(asked: str, on: date) -> Definition:
    return Ladder().definition(next((kpi for kpi in Kpi if kpi == asked), Kpi.COMPLETION_TIME), on)


def _key(definition: Definition) -> Key:
    if definition.kpi == Kpi.COMPLETION_TIME:
        return SLOWEST
    return LATEST["ended" if definition.denominator == Measure.ENDED else "asked"]


def _tabs(definition: Definition, behind: QuerySet[RefundFact], *, until: str, bad_only: bool) -> list[Tab]:
    address = f"?kpi={definition.kpi}&on={until}"
    if definition.kpi == Kpi.COMPLETION_TIME:
        return []
    counted = against(behind, definition).count()
    return [
        Tab(_("Against the merchant"), address, number(counted), current=bad_only),
        Tab(_("All that were counted"), f"{address}&all", number(behind.count()), current=not bad_only),
    ]


def _rows(actor: Actor, facts: Sequence[RefundFact]) -> list[Row]:
    ids = [fact.case for fact in facts]
    numbers, rulings = numbers_of(ids), rulings_of(ids)
    open_to_reader = set(visible_to(actor).order_by().filter(case__in=ids).values_list("case", flat=True))
    return [
        Row(
            numbers.get(fact.case, ""),
            reverse("return-detail", args=[numbers[fact.case]]) if fact.case in open_to_reader else "",
            fact,
            shown(_days(fact)),
            _longest(fact),
            RULING[rulings[fact.case]] if fact.case in rulings else "",
        )
        for fact in facts
        if fact.case in numbers
    ]


def _days(fact: RefundFact) -> Fraction | None:
    return None if fact.seconds is None else Fraction(fact.seconds, 86_400)


def _longest(fact: RefundFact) -> Text:
    """Who kept it longest, and how long in days."""
    if not fact.waits:
        return ""
    turn, seconds = max(fact.waits.items(), key=lambda wait: wait[1])
    facts = {"who": TURN[turn] if turn else _("Not recorded"), "days": shown(Fraction(seconds, 86_400))}
    return gettext("%(who)s, %(days)s days") % facts
