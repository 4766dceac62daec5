"""The words of the marketplace score: what is counted, how a KPI is made of it, and how it is graded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from aftercare.cases.terms import Kind


class Measure(StrEnum):
    """What is counted per merchant and day; each but ORDERS is a column of MerchantDay.

    ASKED, DISPUTED and STEPPED_IN stand on the day on which the buyer asked, ORDERS on that of the order, the others
    on the day on which the refund ended.
    """

    ASKED = "asked"
    DISPUTED = "disputed"
    ENDED = "ended"
    ENDED_ALONE = "ended_alone"
    PAID = "paid"
    PAID_SECONDS = "paid_seconds"
    HANDLED = "handled"
    HANDLED_IN_TIME = "handled_in_time"
    STEPPED_IN = "stepped_in"
    ENDED_SECONDS = "ended_seconds"
    ORDERS = "orders"


COLUMNS = tuple(measure for measure in Measure if measure != Measure.ORDERS)
"""What is kept by day; orders are counted where a definition asks for them."""


class Kpi(StrEnum):
    COMPLETION_TIME = "completion_time"
    SELF_COMPLETION = "self_completion"
    DISPUTES = "disputes"


class Better(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"


class Unit(StrEnum):
    """How a value is read: its quotient in days, or as a percentage."""

    DAYS = "days"
    PERCENT = "percent"


class Level(StrEnum):
    POOR = "poor"
    MIDDLING = "middling"
    EXCELLENT = "excellent"


class Variant(StrEnum):
    """What a KPI is made of: what is counted, over what."""

    OF_PAID = "of_paid"
    OF_CLOSED = "of_closed"
    ALONE = "alone"
    JUDGED_OF_ASKED = "judged_of_asked"
    JUDGED_OF_ORDERS = "judged_of_orders"
    STEPPED_IN_OF_ASKED = "stepped_in_of_asked"
    STEPPED_IN_OF_ORDERS = "stepped_in_of_orders"


PARTS: Mapping[Variant, tuple[Measure, Measure]] = {
    Variant.OF_PAID: (Measure.PAID_SECONDS, Measure.PAID),
    Variant.OF_CLOSED: (Measure.ENDED_SECONDS, Measure.ENDED),
    Variant.ALONE: (Measure.ENDED_ALONE, Measure.ENDED),
    Variant.JUDGED_OF_ASKED: (Measure.DISPUTED, Measure.ASKED),
    Variant.JUDGED_OF_ORDERS: (Measure.DISPUTED, Measure.ORDERS),
    Variant.STEPPED_IN_OF_ASKED: (Measure.STEPPED_IN, Measure.ASKED),
    Variant.STEPPED_IN_OF_ORDERS: (Measure.STEPPED_IN, Measure.ORDERS),
}

VARIANTS: Mapping[Kpi, tuple[Variant, ...]] = {
    Kpi.COMPLETION_TIME: (Variant.OF_PAID, Variant.OF_CLOSED),
    Kpi.SELF_COMPLETION: (Variant.ALONE,),
    Kpi.DISPUTES: (
        Variant.JUDGED_OF_ASKED,
        Variant.JUDGED_OF_ORDERS,
        Variant.STEPPED_IN_OF_ASKED,
        Variant.STEPPED_IN_OF_ORDERS,
    ),
}
"""The ways in which each KPI may be counted, as marketplaces do; the first is ours unless another is chosen."""


@dataclass(frozen=True)
class Grading:
    """From how many points on a value is middling, and excellent. 50 stand at the average, 100 at platinum."""

    middling: int = 50
    excellent: int = 100


AS_PUBLISHED = Grading()


@dataclass(frozen=True)
class Definition:
    """One KPI as data: numerator over denominator, summed over `window_days` days that end `lag_days` ago."""

    kpi: Kpi
    variant: Variant
    unit: Unit
    better: Better
    window_days: int = 28
    lag_days: int = 0
    grading: Grading = AS_PUBLISHED

    @property
    def numerator(self) -> Measure:
        """What stands above the line."""
        return PARTS[self.variant][0]

    @property
    def denominator(self) -> Measure:
        """What stands below the line."""
        return PARTS[self.variant][1]

    def span(self, until: date) -> "Span":
        """The days that count for the value of a day."""
        last = until - timedelta(days=self.lag_days)
        return Span(last - timedelta(days=self.window_days - 1), last)


DEFINITIONS: Mapping[Kpi, Definition] = {
    definition.kpi: definition
    for definition in (
        Definition(Kpi.COMPLETION_TIME, Variant.OF_PAID, Unit.DAYS, Better.LOWER),
        Definition(Kpi.SELF_COMPLETION, Variant.ALONE, Unit.PERCENT, Better.HIGHER),
        Definition(Kpi.DISPUTES, Variant.JUDGED_OF_ASKED, Unit.PERCENT, Better.LOWER),
    )
}
"""How the KPIs are counted until somebody defines them otherwise."""


class Start(StrEnum):
    """From when a promise to handle goods runs: their receipt, or their check, which also confirms the fault."""

    RECEIVED = "received"
    CHECKED = "checked"


@dataclass(frozen=True)
class Promise:
    """Goods that came back are settled within so many minutes of an event."""

    start: Start
    minutes: int


PROMISE = Promise(Start.CHECKED, 100)
"""The best of the trade count from receipt and confirmed fault, and take 100 minutes."""

COUNTED_KINDS = frozenset(str(kind) for kind in Kind) - {str(Kind.EXCHANGE)}
"""The KPIs are about money that goes back; an exchange ends with goods."""

EVERYBODY = "all"
"""Code of the trade that everybody belongs to who was put into no other, and whose benchmarks fill the gaps."""


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Mark:
    """What a KPI is graded against: the trade's average and its platinum value, in the KPI's unit."""

    average: Fraction
    platinum: Fraction


@dataclass(frozen=True)
class Figures:
    """What was counted of a merchant in some days."""

    of: Mapping[Measure, int] = field(default_factory=dict)

    def __getitem__(self, measure: Measure) -> int:
        return self.of.get(measure, 0)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures({measure: self[measure] + other[measure] for measure in Measure})

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures({measure: self[measure] - other[measure] for measure in Measure})


@dataclass(frozen=True)
class Reading:
    """One KPI of one merchant: the value with what it was made of, its mark and its grade; None where there is none."""

    definition: Definition
    numerator: int
    denominator: int
    value: Fraction | None
    mark: Mark | None
    level: Level | None = None
    points: Fraction | None = None


@dataclass(frozen=True)
class Standing:
    """A merchant's place in its trade by index, the best first; `share` of the trade, in per cent, stands no higher."""

    place: int
    of: int
    share: Fraction
    is_last: bool


@dataclass(frozen=True)
class CaseFact:
    """What one refund counts for. `waits` is who kept it how long, in seconds, by Turn; "" is time nobody recorded.

    `handled_seconds` run from the PROMISE's start to the end, where goods came back and were paid for.
    """

    case: int
    merchant: int
    asked_at: datetime
    asked_on: date
    ended_at: datetime | None
    ended_on: date | None
    is_paid: bool
    seconds: int | None
    stepped_in: bool
    is_disputed: bool
    handled_seconds: int | None
    waits: Mapping[str, int]
