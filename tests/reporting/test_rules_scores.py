"""Working KPIs out and grading them, on plain values; the numbers are those of the source's shop."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.reporting.rules.scores import (
    curve,
    index_of,
    is_sound,
    level_of,
    points_of,
    reading,
    standing,
    sums_until,
    value_of,
    worst_first,
)
from aftercare.reporting.rules.waits import Step, waits_of
from aftercare.reporting.terms.scores import (
    DEFINITIONS,
    Better,
    Figures,
    Grading,
    Kpi,
    Level,
    Mark,
    Measure,
    Span,
)

TIME, ALONE, DISPUTES = (DEFINITIONS[kpi] for kpi in Kpi)
MARKS = {
    Kpi.COMPLETION_TIME: Mark(Fraction("3.29"), Fraction("2.55")),
    Kpi.SELF_COMPLETION: Mark(Fraction("99.56"), Fraction("99.66")),
    Kpi.DISPUTES: Mark(Fraction("0.23"), Fraction("0.04")),
}
ASKED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
turns = {"submitted": "operations", "approved": "buyer", "in_transit": "carrier"}


@pytest.mark.parametrize(
    ("kpi", "value", "level"),
    [
        (Kpi.COMPLETION_TIME, "4.21", Level.POOR),
        (Kpi.COMPLETION_TIME, "3.29", Level.MIDDLING),
        (Kpi.COMPLETION_TIME, "2.56", Level.MIDDLING),
        (Kpi.COMPLETION_TIME, "2.55", Level.EXCELLENT),
        (Kpi.SELF_COMPLETION, "98.78", Level.POOR),
        (Kpi.SELF_COMPLETION, "99.56", Level.MIDDLING),
        (Kpi.SELF_COMPLETION, "99.66", Level.EXCELLENT),
        (Kpi.DISPUTES, "0.24", Level.POOR),
        (Kpi.DISPUTES, "0.08", Level.MIDDLING),
        (Kpi.DISPUTES, "0.04", Level.EXCELLENT),
        (Kpi.DISPUTES, "0", Level.EXCELLENT),
    ],
)
def test_a_value_is_graded_against_average_and_platinum(kpi: Kpi, value: str, level: Level) -> None:
    assert level_of(Fraction(value), MARKS[kpi]) == level


def test_each_kpi_is_its_numerator_over_its_denominator() -> None:
    figures = Figures(
        {
            Measure.PAID: 2, Measure.PAID_SECONDS: 3 * 86_400, Measure.ENDED: 8, Measure.ENDED_ALONE: 7,
            Measure.ASKED: 400, Measure.DISPUTED: 1,
        }
    )  # fmt: skip
    assert [value_of(each, figures) for each in (TIME, ALONE, DISPUTES)] == [Fraction("1.5"), 87.5, Fraction("0.25")]


def test_nothing_to_count_has_no_value_and_no_grade() -> None:
    found = reading(ALONE, Figures(), MARKS[Kpi.SELF_COMPLETION])
    assert (found.value, found.level, found.points) == (None, None, None)
    unmarked = reading(ALONE, Figures({Measure.ENDED: 1, Measure.ENDED_ALONE: 1}), None)
    assert (unmarked.value, unmarked.level) == (Fraction(100), None)


def test_points_are_fifty_at_the_average_and_a_hundred_from_platinum() -> None:
    mark = MARKS[Kpi.COMPLETION_TIME]
    values = ["4.21", "4.03", "3.66", "3.29", "2.92", "2.55", "1"]
    assert [points_of(Fraction(value), mark) for value in values] == [0, 0, 25, 50, 75, 100, 100]
    share = MARKS[Kpi.SELF_COMPLETION]
    assert [points_of(Fraction(value), share) for value in ("99.46", "99.56", "99.61", "100")] == [0, 50, 75, 100]


def test_index_is_the_mean_of_all_points_or_nothing() -> None:
    good = reading(TIME, Figures({Measure.PAID: 1, Measure.PAID_SECONDS: 86_400}), MARKS[Kpi.COMPLETION_TIME])
    bad = reading(ALONE, Figures({Measure.ENDED: 2}), MARKS[Kpi.SELF_COMPLETION])
    none = reading(DISPUTES, Figures(), MARKS[Kpi.DISPUTES])
    assert index_of([good, bad]) == 50
    assert index_of([good, bad, none]) is None
    assert index_of([]) is None


def test_the_last_of_ten_stands_at_ten_per_cent_of_its_trade() -> None:
    indices: dict[int, Fraction | None] = {n: Fraction(10 * n) for n in range(1, 11)} | {99: None}
    last, first = standing(indices, 1), standing(indices, 10)
    assert last
    assert first
    assert (last.place, last.of, last.share, last.is_last) == (10, 10, Fraction(10), True)
    assert (first.place, first.share, first.is_last) == (1, Fraction(100), False)
    assert standing(indices, 99) is None
    assert worst_first(indices) == [*range(1, 11), 99]


def test_nobody_is_last_among_equals_or_alone() -> None:
    assert not standing({1: Fraction(5), 2: Fraction(5)}, 1).is_last  # type: ignore[union-attr]
    assert not standing({1: Fraction(0)}, 1).is_last  # type: ignore[union-attr]
    both = {1: Fraction(5), 2: Fraction(5), 3: Fraction(6)}
    assert [standing(both, who).is_last for who in both] == [True, True, False]  # type: ignore[union-attr]


def test_a_day_of_the_curve_counts_its_own_window() -> None:
    days = {
        date(2026, 1, 1): Figures({Measure.ASKED: 10, Measure.DISPUTED: 1}),
        date(2026, 1, 20): Figures({Measure.ASKED: 10}),
    }
    span = Span(date(2026, 1, 27), date(2026, 1, 30))
    sums = sums_until(days, date(2025, 12, 1), span.last)
    found = curve(lambda _day: DISPUTES, sums, span)
    assert [value for _day, value in found] == [Fraction(5), Fraction(5), Fraction(0), Fraction(0)]
    assert [day.day for day, _value in found] == [27, 28, 29, 30]


def test_time_is_given_to_whose_turn_it_was() -> None:
    steps = [
        Step("submitted", ASKED_AT),
        Step("approved", ASKED_AT + timedelta(hours=1)),
        Step("in_transit", ASKED_AT + timedelta(hours=4)),
        Step("completed", ASKED_AT + timedelta(hours=10)),
    ]
    ended_at = ASKED_AT + timedelta(hours=10)
    found = waits_of(steps, turns, asked_at=ASKED_AT, ended_at=ended_at)
    assert found == {"operations": 3600, "buyer": 3 * 3600, "carrier": 6 * 3600}
    paid_early = waits_of(steps, turns, asked_at=ASKED_AT, ended_at=ASKED_AT + timedelta(hours=2))
    assert paid_early == {"operations": 3600, "buyer": 3600}
    assert waits_of([], turns, asked_at=ASKED_AT, ended_at=ended_at) == {"": 36_000}


@given(st.lists(st.tuples(st.sampled_from([*turns, "elsewhere"]), st.floats(-9e4, 9e5)), max_size=8), st.floats(0, 8e5))
def test_waits_add_up_to_the_whole(told: list[tuple[str, float]], length: float) -> None:
    ended_at = ASKED_AT + timedelta(seconds=length)
    steps = [Step(state, ASKED_AT + timedelta(seconds=offset)) for state, offset in told]
    found = waits_of(steps, turns, asked_at=ASKED_AT, ended_at=ended_at)
    assert sum(found.values()) == int((ended_at - ASKED_AT).total_seconds())
    assert all(seconds > 0 for seconds in found.values())


def test_better_says_which_way_is_up() -> None:
    higher, lower = Mark(Fraction(4), Fraction(6)), Mark(Fraction(6), Fraction(4))
    assert [is_sound(mark, Better.HIGHER) for mark in (higher, lower)] == [True, False]
    assert [is_sound(mark, Better.LOWER) for mark in (higher, lower)] == [False, True]
    assert [level_of(Fraction(5), mark) for mark in (higher, lower)] == [Level.MIDDLING, Level.MIDDLING]


def test_grades_begin_where_they_are_said_to() -> None:
    mark, strict = MARKS[Kpi.COMPLETION_TIME], Grading(middling=75, excellent=100)
    values = [Fraction(value) for value in ("2.55", "2.92", "2.93", "3.29")]
    assert [level_of(value, mark) for value in values] == ["excellent", "middling", "middling", "middling"]
    assert [level_of(value, mark, strict) for value in values] == ["excellent", "middling", "poor", "poor"]
    assert [level_of(value, mark, Grading(25, 50)) for value in values] == ["excellent"] * 4


def test_a_lagging_window_ends_before_the_day_that_is_judged() -> None:
    lagging = replace(DISPUTES, window_days=30, lag_days=8)
    assert lagging.span(date(2026, 3, 31)) == Span(date(2026, 2, 22), date(2026, 3, 23)), "T-37 to T-8"
