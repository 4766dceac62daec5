"""Two people change the same calendar or promise: the second is told, and nothing of the first is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import Overtaken, body_of, draft_version
from aftercare.clocks.commands.changing import BadChange
from aftercare.clocks.commands.policies import Promise, edit_policy
from aftercare.clocks.models import Calendar, CalendarVersion, Change, Policy
from aftercare.clocks.terms import Day, Metric, Span, Target, Unit, WorkCalendar
from aftercare.jobs.changes import queue_unfinished
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from tests.factories.promises import OFFICE_HOURS, at, office, promise

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 12:00")
CHRISTMAS = replace(OFFICE_HOURS, days={date(2026, 12, 25): Day("Christmas")})
EASTER = replace(OFFICE_HOURS, days={date(2026, 4, 6): Day("Easter Monday")})


def rehearsed(body: WorkCalendar) -> Change:
    """The office as it is now, changed to this."""
    change = changing.plan_hours(Calendar.objects.get(), body, by=SYSTEM, at=NOW)
    return changing.rehearse(change.pk, at=NOW)


def test_of_two_rehearsed_changes_of_a_calendar_the_second_is_refused() -> None:
    office()
    first, second = rehearsed(CHRISTMAS), rehearsed(EASTER)
    changing.decide(first, "new", by=SYSTEM, at=NOW)
    with pytest.raises(Overtaken, match="Make your change again, then rehearse it"):
        changing.decide(second, "all", by=SYSTEM, at=NOW)
    second.refresh_from_db()
    assert (body_of(Calendar.objects.get()), second.state) == (CHRISTMAS, "rehearsed")


def test_hours_made_from_a_calendar_of_before_are_refused() -> None:
    office()
    old = Calendar.objects.select_related("current").get()
    changing.decide(rehearsed(CHRISTMAS), "new", by=SYSTEM, at=NOW)
    with pytest.raises(Overtaken):
        draft_version(old, EASTER, by=SYSTEM, at=NOW)
    assert CalendarVersion.objects.count() == 2


def test_a_change_that_waits_is_dropped_when_another_came_before_it_and_the_journal_says_so() -> None:
    office()
    first, second = rehearsed(CHRISTMAS), rehearsed(EASTER)
    changing.decide(first, "date", on=date(2026, 3, 9), by=SYSTEM, at=NOW)
    changing.decide(second, "new", by=SYSTEM, at=NOW)
    assert queue_unfinished(at=at("2026-03-09 00:01")) == 0
    first.refresh_from_db()
    assert (first.state, body_of(Calendar.objects.get())) == ("dropped", EASTER)
    entry = Entry.objects.get(kind="clocks.change.overtaken")
    assert (entry.subject, entry.after) == (f"clocks.change:{first.pk}", {"on": "2026-03-09"})


def test_of_two_rehearsed_times_of_a_promise_the_second_is_refused() -> None:
    policy = promise(Metric.DECIDE, 60)
    planned = [
        changing.plan_target(policy, Target(minutes, Unit.OPEN_MINUTES), policy.calendar_id, by=SYSTEM, at=NOW)
        for minutes in (90, 120)
    ]
    first, second = (changing.rehearse(change.pk, at=NOW) for change in planned)
    changing.decide(first, "new", by=SYSTEM, at=NOW)
    with pytest.raises(Overtaken):
        changing.decide(second, "new", by=SYSTEM, at=NOW)
    assert Policy.objects.get().amount == 90


def test_an_edit_over_a_promise_that_somebody_edited_is_refused() -> None:
    old = promise(Metric.DECIDE, 60)
    said = Promise("Mine", Metric.DECIDE, old.target, calendar=old.calendar)
    edit_policy(Policy.objects.get(), replace(said, name="Theirs"), by=SYSTEM, at=NOW)
    with pytest.raises(Overtaken, match="Look at it again"):
        edit_policy(old, said, by=SYSTEM, at=NOW)
    assert (Policy.objects.get().name, Policy.objects.get().version) == ("Theirs", 2)


def test_the_day_of_a_change_is_the_one_of_its_calendar() -> None:
    auckland = replace(OFFICE_HOURS, zone="Pacific/Auckland")
    office(body=auckland)
    change = rehearsed(replace(auckland, week=((Span(480, 1080),),) * 7))
    # In Auckland the 3rd of March has begun while it is still the 2nd in UTC.
    with pytest.raises(BadChange, match="still to come"):
        changing.decide(change, "date", on=date(2026, 3, 3), by=SYSTEM, at=NOW)
    changing.decide(change, "date", on=date(2026, 3, 4), by=SYSTEM, at=NOW)
    midnight = at("2026-03-03 11:00")
    assert queue_unfinished(at=midnight - timedelta(minutes=1)) == 0
    assert queue_unfinished(at=midnight) == 1


def test_west_of_greenwich_the_day_begins_later() -> None:
    honolulu = replace(OFFICE_HOURS, zone="Pacific/Honolulu")
    office(body=honolulu)
    change = rehearsed(replace(honolulu, week=((Span(480, 1080),),) * 7))
    changing.decide(change, "date", on=date(2026, 3, 3), by=SYSTEM, at=NOW)
    assert queue_unfinished(at=at("2026-03-03 09:59")) == 0
    assert queue_unfinished(at=at("2026-03-03 10:00")) == 1
