"""Promises that end by themselves: on the agreed date, with the shift, at once; and steps that ask how it stands."""

from datetime import UTC, datetime

import pytest

from aftercare.clocks.commands.changing import BadChange, plan_target
from aftercare.clocks.commands.policies import BadPolicy, NewStep, add_step
from aftercare.clocks.models import Clock, PolicyStep
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.opening import Opening, opening
from aftercare.clocks.rules.steps import Standing, holds
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.rules.targets import agreed
from aftercare.clocks.rules.templates import THREE_SHIFTS
from aftercare.clocks.terms import (
    AROUND_THE_CLOCK,
    Act,
    ClockState,
    Condition,
    Event,
    Mark,
    Metric,
    Owner,
    Span,
    Target,
    Unit,
    WorkCalendar,
)
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from tests.factories.people import MONDAY
from tests.factories.promises import OFFICE_HOURS, at, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

SHIFTS = WorkCalendar("UTC", week=((Span(480, 960), Span(960, 1440)),) * 7)
MADRID_NIGHTS = WorkCalendar("Europe/Madrid", week=((Span(0, 360),),) * 7)


def due(start: str, target: Target, calendar: WorkCalendar, *events: Event) -> datetime | None:
    return read([Event(at(start), Mark.START, "us"), *events], target, Hours(calendar)).due_at


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-03-02 09:30", "2026-03-02 16:00"),
        ("2026-03-02 15:59", "2026-03-02 16:00"),
        ("2026-03-02 16:00", "2026-03-03 00:00"),
        ("2026-03-02 03:00", "2026-03-02 16:00"),
    ],
)
def test_what_is_to_be_settled_in_the_shift_ends_with_the_shift_that_took_it(start: str, ends: str) -> None:
    assert due(start, Target(0, Unit.SHIFT_END), SHIFTS) == at(ends)


def test_a_shift_ends_by_the_wall_clock_on_the_nights_in_which_the_clock_is_set() -> None:
    nights = [datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)]
    ends = [
        read([Event(night, Mark.START)], Target(0, Unit.SHIFT_END), Hours(MADRID_NIGHTS)).due_at for night in nights
    ]
    assert ends == [datetime(2026, 3, 29, 4, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)]


@pytest.mark.shows("CMP-07")
@pytest.mark.parametrize(
    ("start", "ends"),
    [("09:00", "16:00"), ("12:00", "16:00"), ("15:00", "16:00"), ("16:00", "19:00"), ("21:00", "22:00")],
)
def test_of_shifts_that_overlap_the_one_that_ends_first_settles(start: str, ends: str) -> None:
    found = due(f"2026-03-02 {start}", Target(0, Unit.SHIFT_END), WorkCalendar("UTC", week=THREE_SHIFTS))
    assert found == at(f"2026-03-02 {ends}")


@pytest.mark.parametrize(("fold", "ends"), [(0, 5), (1, 6)])
def test_in_the_hour_that_comes_twice_a_shift_does_not_end_before_what_it_took(fold: int, ends: int) -> None:
    nights = Hours(WorkCalendar("America/New_York", week=((Span(0, 90),),) * 7))
    start = datetime(2026, 11, 1, 1, 10, tzinfo=nights.zone, fold=fold)
    found = read([Event(start.astimezone(UTC), Mark.START)], Target(0, Unit.SHIFT_END), nights).due_at
    assert found == datetime(2026, 11, 1, ends, 30, tzinfo=UTC)


def test_an_agreed_date_is_not_moved_by_a_pause_and_ends_at_closing_time() -> None:
    pause = [Event(at("2026-03-02 10:00"), Mark.PAUSE, "nobody"), Event(at("2026-03-03 10:00"), Mark.RUN, "us")]
    by_then = agreed(at("2026-03-05 14:20"))
    assert due("2026-03-02 09:00", by_then, AROUND_THE_CLOCK, *pause) == at("2026-03-05 14:20")
    on_that_day = Target(by_then.amount, Unit.AGREED, end_of_day=True)
    assert due("2026-03-02 09:00", on_that_day, OFFICE_HOURS, *pause) == at("2026-03-05 18:00")
    assert due("2026-03-02 09:00", on_that_day, AROUND_THE_CLOCK) == at("2026-03-06 00:00")


