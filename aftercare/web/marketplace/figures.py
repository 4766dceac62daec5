"""KPI values as people read them."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from aftercare.reporting.terms.scores import Mark
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Text

NONE = "–"


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """The value with so many decimal places, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def shown(value: Fraction | None, mark: Mark | None = None) -> Text:
    """“4.21”; with more places where two would make the value look like a mark that it does not meet."""
    if value is None:
        return NONE
    lines = (mark.average, mark.platinum) if mark else ()
    looks_met = any(value != line and rounded(value) == rounded(line) for line in lines)
    return number(rounded(value, 4 if looks_met else 2))


def exact(value: Decimal) -> Text:
    """A benchmark as it was set: two decimal places, or four where two would round it."""
    short = value.quantize(Decimal("0.01"))
    return number(short if short == value else value)


def points(index: Fraction | None) -> Text:
    """An index or share as a whole number."""
    return NONE if index is None else number(rounded(index, 0))


def change(before: Fraction | None, after: Fraction | None, *, places: int = 2) -> Text:
    """“−1.76”, with its sign; a dash when one of the two is missing."""
    if before is None or after is None:
        return NONE
    gap = rounded(after - before, places)
    return f"+{number(gap)}" if gap > 0 else number(gap)
