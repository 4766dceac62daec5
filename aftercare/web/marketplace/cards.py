"""A merchant's score made ready for its page: cards, charts, months, who kept refunds waiting."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from aftercare.reporting.queries.scores import Ladder, Score, days_of_merchant
from aftercare.reporting.rules.scores import (
    curve,
    days_of,
    first_day_needed,
    index_of,
    reading,
    sums_until,
)
from aftercare.reporting.terms.scores import (
    PROMISE,
    Definition,
    Figures,
    Kpi,
    Level,
    Mark,
    Measure,
    Reading,
    Span,
    Standing,
)
from aftercare.returns.terms import Turn
from aftercare.web.kit import dates
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Text
from aftercare.web.marketplace.figures import points, rounded, shown
from aftercare.web.marketplace.words import FEWER_RECOMMENDATIONS, KPI, LEVEL, NO_CAMPAIGNS, UNIT, counted_as
from aftercare.web.words import TURN, Word

CHART_DAYS = 84
MONTHS = 6
_DAY_FORMAT = {"en": "%d %b", "zh": "%m-%d", "es": "%d/%m"}


@dataclass(frozen=True)
class Card:
    """One KPI: what it is, how it stands, and what it is measured by."""

    kpi: str
    title: Text
    counted: Text
    value: Text
    unit: Text
    level: Word | None
    average: Text
    platinum: Text
    made_of: Text
    points: Text
    said: Text
    chart: Mapping[str, Any]
    note: Text = ""


@dataclass(frozen=True)
class DayRow:
    """The curves of one day, as a table tells them: own value, average, platinum, and whether the KPI was counted in
    another way than on the last day.
    """

    day: date
    cells: list[tuple[Text, Text, Text, bool]]


@dataclass(frozen=True)
class MonthRow:
    """How a merchant was judged at the end of a month: value, grade, and whether it was counted in another way than
    on the last day, which then is so of the index, too.
    """

    day: date
    cells: list[tuple[Text, Word | None, bool]]
    index: Text
    flags: list[Word]

    @property
    def is_counted_otherwise(self) -> bool:
        """Whether any KPI was."""
        return any(is_otherwise for _value, _level, is_otherwise in self.cells)


@dataclass(frozen=True)
class WaitRow:
    """What one party took of the mean refund."""

    who: Text
    days: Text
    share: str
    percent: Text


@dataclass(frozen=True)
class PromiseRow:
    """How often goods that came back were settled within the promised minutes; beside the KPIs, not part of them."""

    minutes: int
    kept: Text
    all: Text
    share: Text


class Curves:
    """Everything of one merchant that a page about some days needs, read in one query."""

    def __init__(self, merchant: int, trade: str, span: Span, ladder: Ladder) -> None:
        self.span, self._trade, self._ladder = span, trade, ladder
        self._first_judged = _month_ends(span.last)[-1]
        judged = Span(min(span.first, self._first_judged), span.last)
        definitions = ladder.definitions_in(judged)
        first = first_day_needed(judged, definitions)
        orders = any(each.denominator == Measure.ORDERS for each in definitions)
        days = days_of_merchant(merchant, Span(first, span.last), orders=orders)
        self._sums = sums_until(days, first, span.last)

    def values(self, kpi: Kpi) -> list[tuple[date, Fraction | None, Mark | None]]:
        """Value and mark on each day of the span, as the KPI is defined on that day."""
        found = curve(lambda day: self._ladder.definition(kpi, day), self._sums, self.span)
        return [(day, value, self._ladder.mark(self._trade, kpi, day)) for day, value in found]

    def is_counted_otherwise(self, kpi: Kpi, day: date) -> bool:
        """Whether the KPI was counted in another way on that day than on the last: the two do not compare."""
        return self._ladder.definition(kpi, day).variant != self._ladder.definition(kpi, self.span.last).variant

    @property
    def is_mixed(self) -> bool:
        """Whether any KPI was counted in several ways in these days."""
        return any(self.begins_on(kpi) for kpi in Kpi)

    def begins_on(self, kpi: Kpi) -> date | None:
        """The first day of the span from which on it was counted as on the last; None when it always was."""
        others = [day for day in days_of(self.span) if self.is_counted_otherwise(kpi, day)]
        return max(others) + timedelta(days=1) if others else None

    def months(self) -> list[MonthRow]:
        """The last months' ends, the newest first; months without anything to count are left out."""
        rows = [self._month(day) for day in _month_ends(self.span.last)]
        return [row for row in rows if row]

    def _month(self, day: date) -> MonthRow | None:
        readings = [self._reading(definition, day) for definition in self._ladder.definitions(day)]
        if all(found.value is None for found in readings):
            return None
        cells = [
            (shown(found.value, found.mark), level_word(found), self.is_counted_otherwise(found.definition.kpi, day))
            for found in readings
        ]
        return MonthRow(day, cells, points(index_of(readings)), poor_ones(readings))

    def _reading(self, definition: Definition, day: date) -> Reading:
        window = definition.span(day)
        nothing = Figures()
        before = self._sums.get(window.first - timedelta(days=1), nothing)
        figures = self._sums.get(window.last, nothing) - before
        return reading(definition, figures, self._ladder.mark(self._trade, definition.kpi, day))


def cards(score: Score, curves: Curves) -> list[Card]:
    """The KPIs in their order."""
    return [
        _card(found, curves.values(found.definition.kpi), curves.begins_on(found.definition.kpi))
        for found in score.readings
    ]


