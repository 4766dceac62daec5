"""A calendar or a policy changes while clocks run."""

from datetime import date, timedelta

import pytest

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import BadCalendar, draft_version
from aftercare.clocks.commands.changing import BadChange, NotRehearsed
from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Calendar, Change, Clock, Owed, Policy
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Act, Day, Metric, Span, Target, Unit, WorkCalendar
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.returns.commands.due import follow_clocks
from aftercare.returns.models import Return
from tests.factories.people import MONDAY
from tests.factories.promises import OFFICE_HOURS, at, clock, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 12:00")
LONG_DAYS = WorkCalendar("UTC", week=((Span(480, 1320),),) * 7)
WITH_HOLIDAY = WorkCalendar("UTC", week=OFFICE_HOURS.week, days={date(2026, 3, 3): Day("Founding day")})


def started(*minutes_ago: int) -> None:
    """Requests made so many minutes before NOW."""
    place = scene()
    for number, ago in enumerate(minutes_ago):
        applied(place, order(place, account=f"b{number}"), at=NOW - timedelta(minutes=ago))


def planned(body: WorkCalendar) -> Change:
    """A rehearsed change of the office's calendar."""
    version = draft_version(Calendar.objects.get(), body, by=SYSTEM, at=NOW)
    return changing.rehearse(changing.plan_version(version, by=SYSTEM, at=NOW).pk, at=NOW)


def apply(change: Change) -> Change:
    """What the job does."""
    return changing.apply(change.pk, followed=follow_clocks, at=NOW)


def test_the_rehearsal_tells_what_would_move_and_changes_nothing() -> None:
    office()
    promise(Metric.DECIDE, 600)
    started(10, 20, 30)
    before = (list(Clock.objects.values()), Calendar.objects.get().current_id)
    change = planned(WITH_HOLIDAY)
    assert (change.state, change.seen, change.total) == ("rehearsed", 3, 3)
    assert change.counted == {"moved": 3, "earlier": 0, "later": 3, "breach": 0, "saved": 0, "cost": {}}
    assert (list(Clock.objects.values()), Calendar.objects.get().current_id) == before


def test_applied_to_all_the_open_clocks_move_and_lists_follow() -> None:
    office()
    promise(Metric.DECIDE, 600)
    started(60)
    assert clock(Metric.DECIDE).due_at == at("2026-03-03 12:00")
    change = changing.decide(planned(WITH_HOLIDAY), "all", by=SYSTEM, at=NOW)
    assert apply(change).state == "applied"
    assert clock(Metric.DECIDE).due_at == at("2026-03-04 12:00")
    assert Return.objects.get().due_at == at("2026-03-04 12:00")
    assert not list(differing_clocks())
    started_later = at("2026-03-02 13:00")
    place = scene("second")
    applied(place, order(place), at=started_later)
    assert Clock.objects.latest("pk").due_at == at("2026-03-04 14:00")


def test_applied_to_new_ones_the_open_clocks_keep_what_was_promised() -> None:
    office()
    promise(Metric.DECIDE, 600)
    started(60)
    changing.decide(planned(WITH_HOLIDAY), "new", by=SYSTEM, at=NOW)
    assert clock(Metric.DECIDE).due_at == at("2026-03-03 12:00")
    place = scene("second")
    applied(place, order(place), at=NOW)
    assert Clock.objects.latest("pk").due_at == at("2026-03-04 13:00")


def test_decided_for_a_date_it_begins_on_that_day() -> None:
    office()
    promise(Metric.DECIDE, 600)
    started(60)
    change = planned(WITH_HOLIDAY)
    with pytest.raises(BadChange, match="still to come"):
        changing.decide(change, "date", on=NOW.date(), by=SYSTEM, at=NOW)
    changing.decide(change, "date", on=date(2026, 3, 9), by=SYSTEM, at=NOW)
    assert apply(change).state == "waiting"
    assert changing.begin_waiting(change.pk, by=SYSTEM, at=at("2026-03-09 00:01"))
    assert apply(change).state == "applied"
    assert clock(Metric.DECIDE).due_at == at("2026-03-04 12:00")


