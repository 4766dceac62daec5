"""All merchants whose score the reader may see, the worst first."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from aftercare.kernel.actor import Actor
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.reporting.queries.scores import Ladder, Score, scores_on, trades, trades_of
from aftercare.reporting.rules.scores import standing, worst_first
from aftercare.reporting.terms.scores import EVERYBODY, Kpi, Standing
from aftercare.web.access import needs
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Pager, Text
from aftercare.web.kit.toasts import go
from aftercare.web.marketplace.cards import flags, level_word
from aftercare.web.marketplace.figures import points, shown
from aftercare.web.marketplace.forms import Overview
from aftercare.web.marketplace.words import SHORT, trade_name
from aftercare.web.requests import DeskRequest
from aftercare.web.words import Word

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One merchant of the list."""

    merchant: Merchant
    trade: Text
    cells: list[tuple[Text, Word | None]]
    index: Text
    place: Text
    flags: list[Word]


@require_safe
@needs(Right.SCORES_SEE)
def scores(request: DeskRequest) -> HttpResponse:
    """The list; who belongs to one merchant goes straight to that one's score."""
    if request.actor.merchants is not None and len(request.actor.merchants) == 1:
        return go(request, reverse("score", args=list(request.actor.merchants)))
    choices = list(trades())
    form = Overview(request.GET, trades=choices)
    until = form.day(timezone.localdate())
    everybody = scores_on(until, ladder=Ladder())
    order = worst_first({pk: found.index for pk, found in everybody.items()})
    of_trade = trades_of(everybody)
    wanted = form.cleaned_data.get("trade") or ""
    own = request.actor.merchants
    mine = [pk for pk in order if (not wanted or of_trade[pk] == wanted) and (own is None or pk in own)]
    first = _first(request)
    context = {
        "form": Overview(initial={"on": until, "trade": wanted}, trades=choices),
        "until": until,
        "heads": [SHORT[kpi] for kpi in Kpi],
        "rows": _rows(request.actor, mine[first : first + PAGE], everybody, of_trade),
        "pager": _pager(request, first, len(mine)),
        "may_set": request.actor.may(Right.BENCHMARKS_MANAGE),
    }
    return render(request, "marketplace/overview.html", context)


def _rows(actor: Actor, chosen: list[int], everybody: dict[int, Score], of_trade: dict[int, str]) -> list[Row]:
    merchants = merchants_visible_to(actor).in_bulk(chosen)
    names = {trade.code: trade_name(trade) for trade in trades()}
    indices: dict[str, dict[int, Fraction | None]] = {}
    for pk, found in everybody.items():
        for trade in {of_trade[pk], EVERYBODY}:
            indices.setdefault(trade, {})[pk] = found.index
    return [
        _row(merchants[pk], everybody[pk], names.get(of_trade[pk], ""), standing(indices[of_trade[pk]], pk))
        for pk in chosen
        if pk in merchants
    ]


def _row(merchant: Merchant, found: Score, trade: Text, place: Standing | None) -> Row:
    return Row(
        merchant,
        trade,
        [(shown(each.value, each.mark), level_word(each)) for each in found.readings],
        points(found.index),
        f"{number(place.place)} / {number(place.of)}" if place else shown(None),
        flags(found, place),
    )


def _first(request: DeskRequest) -> int:
    said = request.GET.get("from", "")
    return int(said) // PAGE * PAGE if said.isdecimal() and len(said) < 7 else 0


def _pager(request: DeskRequest, first: int, count: int) -> Pager:
    text = ngettext("%(count)s merchant with refunds", "%(count)s merchants with refunds", count)
    earlier = _address(request, first - PAGE) if first else ""
    later = _address(request, first + PAGE) if first + PAGE < count else ""
    return Pager(earlier, later, text % {"count": number(count)})


def _address(request: DeskRequest, first: int) -> str:
    asked: Any = request.GET.copy()
    asked["from"] = str(max(first, 0))
    return f"?{asked.urlencode()}"
