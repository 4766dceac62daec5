"""One merchant's score, and how it was before and after."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aftercare.kernel.actor import Actor
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.reporting.queries.scores import (
    Ladder,
    Score,
    fellows_of,
    figures_of,
    score_of_span,
    scores_on,
    trades,
    trades_of,
    waits_in,
)
from aftercare.reporting.rules.scores import reading, standing, value_of
from aftercare.reporting.terms.scores import DEFINITIONS, Definition, Figures, Kpi, Measure, Reading, Span, Standing
from aftercare.web.access import needs
from aftercare.web.kit.parts import Crumb, Text
from aftercare.web.marketplace.cards import (
    CHART_DAYS,
    Curves,
    cards,
    day_rows,
    flags,
    level_word,
    promise_row,
    wait_rows,
)
from aftercare.web.marketplace.figures import change, points, shown
from aftercare.web.marketplace.forms import AsOf, Periods
from aftercare.web.marketplace.words import CONSEQUENCES, KPI, SHORT, UNIT, VARIANT, trade_name
from aftercare.web.requests import DeskRequest
from aftercare.web.words import Word


@dataclass(frozen=True)
class Compared:
    """One KPI before and after; `note` says what makes the two differ that is not the merchant's doing."""

    title: Text
    unit: Text
    before: Text
    before_level: Word | None
    after: Text
    after_level: Word | None
    change: Text
    note: Text = ""


@require_safe
@needs(Right.SCORES_SEE)
def score(request: DeskRequest, pk: int) -> HttpResponse:
    """The KPIs of a day with their curves, what follows from them, and what kept refunds waiting."""
    merchant = merchant_or_404(request.actor, pk)
    form = AsOf(request.GET)
    until = form.day(timezone.localdate())
    ladder, trade = Ladder(), trades_of([pk])[pk]
    found, place = _score_and_place(pk, until, trade, ladder)
    curves = Curves(pk, trade, Span(until - timedelta(days=CHART_DAYS - 1), until), ladder)
    months = curves.months()
    span = ladder.definition(Kpi.COMPLETION_TIME, until).span(until)
    figures = figures_of(span, [pk]).get(pk, Figures())
    context = {
        "merchant": merchant,
        "crumbs": crumbs(request.actor, merchant),
        "form": AsOf(initial={"on": until}),
        "until": until,
        "trade": _trade_said(trade),
        "cards": cards(found, curves),
        "index": points(found.index),
        "place": place,
        "share": points(place.share) if place else "",
        "flags": flags(found, place),
        "promise": promise_row(figures),
        "consequences": CONSEQUENCES,
        "months": months,
        "is_mixed": curves.is_mixed or any(month.is_counted_otherwise for month in months),
        "heads": [SHORT[kpi] for kpi in Kpi],
        "days": day_rows(curves),
        "waits": wait_rows(waits_in(pk, span), figures[Measure.PAID]),
        "mean": shown(value_of(DEFINITIONS[Kpi.COMPLETION_TIME], figures)),
        "may_set": request.actor.may(Right.BENCHMARKS_MANAGE),
    }
    return render(request, "marketplace/score.html", context)


@require_safe
@needs(Right.SCORES_SEE)
def compare(request: DeskRequest, pk: int) -> HttpResponse:
    """Two periods side by side, each graded against what held at its end."""
    merchant = merchant_or_404(request.actor, pk)
    before, after = Periods(request.GET).spans(timezone.localdate())
    ladder, trade = Ladder(), trades_of([pk])[pk]
    was, now = (score_of_span(pk, span, trade, ladder) for span in (before, after))
    pairs = list(zip(was.readings, now.readings, strict=True))
    compares = all(_same_way(*pair) for pair in pairs)
    context = {
        "merchant": merchant,
        "crumbs": [*crumbs(request.actor, merchant, is_page=False), Crumb(_("Before and after"))],
        "form": Periods(initial=_answers(before, after)),
        "before": before,
        "after": after,
        "rows": [_compared(*pair) for pair in pairs],
        "index_before": points(was.index),
        "index_after": points(now.index),
        "index_change": change(was.index if compares else None, now.index, places=0),
        "index_note": "" if compares else _("A KPI in it was counted otherwise, so the two do not compare."),
    }
    return render(request, "marketplace/compare.html", context)


def merchant_or_404(actor: Actor, pk: int) -> Merchant:
    """The merchant, if its score is for this reader."""
    return get_object_or_404(merchants_visible_to(actor), pk=pk)


def crumbs(actor: Actor, merchant: Merchant, *, is_page: bool = True) -> list[Crumb]:
    """The way back; for who has one merchant alone there is no list to go back to."""
    here = Crumb(merchant.name, "" if is_page else reverse("score", args=[merchant.pk]))
    has_list = actor.merchants is None or len(actor.merchants) > 1
    return [Crumb(_("Scores"), reverse("scores")), here] if has_list else [here]


def _score_and_place(pk: int, until: date, trade: str, ladder: Ladder) -> tuple[Score, Standing | None]:
    """The merchant's own score; of its fellows' only where it stands among them."""
    fellows = scores_on(until, ladder=ladder, merchants=fellows_of(pk))
    marks = ladder.marks(trade, until)
    nothing = Score(pk, [reading(each, Figures(), marks.get(each.kpi)) for each in ladder.definitions(until)])
    indices: dict[int, Fraction | None] = {who: each.index for who, each in fellows.items()}
    return fellows.get(pk, nothing), standing(indices, pk)


def _trade_said(code: str) -> Text:
    found = trades().filter(code=code).first()
    return trade_name(found) if found else code


def _answers(before: Span, after: Span) -> dict[str, Any]:
    days = {"before_from": before.first, "before_to": before.last}
    return days | {"after_from": after.first, "after_to": after.last}


def _compared(was: Reading, now: Reading) -> Compared:
    return Compared(
        KPI[now.definition.kpi].label,
        UNIT[now.definition.unit],
        shown(was.value, was.mark),
        level_word(was),
        shown(now.value, now.mark),
        level_word(now),
        change(was.value if _same_way(was, now) else None, now.value),
        _changed(was.definition, now.definition),
    )


def _same_way(was: Reading, now: Reading) -> bool:
    return was.definition.variant == now.definition.variant


def _changed(was: Definition, now: Definition) -> Text:
    """That a KPI was counted or graded by another rule in each of the periods."""
    if was.variant != now.variant:
        said = {"was": VARIANT[was.variant], "now": VARIANT[now.variant]}
        return gettext("Counted otherwise before (%(was)s) than after (%(now)s): the two do not compare.") % said
    return gettext("Graded by other limits before than after.") if was.grading != now.grading else ""
