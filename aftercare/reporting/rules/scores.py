"""How a KPI is worked out, graded, and put together with the others into one index. Exact fractions throughout."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from aftercare.reporting.terms.scores import (
    AS_PUBLISHED,
    Better,
    Definition,
    Figures,
    Grading,
    Level,
    Mark,
    Reading,
    Span,
    Standing,
    Unit,
)

_SECONDS_A_DAY = 86_400
_AT_AVERAGE, _AT_PLATINUM = Fraction(50), Fraction(100)


def value_of(definition: Definition, figures: Figures) -> Fraction | None:
    """The KPI's value in its unit; None when nothing stands below the line, which is neither 0 nor 100 %."""
    below = figures[definition.denominator]
    if not below:
        return None
    quotient = Fraction(figures[definition.numerator], below)
    return quotient / _SECONDS_A_DAY if definition.unit == Unit.DAYS else quotient * 100


def level_of(value: Fraction, mark: Mark, grading: Grading = AS_PUBLISHED) -> Level:
    """Excellent from the platinum value on, middling from the average on, else poor, unless graded otherwise."""
    points = points_of(value, mark)
    if points >= grading.excellent:
        return Level.EXCELLENT
    return Level.MIDDLING if points >= grading.middling else Level.POOR


def points_of(value: Fraction, mark: Mark) -> Fraction:
    """From 0 to 100: 50 at the trade's average, 100 from platinum on, 0 as far behind the average as that is ahead."""
    ahead = (value - mark.average) / (mark.platinum - mark.average)
    points = _AT_AVERAGE + (_AT_PLATINUM - _AT_AVERAGE) * ahead
    return min(max(points, Fraction(0)), _AT_PLATINUM)


def is_sound(mark: Mark, better: Better) -> bool:
    """Whether platinum is better than the average, as it must be."""
    return mark.platinum != mark.average and _reaches(mark.platinum, mark.average, better)


def reading(definition: Definition, figures: Figures, mark: Mark | None) -> Reading:
    """The KPI of these figures, graded where there is something to grade and a mark to grade it by."""
    value = value_of(definition, figures)
    counted = figures[definition.numerator], figures[definition.denominator]
    if value is None or mark is None:
        return Reading(definition, *counted, value, mark)
    return Reading(definition, *counted, value, mark, level_of(value, mark, definition.grading), points_of(value, mark))


def index_of(readings: Iterable[Reading]) -> Fraction | None:
    """The mean of the points of all KPIs; None unless each of them could be graded."""
    points = [found.points for found in readings]
    known = [each for each in points if each is not None]
    return Fraction(sum(known), len(known)) if known and len(known) == len(points) else None


def sums_until(days: Mapping[date, Figures], first: date, last: date) -> dict[date, Figures]:
    """For each day the sum of everything from `first` on; the day before `first` has nothing."""
    running = Figures()
    found = {first - timedelta(days=1): running}
    for day in days_of(Span(first, last)):
        running = running + days[day] if day in days else running
        found[day] = running
    return found


def days_of(span: Span) -> Sequence[date]:
    """Every day of the span, in order."""
    return [span.first + timedelta(days=n) for n in range(span.days)]


def first_day_needed(span: Span, definitions: Iterable[Definition]) -> date:
    """The first day that counts for any of these definitions on any day of the span."""
    return min(definition.span(span.first).first for definition in definitions)


def curve(
    defined: Callable[[date], Definition], sums: Mapping[date, Figures], span: Span
) -> list[tuple[date, Fraction | None]]:
    """A KPI's value on each day of the span, each as it is `defined` on that day, over its own window; `sums` as
    `sums_until` gives them.
    """
    found = []
    for day in days_of(span):
        definition = defined(day)
        window = definition.span(day)
        figures = sums[window.last] - sums[window.first - timedelta(days=1)]
        found.append((day, value_of(definition, figures)))
    return found


def worst_first(indices: Mapping[int, Fraction | None]) -> list[int]:
    """Merchants by index, the lowest first; those without one at the end."""
    return sorted(indices, key=lambda who: (indices[who] is None, indices[who] or Fraction(0), who))


def standing(indices: Mapping[int, Fraction | None], who: int) -> Standing | None:
    """Where a merchant stands among those of its trade that have an index; None when it has none itself."""
    mine = indices.get(who)
    if mine is None:
        return None
    known = [index for index in indices.values() if index is not None]
    higher = sum(index > mine for index in known)
    no_higher = len(known) - higher
    is_last = higher > 0 and mine == min(known)
    return Standing(1 + higher, len(known), Fraction(100 * no_higher, len(known)), is_last)


def _reaches(value: Fraction, goal: Fraction, better: Better) -> bool:
    return value <= goal if better == Better.LOWER else value >= goal