def test_longer_hours_break_promises_and_it_is_told_with_its_cost() -> None:
    office()
    credit = NewStep(0, Act.CREDIT, amount_minor=700, currency="GBP")
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, credit)
    place = scene()
    applied(place, order(place), at=at("2026-03-01 10:00"))  # a Sunday
    now = at("2026-03-01 20:00")
    version = draft_version(Calendar.objects.get(), LONG_DAYS, by=SYSTEM, at=now)
    change = changing.rehearse(changing.plan_version(version, by=SYSTEM, at=now).pk, at=now)
    assert change.counted == {"moved": 1, "earlier": 1, "later": 0, "breach": 1, "saved": 0, "cost": {"GBP": 700}}


def test_a_longer_promise_saves_what_was_late_and_takes_back_what_was_owed() -> None:
    office()
    tell = NewStep(-30, Act.TELL, "manager")
    penalty = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP")
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, tell, penalty)
    started(90)
    sweep(at=NOW)
    assert clock(Metric.DECIDE).late_at == at("2026-03-02 11:30")
    target = Target(480, Unit.OPEN_MINUTES)
    change = changing.plan_target(policy, target, policy.calendar_id, by=SYSTEM, at=NOW)
    change = changing.rehearse(change.pk, at=NOW)
    assert change.counted["saved"] == 1
    assert change.counted["cost"] == {"GBP": -500}
    apply(changing.decide(change, "all", by=SYSTEM, at=NOW))
    found = clock(Metric.DECIDE)
    assert (found.late_at, found.due_at) == (None, at("2026-03-03 09:30"))
    assert found.next_due_at == at("2026-03-03 09:00")  # half an hour of open time before
    assert Owed.objects.get().withdrawn_at == NOW
    assert (Policy.objects.get().amount, Policy.objects.get().version) == (480, 2)
    sweep(at=at("2026-03-03 09:00"))
    assert Entry.objects.filter(kind="clocks.clock.tell").count() == 2  # the warning holds for the new time, too
    assert not list(differing_clocks())


def test_a_job_that_died_goes_on_and_does_nothing_twice() -> None:
    office()
    policy = promise(Metric.DECIDE, 60)
    started(5, 10, 15)
    change = changing.plan_target(policy, Target(90, Unit.OPEN_MINUTES), policy.calendar_id, by=SYSTEM, at=NOW)
    change = changing.decide(changing.rehearse(change.pk, at=NOW), "all", by=SYSTEM, at=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "_BATCH", 2)
        with pytest.raises(KeyboardInterrupt):
            changing.apply(change.pk, followed=_dies, at=NOW)
        assert Change.objects.get().seen == 0
        apply(change)
    assert [len(one.tape) for one in Clock.objects.all()] == [2, 2, 2]
    assert (Change.objects.get().state, Change.objects.get().seen) == ("applied", 3)


def _dies(_streams: set[str]) -> None:
    raise KeyboardInterrupt


def test_what_was_not_rehearsed_or_is_no_change_is_refused() -> None:
    calendar = office()
    policy = promise(Metric.DECIDE, 60)
    with pytest.raises(BadCalendar, match="Nothing has changed"):
        draft_version(calendar, OFFICE_HOURS, by=SYSTEM, at=MONDAY)
    with pytest.raises(BadChange, match="Nothing has changed"):
        changing.plan_target(policy, policy.target, policy.calendar_id, by=SYSTEM, at=MONDAY)
    change = changing.plan_target(policy, Target(9, Unit.MINUTES), None, by=SYSTEM, at=MONDAY)
    with pytest.raises(NotRehearsed):
        changing.decide(change, "all", by=SYSTEM, at=MONDAY)
    changing.rehearse(change.pk, at=MONDAY)
    changing.drop(change)
    with pytest.raises(NotRehearsed):
        changing.decide(change, "all", by=SYSTEM, at=MONDAY)
    assert Policy.objects.get().amount == 60