def day_rows(curves: Curves) -> list[DayRow]:
    """The curves as a table, the newest day first."""
    columns = [[_cell(curves, kpi, *of_day) for of_day in curves.values(kpi)] for kpi in Kpi]
    rows = [DayRow(day, list(cells)) for day, *cells in zip(days_of(curves.span), *columns, strict=True)]
    return rows[::-1]


def wait_rows(waits: Counter[str], paid: int) -> list[WaitRow]:
    """Who kept the mean refund how long, in the order of the journey."""
    total = sum(waits.values())
    order = [str(turn) for turn in Turn]
    return [
        WaitRow(
            TURN[turn] if turn else _("Not recorded"),
            shown(Fraction(waits[turn], paid * 86_400)),
            f"{100 * waits[turn] / total:.2f}%",
            points(Fraction(100 * waits[turn], total)),
        )
        for turn in order
        if waits[turn] and paid
    ]


def promise_row(figures: Figures) -> PromiseRow | None:
    """The promise over some days; None when no goods came back."""
    kept, whole = figures[Measure.HANDLED_IN_TIME], figures[Measure.HANDLED]
    if not whole:
        return None
    return PromiseRow(PROMISE.minutes, number(kept), number(whole), points(Fraction(100 * kept, whole)))


def level_word(found: Reading) -> Word | None:
    """The grade as a word, where there is one."""
    return LEVEL[found.level] if found.level else None


def flags(found: Score, place: Standing | None) -> list[Word]:
    """What follows from the score."""
    return [*poor_ones(found.readings), NO_CAMPAIGNS] if place and place.is_last else poor_ones(found.readings)


def poor_ones(readings: Iterable[Reading]) -> list[Word]:
    """What follows when any KPI is graded poor."""
    return [FEWER_RECOMMENDATIONS] if any(found.level == Level.POOR for found in readings) else []


def _card(found: Reading, values: list[tuple[date, Fraction | None, Mark | None]], begins_on: date | None) -> Card:
    definition, mark = found.definition, found.mark
    return Card(
        kpi=str(definition.kpi),
        title=KPI[definition.kpi].label,
        counted=counted_as(definition),
        value=shown(found.value, mark),
        unit=UNIT[definition.unit],
        level=level_word(found),
        average=shown(mark.average) if mark else shown(None),
        platinum=shown(mark.platinum) if mark else shown(None),
        made_of=_made_of(found),
        points=points(found.points),
        said=_said(found),
        chart=_chart(definition, [_on_curve(of_day, begins_on) for of_day in values]),
        note=_("Counted in another way before %(day)s; the curve begins there.") % {"day": dates.day(begins_on)}
        if begins_on
        else "",
    )


def _made_of(found: Reading) -> Text:
    if found.definition.kpi == Kpi.COMPLETION_TIME:
        return ngettext("%(count)s refund", "%(count)s refunds", found.denominator) % {
            "count": number(found.denominator)
        }
    counts = {"part": number(found.numerator), "whole": number(found.denominator)}
    return _("%(part)s of %(whole)s") % counts


def _said(found: Reading) -> Text:
    """The card in one sentence, for who does not see the chart."""
    facts = {"kpi": KPI[found.definition.kpi].label, "value": shown(found.value, found.mark)}
    facts["unit"] = UNIT[found.definition.unit]
    if not found.mark:
        return _("%(kpi)s: %(value)s %(unit)s. Nothing to compare with.") % facts
    facts |= {"average": shown(found.mark.average), "platinum": shown(found.mark.platinum)}
    return _("%(kpi)s: %(value)s %(unit)s; average of the trade %(average)s, platinum %(platinum)s.") % facts


def _chart(definition: Definition, values: list[tuple[date, Fraction | None, Mark | None]]) -> Mapping[str, Any]:
    return {
        "days": [day.isoformat() for day, _value, _mark in values],
        "own": [_plain(value) for _day, value, _mark in values],
        "average": [_plain(mark.average) if mark else None for _day, _value, mark in values],
        "platinum": [_plain(mark.platinum) if mark else None for _day, _value, mark in values],
        "unit": str(UNIT[definition.unit]),
        "dayFormat": _DAY_FORMAT.get((get_language() or "en")[:2], "%d %b"),
        "words": {"day": _("Day"), "own": _("own"), "average": _("average"), "platinum": _("platinum")},
    }


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(rounded(value, 4))


def _on_curve(
    of_day: tuple[date, Fraction | None, Mark | None], begins_on: date | None
) -> tuple[date, Fraction | None, Mark | None]:
    """A day of the curve; two ways of counting are never joined in one."""
    day, _value, mark = of_day
    return (day, None, mark) if begins_on and day < begins_on else of_day


def _cell(
    curves: Curves, kpi: Kpi, day: date, value: Fraction | None, mark: Mark | None
) -> tuple[Text, Text, Text, bool]:
    average, platinum = (shown(mark.average), shown(mark.platinum)) if mark else (shown(None), shown(None))
    return shown(value, mark), average, platinum, curves.is_counted_otherwise(kpi, day)


def _month_ends(until: date) -> list[date]:
    """The last days of the last months that are over, and of this one as far as it has come; the newest first."""
    ends, day = [until], until
    for _n in range(MONTHS - 1):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends
