"""The merchants' scores, read off their daily figures."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from aftercare.orders.models import Order
from aftercare.reporting.models import Benchmark, KpiDefinition, MerchantDay, RefundFact, Trade, TradeMember, WaitDay
from aftercare.reporting.rules.scores import index_of, reading
from aftercare.reporting.terms.scores import (
    COLUMNS,
    DEFINITIONS,
    EVERYBODY,
    Definition,
    Figures,
    Grading,
    Kpi,
    Mark,
    Measure,
    Reading,
    Span,
    Variant,
)

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
    """All benchmarks by trade and KPI, and how each KPI is defined, so that any day's can be told without asking
    again.
    """

    def __init__(self) -> None:
        self._defined: dict[str, list[tuple[date, Definition]]] = defaultdict(list)
        for row in KpiDefinition.objects.order_by("valid_from"):
            self._defined[row.kpi].append((row.valid_from, definition_of(row)))
        self._rows: dict[tuple[str, str], list[tuple[date, Mark]]] = defaultdict(list)
        rows = Benchmark.objects.order_by("valid_from").values_list(
            "trade__code", "kpi", "valid_from", "average", "platinum"
        )
        for trade, kpi, valid_from, average, platinum in rows:
            self._rows[trade, kpi].append((valid_from, Mark(Fraction(average), Fraction(platinum))))

    def mark(self, trade: str, kpi: Kpi, on: date) -> Mark | None:
        """The trade's own mark of that day; where it has none, everybody's; None when nobody had set one yet."""
        return self._own(trade, kpi, on) or self._own(EVERYBODY, kpi, on)

    def definition(self, kpi: Kpi, on: date) -> Definition:
        """How a KPI is counted and graded on a day."""
        held = [definition for valid_from, definition in self._defined[kpi] if valid_from <= on]
        return held[-1] if held else DEFINITIONS[kpi]

    def definitions(self, on: date) -> list[Definition]:
        """All of them, in the order in which they are shown."""
        return [self.definition(kpi, on) for kpi in Kpi]

    def definitions_in(self, span: Span) -> list[Definition]:
        """Every definition that holds on some day of the span."""
        first = self.definitions(span.first)
        later = [
            one for rows in self._defined.values() for valid_from, one in rows if span.first < valid_from <= span.last
        ]
        return [*first, *later]

    def marks(self, trade: str, on: date) -> Marks:
        """The marks of all KPIs on a day."""
        found = {kpi: self.mark(trade, kpi, on) for kpi in Kpi}
        return {kpi: mark for kpi, mark in found.items() if mark}

    def _own(self, trade: str, kpi: Kpi, on: date) -> Mark | None:
        held = [mark for valid_from, mark in self._rows[trade, kpi] if valid_from <= on]
        return held[-1] if held else None


def scores_on(until: date, *, ladder: Ladder, merchants: Collection[int] | None = None) -> dict[int, Score]:
    """The scores of a day, by merchant, for those with anything to count in the windows; None means all merchants."""
    definitions = ladder.definitions(until)
    spans = {definition.kpi: (definition.span(until), _asks_orders([definition])) for definition in definitions}
    counted = {(span, orders): figures_of(span, merchants, orders=orders) for span, orders in set(spans.values())}
    figures = {kpi: counted[asked] for kpi, asked in spans.items()}
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
                for definition in definitions
            ],
        )
        for merchant, trade in trades.items()
    }


def score_of_span(merchant: int, span: Span, trade: str, ladder: Ladder) -> Score:
    """The KPIs over days of one's own choice instead of their windows, as they are defined and graded on the last."""
    definitions, marks = ladder.definitions(span.last), ladder.marks(trade, span.last)
    figures = figures_of(span, [merchant], orders=_asks_orders(definitions)).get(merchant, Figures())
    return Score(merchant, [reading(each, figures, marks.get(each.kpi)) for each in definitions])


