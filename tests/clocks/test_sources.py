"""Working calendars from published data, from files, from shifts; templates; promises that cannot hold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from aftercare.clocks.rules.calendars import Hours, micros
from aftercare.clocks.rules.linter import Told, shortfalls
from aftercare.clocks.rules.plain import calendar_of, calendar_plain, digest_of
from aftercare.clocks.rules.sources import UnknownYear, days_in_csv, published_days, with_days
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.rules.templates import BY_CODE, OFFICE, TEMPLATES, THREE_SHIFTS, TWO_SHIFTS
from aftercare.clocks.rules.writing import BadHours, read_spans, write_spans
from aftercare.clocks.terms import (
    AROUND_THE_CLOCK,
    Day,
    Event,
    Mark,
    Metric,
    PromisedTo,
    Season,
    Span,
    Target,
    Unit,
    WorkCalendar,
)

SHANGHAI = WorkCalendar("Asia/Shanghai", week=OFFICE)
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.shows("CRM-02")
def test_chinas_holidays_come_with_their_make_up_workdays() -> None:
    calendar = with_days(SHANGHAI, published_days("CN", [2026]))
    hours = Hours(calendar)
    assert calendar.days[date(2026, 10, 1)] == Day("国庆节")
    assert hours.spans(date(2026, 10, 1).toordinal()) == ()
    sunday = date(2026, 1, 4)
    assert (sunday.weekday(), calendar.days[sunday]) == (6, Day("调休", (Span(540, 1080),)))


def test_a_day_that_a_file_names_twice_is_refused_with_its_line() -> None:
    with pytest.raises(BadHours, match="Line 3: 2026-12-24 stands there twice") as refused:
        days_in_csv("date,name,hours\n2026-12-24,Christmas Eve,9:00–12:00\n2026/12/24,Christmas Eve,")
    assert refused.value.field == "file"


def test_other_countries_and_regions_have_theirs() -> None:
    assert published_days("ES", [2026])[date(2026, 1, 6)].spans == ()
    regional = published_days("ES", [2026], region="MD")
    assert date(2026, 5, 2) in regional
    assert date(2026, 5, 2) not in published_days("ES", [2026])


@pytest.mark.parametrize(("country", "year"), [("CN", 2099), ("XX", 2026)])
def test_what_no_data_knows_is_refused_in_words(country: str, year: int) -> None:
    with pytest.raises(UnknownYear):
        published_days(country, [year])


def test_a_file_names_days_and_their_hours() -> None:
    text = "date,name,hours\n2026-12-24,Christmas Eve,9:00–12:00\n2026/12/25,Christmas,\n"
    assert days_in_csv(text) == {
        date(2026, 12, 24): Day("Christmas Eve", (Span(540, 720),)),
        date(2026, 12, 25): Day("Christmas"),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-02-30,Nonsense", "Line 1: “2026-02-30” is not a date like 2026-10-01."),
        ("2026-02-03,Short,9-12", "Write hours like 9:00–12:00, 13:30–18:00; “9-12” is not."),
    ],
)
def test_a_file_with_a_slip_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(BadHours) as refusal:
        days_in_csv(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["9:00–8:00", "9:00–24:01", "9:61–10:00", "22:00–06:00", "9:00–12:00, 11:00–13:00"])
def test_hours_that_nobody_can_keep_are_refused(text: str) -> None:
    with pytest.raises(BadHours):
        read_spans(text)


def test_hours_are_written_as_they_are_read() -> None:
    assert write_spans(read_spans("13:30-18:00；09:00～12:00")) == "9:00–12:00, 13:30–18:00"
    assert read_spans(" ") == ()


def test_a_calendar_is_kept_whole() -> None:
    calendar = WorkCalendar(
        "Europe/Madrid",
        week=OFFICE,
        days={date(2026, 8, 15): Day("Asunción"), date(2026, 8, 16): Day("Duty", (Span(600, 720),))},
        seasons=(Season("Verano", (7, 1), (8, 31), ((Span(480, 900),),) * 7),),
    )
    assert calendar_of(calendar_plain(calendar)) == calendar
    assert digest_of(calendar_plain(calendar)) != digest_of(calendar_plain(WorkCalendar("Europe/Madrid", week=OFFICE)))


@pytest.mark.shows("APT-47", "APT-48")
def test_three_shifts_with_weekend_duty_close_the_gap_that_two_left_open() -> None:
    # A buyer who writes on Friday at 20:00, after the second of two shifts has gone home.
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)
    target = Target(60, Unit.OPEN_MINUTES)
    before, after = (Hours(WorkCalendar("Asia/Shanghai", week=week)) for week in (TWO_SHIFTS, THREE_SHIFTS))
    tape = [Event(friday, Mark.START)]
    assert (before.is_open(micros(friday)), after.is_open(micros(friday))) == (False, True)
    assert read(tape, target, before).due_at == datetime(2026, 3, 9, 2, tzinfo=UTC)
    assert read(tape, target, after).due_at == datetime(2026, 3, 6, 13, tzinfo=UTC)
    # They are cut where a shift goes home: what comes in while two are there is settled by the one that ends first.
    assert (TWO_SHIFTS[0], TWO_SHIFTS[5]) == ((Span(540, 1020), Span(1020, 1140)), ())
    assert (THREE_SHIFTS[0], THREE_SHIFTS[6]) == ((Span(480, 960), Span(960, 1140), Span(1140, 1320)),) * 2


SOURCES = {
    "STD-09": (Metric.ANSWER, Target(240, Unit.MINUTES)),
    "STD-12": (Metric.SHIP, Target(2, Unit.CALENDAR_DAYS)),
    "STD-21": (Metric.SAMPLE_RESULT, Target(1440, Unit.MINUTES)),
    "STD-22": (Metric.COMPLAINT_REPLY, Target(1440, Unit.MINUTES)),
    "STD-23": (Metric.COMPLAINT_SETTLED, Target(1, Unit.MONTHS, end_of_day=True)),
    "STD-24": (Metric.DELIVERY, Target(10, Unit.CALENDAR_DAYS)),
    "STD-26": (Metric.PLAN, Target(20, Unit.CALENDAR_DAYS)),
    "STD-27": (Metric.GUIDANCE, Target(10, Unit.CALENDAR_DAYS)),
    "CMP-05": (Metric.DECIDE, Target(10, Unit.MINUTES)),
    "CMP-06": (Metric.COMPLAINT_REPLY, Target(30, Unit.MINUTES)),
    "CMP-15": (Metric.COMPLAINT_REPLY, Target(240, Unit.MINUTES)),
    "CMP-16": (Metric.COMPLAINT_SETTLED, Target(2880, Unit.MINUTES)),
    "PRJ-15": (Metric.ARRIVE, Target(60, Unit.MINUTES)),
    "PRJ-16": (Metric.SOLVE, Target(720, Unit.MINUTES)),
    "PRJ-30": (Metric.SEND, Target(60, Unit.MINUTES)),
    "PRJ-44": (Metric.ANSWER, Target(1440, Unit.MINUTES)),
    "RET-27": (Metric.HANDLE_GOODS, Target(100, Unit.MINUTES)),
    "KPI-08": (Metric.HANDLE_GOODS, Target(100, Unit.MINUTES)),
}


def test_the_sources_times_ship_as_templates() -> None:
    shipped = {code: (one.metric, one.target) for one in TEMPLATES for code in one.codes}
    assert {code: shipped[code] for code in SOURCES} == SOURCES
    assert len(BY_CODE) == len(TEMPLATES)
    assert (BY_CODE["goods-100m"].begins_in, BY_CODE["fault-100m"].begins_in) == ("received", "inspected")


def told(name: str, minutes: int, to: PromisedTo, **more: object) -> Told:
    """A policy for the linter, in elapsed minutes."""
    values = {"metric": "arrive", "target": Target(minutes, Unit.MINUTES), "hours": Hours(AROUND_THE_CLOCK), **more}
    return Told(name, promised_to=to, **values)  # type: ignore[arg-type]


def test_a_promise_shorter_than_the_partners_and_the_way_is_flagged() -> None:
    ours = told("one hour", 60, PromisedTo.CUSTOMER)
    fair = told("two hours", 120, PromisedTo.CUSTOMER)
    partner = told("partner", 60, PromisedTo.PARTNER, transit_minutes=30)
    found = list(shortfalls([ours, fair, partner], since=MONDAY))
    assert [(one.promise, one.partner, one.minutes) for one in found] == [("one hour", "partner", 30)]


def test_a_partner_with_a_weekend_cannot_carry_a_promise_without_one() -> None:
    ours = told("a day", 1440, PromisedTo.CUSTOMER)
    partner = told("partner", 240, PromisedTo.PARTNER, target=Target(240, Unit.OPEN_MINUTES), hours=Hours(SHANGHAI))
    found = list(shortfalls([ours, partner], since=MONDAY))
    assert [one.promise for one in found] == ["a day"]
    assert found[0].example.weekday() in (4, 5)


def test_promises_for_different_things_are_not_compared() -> None:
    ours = told("one hour", 60, PromisedTo.CUSTOMER, match={"kind": "repair"})
    other = told("partner", 600, PromisedTo.PARTNER, match={"kind": "delivery"})
    assert not list(shortfalls([ours, other], since=MONDAY))


def test_a_date_that_is_agreed_case_by_case_is_compared_with_nothing() -> None:
    agreed = Target(0, Unit.AGREED, end_of_day=True)
    ours = told("by the day", 0, PromisedTo.CUSTOMER, target=agreed)
    partner = told("partner", 600, PromisedTo.PARTNER)
    assert not list(shortfalls([ours, partner], since=MONDAY))
    assert not list(shortfalls([replace(partner, promised_to=PromisedTo.CUSTOMER), ours], since=MONDAY))
