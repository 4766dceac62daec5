"""Deadlines by example: the sources' numbers, the calendar's edges, and what went wrong in other systems' clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aftercare.clocks.rules.calendars import Hours, NeverOpen, micros, moment
from aftercare.clocks.rules.stretches import by_owner, counted, late_by_owner, stretches
from aftercare.clocks.rules.tapes import left, read
from aftercare.clocks.terms import (
    AROUND_THE_CLOCK,
    Because,
    ClockState,
    Day,
    Event,
    Mark,
    Owner,
    Season,
    Span,
    Target,
    Unit,
    WorkCalendar,
)

SHANGHAI = "Asia/Shanghai"
NINE_TO_SIX = (Span(540, 1080),)
OFFICE = WorkCalendar(SHANGHAI, week=(NINE_TO_SIX,) * 5 + ((), ()))
EVERY_DAY = WorkCalendar(SHANGHAI, week=(NINE_TO_SIX,) * 7)
TWO_SPANS = WorkCalendar(SHANGHAI, week=((Span(540, 720), Span(810, 1080)),) * 5 + ((), ()))
FOUR_HOURS = Target(240, Unit.OPEN_MINUTES)


def at(text: str, zone: str = SHANGHAI) -> datetime:
    """A wall clock's time there."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due(start: datetime, target: Target, calendar: WorkCalendar = OFFICE) -> datetime:
    """When a promise that began then, and was never paused, is due."""
    found = read([Event(start, Mark.START)], target, Hours(calendar)).due_at
    assert found is not None
    return found


@pytest.mark.shows("KPI-08", "CRM-02")
def test_four_hours_of_nine_to_six_from_one_past_two_end_at_one_past_nine() -> None:
    assert due(at("2026-03-02 14:01"), FOUR_HOURS, EVERY_DAY) == at("2026-03-03 09:01")
    assert due(at("2026-03-02 14:00"), FOUR_HOURS, EVERY_DAY) == at("2026-03-02 18:00")


def test_what_begins_outside_open_hours_begins_with_the_next_opening() -> None:
    # A ticket raised on a non-working day or at night must neither be due at once nor lose its delay.
    assert due(at("2026-03-07 11:00"), FOUR_HOURS) == at("2026-03-09 13:00")
    assert due(at("2026-03-06 23:00"), FOUR_HOURS) == at("2026-03-09 13:00")


def test_a_lunch_break_does_not_count() -> None:
    assert due(at("2026-03-02 11:30"), Target(60, Unit.OPEN_MINUTES), TWO_SPANS) == at("2026-03-02 14:00")


def test_a_make_up_workday_counts_and_a_holiday_does_not() -> None:
    calendar = WorkCalendar(
        SHANGHAI,
        week=OFFICE.week,
        days={
            date(2026, 9, 25): Day("中秋节"),
            date(2026, 9, 20): Day("调休", NINE_TO_SIX),
        },
    )
    assert due(at("2026-09-18 17:00"), FOUR_HOURS, calendar) == at("2026-09-20 12:00")
    assert due(at("2026-09-24 17:00"), FOUR_HOURS, calendar) == at("2026-09-28 12:00")


def test_seasonal_hours_hold_in_their_part_of_every_year() -> None:
    winter = Season("winter", (11, 1), (2, 28), ((Span(600, 960),),) * 7)
    calendar = WorkCalendar(SHANGHAI, week=EVERY_DAY.week, seasons=(winter,))
    assert due(at("2026-10-31 16:00"), FOUR_HOURS, calendar) == at("2026-11-01 12:00")
    assert due(at("2027-02-28 14:00"), FOUR_HOURS, calendar) == at("2027-03-01 11:00")


def test_working_days_keep_the_hour_and_skip_what_is_closed() -> None:
    assert due(at("2026-03-05 15:30"), Target(2, Unit.WORKING_DAYS)) == at("2026-03-09 15:30")
    assert due(at("2026-03-07 15:30"), Target(2, Unit.WORKING_DAYS)) == at("2026-03-11 09:00")
    assert due(at("2026-03-05 15:30"), Target(0, Unit.WORKING_DAYS, end_of_day=True)) == at("2026-03-05 18:00")
    assert due(at("2026-03-05 20:30"), Target(0, Unit.WORKING_DAYS, end_of_day=True)) == at("2026-03-06 18:00")