def test_at_once_is_now_or_as_soon_as_somebody_is_there() -> None:
    assert due("2026-03-02 09:30", Target(0, Unit.AT_ONCE), OFFICE_HOURS) == at("2026-03-02 09:30")
    assert due("2026-03-01 09:30", Target(0, Unit.AT_ONCE), OFFICE_HOURS) == at("2026-03-02 09:00")
    stopped = [Event(at("2026-03-02 09:30"), Mark.START), Event(at("2026-03-02 09:30"), Mark.STOP)]
    found = read(stopped, Target(0, Unit.AT_ONCE), Hours(OFFICE_HOURS))
    assert (found.state, found.is_kept) == (ClockState.STOPPED, True)


def test_a_line_is_open_until_a_gap_comes_and_closed_until_it_ends() -> None:
    assert opening(Hours(AROUND_THE_CLOCK), MONDAY) == Opening(True, None)
    assert opening(Hours(SHIFTS), at("2026-03-02 09:00")) == Opening(True, at("2026-03-03 00:00"))
    assert opening(Hours(OFFICE_HOURS), at("2026-03-06 18:00")) == Opening(False, at("2026-03-09 09:00"))
    whole_week = WorkCalendar("UTC", week=((Span(0, 1440),),) * 7)
    assert opening(Hours(whole_week), MONDAY) == Opening(True, None)
    assert opening(Hours(WorkCalendar("UTC", week=THREE_SHIFTS)), at("2026-03-02 23:00")).changes_at == at(
        "2026-03-03 08:00"
    )


@pytest.mark.parametrize(
    ("condition", "is_taken"),
    [
        (Condition(), True),
        (Condition(owners=("dock", "operations")), True),
        (Condition(owners=("dock",)), False),
        (Condition(states=("submitted",)), True),
        (Condition(states=("received",)), False),
        (Condition(channels=("portal", "link")), True),
        (Condition(channels=("desk",)), False),
        (Condition(from_priority=1), True),
        (Condition(from_priority=2), False),
        (Condition(only_ours=True), True),
        (Condition(owners=("operations",), channels=("desk",)), False),
    ],
)
def test_a_step_is_taken_when_everything_it_asks_is_so(condition: Condition, is_taken: bool) -> None:
    assert holds(condition, Standing("operations", "submitted", "portal", 1)) is is_taken


def test_while_somebody_outside_has_it_what_asks_for_us_is_left_out() -> None:
    assert not holds(Condition(only_ours=True), Standing(Owner.NOBODY, "held"))


@pytest.mark.django_db
def test_a_sweep_takes_the_steps_that_hold_and_leaves_the_others_for_good() -> None:
    told = [
        NewStep(0, Act.TELL, "manager", when=Condition(channels=("desk",))),
        NewStep(0, Act.TELL, "auditor", when=Condition(channels=("portal",))),
        NewStep(1, Act.RAISE),
        NewStep(2, Act.TELL, "agent", when=Condition(from_priority=1)),
        NewStep(3, Act.TELL, "dock", when=Condition(states=("received",), owners=(Owner.DOCK,))),
    ]
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, *told)
    place = scene()
    applied(place, order(place))
    channel = Clock.objects.get().traits["channel"]
    for minute in range(4):
        sweep(at=at(f"2026-03-02 10:0{minute}"))
    who = list(Entry.objects.filter(kind="clocks.clock.tell").order_by("pk").values_list("after__audience", flat=True))
    assert who == [{"desk": "manager", "portal": "auditor"}.get(channel, ""), "agent"]
    assert set(Clock.objects.get().done_steps) == set(PolicyStep.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_belongs_to_the_shift_is_not_handed_on_before_its_end() -> None:
    policy = promise(Metric.COMPLAINT_SETTLED, 0, Unit.SHIFT_END)
    with pytest.raises(BadPolicy, match="not handed on"):
        add_step(policy, NewStep(-10, Act.HAND_OVER, "manager"), by=SYSTEM, at=MONDAY)
    assert not PolicyStep.objects.exists()


@pytest.mark.django_db
def test_an_agreed_date_has_no_length_of_its_own() -> None:
    with pytest.raises(BadPolicy, match="leave the number at 0"):
        promise(Metric.SOLVE, 5, Unit.AGREED)
    policy = promise(Metric.DECIDE, 0, Unit.AGREED)
    with pytest.raises(BadChange, match="case by case"):
        plan_target(policy, Target(60, Unit.MINUTES), None, by=SYSTEM, at=MONDAY)
    place = scene()
    applied(place, order(place))
    assert not Clock.objects.exists()  # nothing was agreed, so nothing is promised
