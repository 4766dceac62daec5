"""The merchants' scores, read off their daily figures."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Sum

from aftercare.reporting.models import Benchmark, MerchantDay, RefundFact, Trade, TradeMember, WaitDay
from aftercare.reporting.rules.scores import all_definitions, index_of, reading
from aftercare.reporting.terms.scores import EVERYBODY, Definition, Figures, Kpi, Mark, Measure, Reading, Span

Marks = Mapping[Kpi, Mark]


@dataclass(frozen=True)
class Score:
    """A merchant's KPIs and what they come to together; the index is None until each KPI can be graded."""

    merchant: int
    readings: list[Reading]

    @property
    def index(self) -> Fraction | None:
        """Points of all KPIs together, from 0 to 100."""
        return index_of(self.readings)


class Ladder:
    """All benchmarks by trade and KPI, so that any day's can be told without asking again."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[tuple[date, Mark]]] = defaultdict(list)
        rows = Benchmark.objects.order_by("valid_from").values_list(
            "trade__code", "kpi", "valid_from", "average", "platinum"
        )
        for trade, kpi, valid_from, average, platinum in rows:
            self._rows[trade, kpi].append((valid_from, Mark(Fraction(average), Fraction(platinum))))

    def mark(self, trade: str, kpi: Kpi, on: date) -> Mark | None:
        """The trade's own mark of that day; where it has none, everybody's; None when nobody had set one yet."""
        return self._own(trade, kpi, on) or self._own(EVERYBODY, kpi, on)

    def marks(self, trade: str, on: date) -> Marks:
        """The marks of all KPIs on a day."""
        found = {kpi: self.mark(trade, kpi, on) for kpi in Kpi}
        return {kpi: mark for kpi, mark in found.items() if mark}

    def _own(self, trade: str, kpi: Kpi, on: date) -> Mark | None:
        held = [mark for valid_from, mark in self._rows[trade, kpi] if valid_from <= on]
        return held[-1] if held else None


def scores_on(until: date, *, ladder: Ladder, merchants: Collection[int] | None = None) -> dict[int, Score]:
    """The scores of a day, by merchant, for those with anything to count in the windows; None means all merchants."""
    spans = {definition.kpi: definition.span(until) for definition in all_definitions()}
    counted = {span: figures_of(span, merchants) for span in set(spans.values())}
    figures = {kpi: counted[span] for kpi, span in spans.items()}
    known = set().union(*figures.values())
    trades = trades_of(known)
    by_trade = {trade: ladder.marks(trade, until) for trade in set(trades.values())}
    return {
        merchant: Score(
            merchant,
            [
                reading(
                    definition, figures[definition.kpi].get(merchant, Figures()), by_trade[trade].get(definition.kpi)
                )
                for definition in all_definitions()
            ],
        )
        for merchant, trade in trades.items()
    }


def score_of_span(merchant: int, span: Span, marks: Marks) -> Score:
    """The KPIs over days of one's own choice instead of their windows."""
    figures = figures_of(span, [merchant]).get(merchant, Figures())
    return Score(merchant, [reading(each, figures, marks.get(each.kpi)) for each in all_definitions()])


def figures_of(span: Span, merchants: Collection[int] | None = None) -> dict[int, Figures]:
    """What was counted in these days, by merchant."""
    rows = MerchantDay.objects.filter(day__gte=span.first, day__lte=span.last)
    if merchants is not None:
        rows = rows.filter(merchant__in=merchants)
    sums = {f"sum_{each}": Sum(str(each)) for each in Measure}
    totals: Any = rows.values_list("merchant").annotate(**sums).order_by()
    return {merchant: Figures(dict(zip(Measure, map(int, counted), strict=True))) for merchant, *counted in totals}


def days_of_merchant(merchant: int, span: Span) -> dict[date, Figures]:
    """What was counted of one merchant, by day; days on which nothing stands are left out."""
    rows = MerchantDay.objects.filter(merchant=merchant, day__gte=span.first, day__lte=span.last)
    return {row.day: Figures({each: int(getattr(row, str(each))) for each in Measure}) for row in rows}


def waits_in(merchant: int, span: Span) -> Counter[str]:
    """Who kept the refunds that were paid in these days, in seconds by Turn; together they are what completion took."""
    rows = WaitDay.objects.filter(merchant=merchant, day__gte=span.first, day__lte=span.last)
    return Counter(dict(rows.values_list("turn").annotate(Sum("seconds")).order_by()))


def facts_behind(merchant: int, definition: Definition, span: Span) -> QuerySet[RefundFact]:
    """The refunds that a KPI of these days was counted from: everything below the line."""
    rows = RefundFact.objects.filter(merchant=merchant)
    if definition.denominator == Measure.ASKED:
        return rows.filter(asked_on__gte=span.first, asked_on__lte=span.last)
    rows = rows.filter(ended_on__gte=span.first, ended_on__lte=span.last)
    return rows.filter(is_paid=True) if definition.denominator == Measure.PAID else rows


def against(rows: QuerySet[RefundFact], definition: Definition) -> QuerySet[RefundFact]:
    """Those of them that count against the merchant; for completion time every one does, the longer the more."""
    if definition.kpi == Kpi.DISPUTES:
        return rows.filter(is_disputed=True)
    return rows.filter(stepped_in=True) if definition.kpi == Kpi.SELF_COMPLETION else rows


def trades_of(merchants: Iterable[int]) -> dict[int, str]:
    """The code of each merchant's trade."""
    wanted = set(merchants)
    members = TradeMember.objects.filter(merchant__in=wanted).values_list("merchant", "trade__code")
    return dict.fromkeys(wanted, EVERYBODY) | dict(members)


def fellows_of(merchant: int) -> list[int] | None:
    """The merchants of the same trade, itself among them; None when that trade is everybody."""
    trade = trades_of([merchant])[merchant]
    if trade == EVERYBODY:
        return None
    return list(TradeMember.objects.filter(trade__code=trade).values_list("merchant", flat=True))


def trades() -> QuerySet[Trade]:
    """All trades, by name."""
    return Trade.objects.order_by("name", "pk")


def benchmarks() -> QuerySet[Benchmark]:
    """All benchmarks: by trade and KPI, the newest first."""
    return Benchmark.objects.select_related("trade").order_by("trade__name", "trade", "kpi", "-valid_from")