def figures_of(span: Span, merchants: Collection[int] | None = None, *, orders: bool = False) -> dict[int, Figures]:
    """What was counted in these days, by merchant; with `orders` these, too, though nothing else happened to him."""
    rows = MerchantDay.objects.filter(day__gte=span.first, day__lte=span.last)
    if merchants is not None:
        rows = rows.filter(merchant__in=merchants)
    sums = {f"sum_{each}": Sum(str(each)) for each in COLUMNS}
    totals: Any = rows.values_list("merchant").annotate(**sums).order_by()
    found = {merchant: Figures(dict(zip(COLUMNS, map(int, counted), strict=True))) for merchant, *counted in totals}
    bought = _orders_of(span, merchants) if orders else {}
    return {
        merchant: found.get(merchant, Figures()) + Figures({Measure.ORDERS: bought.get(merchant, 0)})
        for merchant in {**found, **bought}
    }


def days_of_merchant(merchant: int, span: Span, *, orders: bool = False) -> dict[date, Figures]:
    """What was counted of one merchant, by day; days on which nothing stands are left out."""
    rows = MerchantDay.objects.filter(merchant=merchant, day__gte=span.first, day__lte=span.last)
    found = {row.day: Figures({each: int(getattr(row, str(each))) for each in COLUMNS}) for row in rows}
    for day, count in _orders_by_day(merchant, span).items() if orders else ():
        found[day] = found.get(day, Figures()) + Figures({Measure.ORDERS: count})
    return found


def _asks_orders(definitions: Iterable[Definition]) -> bool:
    return any(each.denominator == Measure.ORDERS for each in definitions)


def _orders_of(span: Span, merchants: Collection[int] | None) -> dict[int, int]:
    rows = _orders(span) if merchants is None else _orders(span).filter(merchant__in=merchants)
    return dict(rows.values_list("merchant").annotate(Count("pk")).order_by())


def _orders_by_day(merchant: int, span: Span) -> dict[date, int]:
    days = _orders(span).filter(merchant=merchant).annotate(day=TruncDate("ordered_at")).values_list("day")
    return dict(days.annotate(Count("pk")).order_by())


def _orders(span: Span) -> QuerySet[Order]:
    """Orders of these days, the company's, that were paid; goods given for others are none."""
    first, after = (_midnight(day) for day in (span.first, span.last + timedelta(days=1)))
    return Order.objects.filter(ordered_at__gte=first, ordered_at__lt=after, paid_at__isnull=False, replaces=None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def definition_of(row: KpiDefinition) -> Definition:
    """A kept definition as rules read it."""
    usual = DEFINITIONS[Kpi(row.kpi)]
    grading = Grading(row.middling_from, row.excellent_from)
    return replace(
        usual, variant=Variant(row.variant), window_days=row.window_days, lag_days=row.lag_days, grading=grading
    )


def definitions_kept() -> QuerySet[KpiDefinition]:
    """All that were set: by KPI, the newest first."""
    return KpiDefinition.objects.order_by("kpi", "-valid_from")


def waits_in(merchant: int, span: Span) -> Counter[str]:
    """Who kept the refunds that were paid in these days, in seconds by Turn; together they are what completion took."""
    rows = WaitDay.objects.filter(merchant=merchant, day__gte=span.first, day__lte=span.last)
    return Counter(dict(rows.values_list("turn").annotate(Sum("seconds")).order_by()))


def facts_behind(merchant: int, definition: Definition, span: Span) -> QuerySet[RefundFact]:
    """The refunds that a KPI of these days was counted from: everything below the line, or asked for in its days."""
    rows = RefundFact.objects.filter(merchant=merchant)
    if definition.denominator in (Measure.ASKED, Measure.ORDERS):
        return rows.filter(asked_on__gte=span.first, asked_on__lte=span.last)
    rows = rows.filter(ended_on__gte=span.first, ended_on__lte=span.last)
    return rows.filter(is_paid=True) if definition.denominator == Measure.PAID else rows


def against(rows: QuerySet[RefundFact], definition: Definition) -> QuerySet[RefundFact]:
    """Those of them that count against the merchant; for completion time every one does, the longer the more."""
    if definition.numerator == Measure.DISPUTED:
        return rows.filter(is_disputed=True)
    is_of_platform = definition.numerator in (Measure.ENDED_ALONE, Measure.STEPPED_IN)
    return rows.filter(stepped_in=True) if is_of_platform else rows


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
