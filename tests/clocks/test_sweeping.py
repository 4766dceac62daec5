"""What happens before and after a promise is due."""

from datetime import timedelta

import pytest

from aftercare.cases.models import Case
from aftercare.clocks.commands.policies import BadPolicy, NewStep, add_step
from aftercare.clocks.models import Clock, Owed, Policy, PolicyStep
from aftercare.clocks.terms import Act, Metric, Per, Unit
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.returns.commands.reviewing import Decision, approve
from tests.factories.people import MONDAY, REVIEWER
from tests.factories.promises import at, clock, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, object]]:
    """What the clocks put into the journal, with the offset of the step."""
    found = Entry.objects.filter(kind__startswith="clocks.clock.").order_by("pk")
    return [(entry.kind.rpartition(".")[2], entry.after.get("offset")) for entry in found]


@pytest.mark.shows("CRM-26")
def test_a_step_warns_before_and_another_tells_after_each_once() -> None:
    promise(
        Metric.DECIDE,
        240,
        Unit.OPEN_MINUTES,
        NewStep(-60, Act.TELL, "operations_reviewer"),
        NewStep(30, Act.TELL, "manager"),
    )
    place = scene()
    applied(place, order(place))
    assert clock(Metric.DECIDE).next_due_at == at("2026-03-02 12:00")
    assert sweep(at=at("2026-03-02 11:59")) == 0
    assert sweep(at=at("2026-03-02 12:00")) == 1
    assert sweep(at=at("2026-03-02 12:01")) == 0
    assert told() == [("tell", -60)]
    sweep(at=at("2026-03-02 13:01"))
    sweep(at=at("2026-03-02 13:30"))
    sweep(at=at("2026-03-02 17:00"))
    assert told() == [("tell", -60), ("late", None), ("tell", 30)]
    found = clock(Metric.DECIDE)
    assert (found.late_at, found.next_due_at) == (at("2026-03-02 13:00"), None)


def test_a_sweep_that_came_late_does_everything_in_its_order() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(10, Act.TELL, "manager"), NewStep(-10, Act.TELL, "agent"))
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-03 12:00"))
    assert told() == [("late", None), ("tell", -10), ("tell", 10)]


def test_nobody_is_told_in_closed_hours_unless_the_step_says_so() -> None:
    promise(
        Metric.DECIDE,
        10 * 60,
        Unit.MINUTES,
        NewStep(0, Act.TELL, "manager", Unit.MINUTES),
        NewStep(-30, Act.TELL, "agent", Unit.MINUTES),
        NewStep(5, Act.TELL, "auditor", Unit.MINUTES, in_closed_hours=True),
    )
    place = scene()
    applied(place, order(place), at=at("2026-03-02 15:00"))  # due at one in the night
    assert clock(Metric.DECIDE).next_due_at == at("2026-03-02 17:59")  # the warning, while somebody is there
    sweep(at=at("2026-03-02 18:00"))
    sweep(at=at("2026-03-03 01:05"))
    assert told() == [("tell", -30), ("late", None), ("tell", 5)]
    sweep(at=at("2026-03-03 08:59"))
    assert len(told()) == 3
    sweep(at=at("2026-03-03 09:00"))
    assert told()[-1] == ("tell", 0)


def test_a_step_that_lies_before_the_start_is_not_taken() -> None:
    promise(Metric.DECIDE, 30, Unit.OPEN_MINUTES, NewStep(-60, Act.TELL, "manager"))
    place = scene()
    applied(place, order(place))
    assert clock(Metric.DECIDE).next_due_at == at("2026-03-02 09:30")
    sweep(at=at("2026-03-02 09:31"))
    assert told() == [("late", None)]


def test_decided_in_time_nobody_is_told() -> None:
    promise(Metric.DECIDE, 240, Unit.OPEN_MINUTES, NewStep(-60, Act.TELL, "manager"))
    place = scene()
    approved(place, order(place))
    assert sweep(at=MONDAY + timedelta(days=9)) == 0
    assert told() == []


def test_a_late_case_goes_first_and_into_other_hands() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.RAISE), NewStep(60, Act.HAND_OVER, "manager"))
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:00"))
    case = Case.objects.get()
    assert (case.priority, case.handed_to) == (1, "")
    sweep(at=at("2026-03-02 11:00"))
    case.refresh_from_db()
    assert (case.priority, case.handed_to) == (1, "manager")
    kinds = list(Entry.objects.filter(kind__startswith="cases.case.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["cases.case.open", "cases.case.raise_priority", "cases.case.hand_to"]


def test_the_amount_owed_counts_only_our_late_minutes_and_is_final_when_the_clock_stops() -> None:
    penalty = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP", per=Per.HOUR)
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, penalty)
    place = scene()
    returning = applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    owed = Owed.objects.get()
    assert (owed.amount_minor, owed.settled_at, owed.minutes) == (500, None, {"operations": 1.0})
    approve(returning, Decision(address=place.address), by=REVIEWER, at=at("2026-03-02 12:30"))
    owed.refresh_from_db()
    assert (owed.amount_minor, owed.minutes) == (1500, {"operations": 150.0})
    assert owed.settled_at == at("2026-03-02 12:30")


def test_without_an_amount_nothing_is_owed() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.CREDIT))
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    assert (Owed.objects.count(), told()) == (0, [("late", None)])


def test_a_penalty_before_the_due_time_is_refused() -> None:
    policy = promise(Metric.DECIDE, 60)
    with pytest.raises(BadPolicy, match="before a promise is broken"):
        add_step(policy, NewStep(-1, Act.PENALTY), by=SYSTEM, at=MONDAY)
    assert (PolicyStep.objects.count(), Policy.objects.count()) == (0, 1)


@pytest.mark.parametrize("first", [(), (NewStep(0, Act.RAISE),)])
def test_a_step_that_is_added_later_is_taken_on_a_clock_that_is_late_already(first: tuple[NewStep, ...]) -> None:
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, *first)
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    assert clock(Metric.DECIDE).next_due_at is None
    add_step(policy, NewStep(30, Act.TELL, "manager"), by=SYSTEM, at=at("2026-03-02 10:10"))
    add_step(policy, NewStep(5, Act.TELL, "auditor"), by=SYSTEM, at=at("2026-03-02 10:10"))
    sweep(at=at("2026-03-02 10:10"))
    assert (told(), clock(Metric.DECIDE).next_due_at) == ([("late", None), ("tell", 5)], at("2026-03-02 10:30"))
    sweep(at=at("2026-03-02 10:30"))
    assert told()[-1] == ("tell", 30)


def test_a_sweep_that_breaks_off_leaves_nothing_done() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.HAND_OVER, "manager"))
    place = scene()
    for number in range(3):
        applied(place, order(place, account=f"b{number}"))
    Case.objects.filter(pk=Case.objects.latest("pk").pk).update(number="broken")
    before = list(Clock.objects.values())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aftercare.flow.promises.attention.hand_over_to", _breaks_at_the_last)
        with pytest.raises(RuntimeError):
            sweep(at=at("2026-03-02 10:01"))
    assert (list(Clock.objects.values()), told()) == (before, [])
    assert sweep(at=at("2026-03-02 10:02")) == 3
    assert [kind for kind, _offset in told()] == ["late"] * 3 + ["hand_over"] * 3
    assert list(Entry.objects.filter(kind="cases.case.hand_to").values_list("note", flat=True)) == ["decide 60"] * 3


def _breaks_at_the_last(roles: dict[int, str], _why: dict[int, str], **_more: object) -> None:
    if Case.objects.filter(pk__in=roles, number="broken").exists():
        raise RuntimeError