def test_calendar_days_run_through_weekends_to_midnight() -> None:
    assert due(at("2026-03-05 15:30"), Target(10, Unit.CALENDAR_DAYS)) == at("2026-03-15 15:30")
    assert due(at("2026-03-05 15:30"), Target(10, Unit.CALENDAR_DAYS, end_of_day=True)) == at("2026-03-16 00:00")


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ("2026-05-01 10:00", 3, "2026-08-01 10:00"),
        ("2026-01-31 10:00", 1, "2026-02-28 10:00"),
        ("2028-01-31 10:00", 1, "2028-02-29 10:00"),
        ("2028-02-29 10:00", 12, "2029-02-28 10:00"),
        ("2026-11-30 10:00", 3, "2027-02-28 10:00"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(begins: str, months: int, ends: str) -> None:
    assert due(at(begins), Target(months, Unit.MONTHS)) == at(ends)


def test_the_window_before_a_month_count_is_calendar_days_back() -> None:
    # 1 May and 3 months: the reminder 3 to 7 days before is due from 25 to 29 July, not on “about 24 July”.
    found = due(at("2026-05-01 09:00"), Target(3, Unit.MONTHS))
    assert [(found - timedelta(days=n)).astimezone(ZoneInfo(SHANGHAI)).date() for n in (7, 3)] == [
        date(2026, 7, 25),
        date(2026, 7, 29),
    ]


def test_leap_day_is_a_day() -> None:
    assert due(at("2028-02-28 12:00"), Target(24 * 60, Unit.MINUTES)) == at("2028-02-29 12:00")
    assert due(at("2028-02-28 12:00"), Target(2, Unit.CALENDAR_DAYS)) == at("2028-03-01 12:00")


MADRID_NIGHTS = WorkCalendar("Europe/Madrid", week=((Span(0, 360),),) * 7)


def test_the_night_that_loses_an_hour_has_five_open_hours() -> None:
    # 29 March 2026, 02:00 becomes 03:00.
    start = at("2026-03-29 00:00", "Europe/Madrid")
    assert due(start, Target(300, Unit.OPEN_MINUTES), MADRID_NIGHTS) == at("2026-03-29 06:00", "Europe/Madrid")
    assert due(start, Target(24 * 60, Unit.MINUTES), MADRID_NIGHTS) == at("2026-03-30 01:00", "Europe/Madrid")
    assert due(start, Target(1, Unit.CALENDAR_DAYS), MADRID_NIGHTS) == at("2026-03-30 00:00", "Europe/Madrid")


def test_the_night_that_gains_an_hour_has_seven() -> None:
    # 25 October 2026, 03:00 becomes 02:00.
    start = at("2026-10-25 00:00", "Europe/Madrid")
    assert due(start, Target(420, Unit.OPEN_MINUTES), MADRID_NIGHTS) == at("2026-10-25 06:00", "Europe/Madrid")
    assert due(start, Target(24 * 60, Unit.MINUTES), MADRID_NIGHTS) == at("2026-10-25 23:00", "Europe/Madrid")
    assert due(start, Target(1, Unit.CALENDAR_DAYS), MADRID_NIGHTS) == at("2026-10-26 00:00", "Europe/Madrid")


def test_a_clock_time_that_does_not_exist_is_met_when_the_clock_has_jumped() -> None:
    start = at("2026-03-28 02:30", "Europe/Madrid")
    assert due(start, Target(1, Unit.CALENDAR_DAYS), MADRID_NIGHTS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def paused_tape(begins: str, *changes: tuple[str, Mark, Owner]) -> list[Event]:
    """A tape that starts with operations."""
    return [Event(at(begins), Mark.START, Owner.OPERATIONS)] + [
        Event(at(when), mark, who) for when, mark, who in changes
    ]


def test_a_pause_moves_the_deadline_by_its_open_time_and_no_more() -> None:
    # Wall time would give more, and adding to the start and to the target would count it twice.
    tape = paused_tape(
        "2026-03-06 16:00",
        ("2026-03-06 17:00", Mark.PAUSE, Owner.CUSTOMER),
        ("2026-03-09 10:00", Mark.RUN, Owner.OPERATIONS),
    )
    assert read(tape, FOUR_HOURS, Hours(OFFICE)).due_at == at("2026-03-09 13:00")


def test_a_pause_that_lies_outside_open_hours_moves_nothing() -> None:
    tape = paused_tape(
        "2026-03-06 16:00",
        ("2026-03-06 18:30", Mark.PAUSE, Owner.CUSTOMER),
        ("2026-03-08 22:00", Mark.RUN, Owner.OPERATIONS),
    )
    assert read(tape, FOUR_HOURS, Hours(OFFICE)).due_at == due(at("2026-03-06 16:00"), FOUR_HOURS)


def test_a_pause_of_a_clock_without_a_calendar_moves_it_by_the_wall_clock() -> None:
    tape = paused_tape(
        "2026-03-06 16:00",
        ("2026-03-06 17:00", Mark.PAUSE, Owner.CUSTOMER),
        ("2026-03-08 17:00", Mark.RUN, Owner.OPERATIONS),
    )
    found = read(tape, Target(24 * 60, Unit.MINUTES), Hours(AROUND_THE_CLOCK))
    assert found.due_at == at("2026-03-09 16:00")


def test_while_paused_nothing_is_due_and_what_is_left_is_known() -> None:
    tape = paused_tape("2026-03-02 09:00", ("2026-03-02 10:30", Mark.PAUSE, Owner.CARRIER))
    found = read(tape, FOUR_HOURS, Hours(OFFICE))
    assert (found.state, found.owner, found.due_at) == (ClockState.PAUSED, Owner.CARRIER, None)
    assert left(tape, FOUR_HOURS, Hours(OFFICE)) == 150 * 60_000_000


def test_a_pause_after_the_deadline_saves_nothing() -> None:
    tape = paused_tape(
        "2026-03-02 09:00",
        ("2026-03-02 14:00", Mark.PAUSE, Owner.CUSTOMER),
        ("2026-03-03 09:00", Mark.RUN, Owner.OPERATIONS),
        ("2026-03-03 09:30", Mark.STOP, Owner.OPERATIONS),
    )
    found = read(tape, FOUR_HOURS, Hours(OFFICE))
    assert (found.late_at, found.due_at, found.is_kept) == (at("2026-03-02 13:00"), at("2026-03-02 13:00"), False)


def test_stopped_at_the_last_moment_is_kept_and_a_moment_later_is_not() -> None:
    on_time = paused_tape("2026-03-02 09:00", ("2026-03-02 13:00", Mark.STOP, Owner.US))
    assert read(on_time, FOUR_HOURS, Hours(OFFICE)).is_kept
    late = [on_time[0], Event(on_time[1].at + timedelta(microseconds=1), Mark.STOP)]
    assert not read(late, FOUR_HOURS, Hours(OFFICE)).is_kept


def test_taken_up_again_the_time_between_is_not_counted() -> None:
    tape = paused_tape(
        "2026-03-02 09:00",
        ("2026-03-02 12:00", Mark.STOP, Owner.OPERATIONS),
        ("2026-03-04 09:00", Mark.RUN, Owner.OPERATIONS),
    )
    assert read(tape, FOUR_HOURS, Hours(OFFICE)).due_at == at("2026-03-04 10:00")


def test_started_again_it_has_its_whole_time_again() -> None:
    tape = paused_tape(
        "2026-03-02 09:00",
        ("2026-03-02 12:00", Mark.STOP, Owner.OPERATIONS),
        ("2026-03-04 09:00", Mark.START, Owner.OPERATIONS),
    )
    assert read(tape, FOUR_HOURS, Hours(OFFICE)).due_at == at("2026-03-04 13:00")


def test_a_new_target_holds_for_the_whole_run() -> None:
    tape = [
        *paused_tape("2026-03-02 09:00"),
        Event(at("2026-03-02 10:00"), Mark.RETARGET, target=Target(90, Unit.OPEN_MINUTES)),
    ]
    assert read(tape, FOUR_HOURS, Hours(OFFICE)).due_at == at("2026-03-02 10:30")


def test_the_step_before_the_deadline_is_walked_back_in_open_time() -> None:
    # Elsewhere it rang at midnight of calendars with several spans.
    hours = Hours(TWO_SPANS)
    found = hours.back(micros(at("2026-03-03 10:00")), 120 * 60_000_000)
    assert moment(found) == at("2026-03-02 17:00")


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(NeverOpen):
        due(at("2026-03-02 09:00"), FOUR_HOURS, WorkCalendar(SHANGHAI))
    with pytest.raises(NeverOpen):
        due(at("2026-03-02 09:00"), Target(1, Unit.WORKING_DAYS), WorkCalendar(SHANGHAI))


def test_the_tape_tells_what_counted_what_did_not_and_whose_it_was() -> None:
    calendar = WorkCalendar(SHANGHAI, week=OFFICE.week, days={date(2026, 3, 9): Day("Founding day")})
    tape = paused_tape(
        "2026-03-06 16:00",
        ("2026-03-10 11:00", Mark.PAUSE, Owner.CARRIER),
        ("2026-03-11 10:00", Mark.RUN, Owner.DOCK),
    )
    found = stretches(tape, FOUR_HOURS, Hours(calendar), until=at("2026-03-11 11:00"))
    assert [(one.because, one.minutes, one.owner, one.day) for one in found] == [
        (Because.COUNTED, 120, Owner.OPERATIONS, ""),
        (Because.HOLIDAY, 3 * 1440 + 15 * 60, Owner.OPERATIONS, "Founding day"),
        (Because.COUNTED, 120, Owner.OPERATIONS, ""),
        (Because.PAUSED, 23 * 60, Owner.CARRIER, ""),
        (Because.COUNTED, 60, Owner.DOCK, ""),
    ]
    assert counted(found) == 300
    assert by_owner(found, Hours(calendar), FOUR_HOURS) == {
        Owner.OPERATIONS: 240,
        Owner.CARRIER: 480,
        Owner.DOCK: 60,
    }


def test_minutes_after_the_deadline_belong_to_who_had_the_case_then() -> None:
    tape = paused_tape(
        "2026-03-02 09:00",
        ("2026-03-02 15:00", Mark.RUN, Owner.DOCK),
        ("2026-03-02 16:30", Mark.STOP, Owner.DOCK),
    )
    hours = Hours(OFFICE)
    found = stretches(tape, FOUR_HOURS, hours, until=at("2026-03-03 09:00"))
    late_at = read(tape, FOUR_HOURS, hours).late_at
    assert late_at == at("2026-03-02 13:00")
    assert late_by_owner(found, hours, FOUR_HOURS, late_at) == {Owner.OPERATIONS: 120, Owner.DOCK: 90}
