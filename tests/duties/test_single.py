"""What is promised to a customer once: by the agreed date, in the shift, at once; the loaner for a broken promise."""

from datetime import timedelta

import pytest

from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Clock, Owed
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Act, Metric, Per, Span, Unit, WorkCalendar
from aftercare.customers.models import Customer
from aftercare.duties.commands import tasks
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.duties import set_steps
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask, NotRepairedYet, StaysHere
from aftercare.duties.models import Task
from aftercare.duties.rules.distance import BadSteps
from aftercare.duties.terms import AnsweredBy, Outcome, TaskKind, TaskState
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Message
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import reject
from tests.factories.duties import task
from tests.factories.people import MANAGER, MONDAY, REVIEWER, member
from tests.factories.promises import at, office, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
DONE = Outcome("Done.")


def clock(one: Task, metric: Metric) -> Clock:
    return Clock.objects.get(stream=one.stream, metric=metric)


@pytest.mark.shows("STD-20")
def test_a_sample_is_tested_at_once_on_receipt() -> None:
    promise(Metric.TEST_BEGUN, 0, Unit.AT_ONCE, NewStep(0, Act.TELL, "manager"), calendar=office())
    promise(Metric.SAMPLE_RESULT, 24 * 60, Unit.MINUTES)
    at_once, waited = task("Oil sample 1"), task("Oil sample 2")
    assert clock(at_once, Metric.TEST_BEGUN).due_at == MONDAY
    tasks.begin(at_once, by=MANAGER, at=MONDAY)
    sweep(at=MONDAY + timedelta(minutes=10))
    assert list(Entry.objects.filter(kind="clocks.clock.tell").values_list("after__record", flat=True)) == [
        waited.label
    ]
    tasks.begin(waited, by=MANAGER, at=MONDAY + timedelta(minutes=30))
    found = [clock(one, Metric.TEST_BEGUN).late_at for one in (at_once, waited)]
    assert found == [None, MONDAY]
    assert clock(waited, Metric.SAMPLE_RESULT).state == "running"
    hand_in(at_once, DONE, by=MANAGER, at=MONDAY + timedelta(hours=5))
    assert clock(at_once, Metric.SAMPLE_RESULT).stopped_at == MONDAY + timedelta(hours=5)


@pytest.mark.shows("STD-21")
def test_the_result_of_a_sample_is_told_to_the_customer_and_late_after_a_day() -> None:
    promise(Metric.SAMPLE_RESULT, 24 * 60, Unit.MINUTES)
    place = scene()
    customer = applied(place, order(place)).customer
    Customer.objects.filter(pk=customer.pk).update(email="sample@example.com", language="zh-hant")
    in_time, too_late = (task(name, customer_id=customer.pk) for name in ("油樣一", "油樣二"))
    nobodys = task("Oil of ours")
    hand_in(in_time, Outcome("黏度 46，可用。"), by=MANAGER, at=MONDAY + timedelta(hours=23, minutes=59))
    for one in (too_late, nobodys):
        hand_in(one, DONE, by=MANAGER, at=MONDAY + timedelta(hours=25))
    assert [clock(one, Metric.SAMPLE_RESULT).late_at for one in (in_time, too_late)] == [
        None, MONDAY + timedelta(hours=24),
    ]  # fmt: skip
    finished = list(Entry.objects.filter(kind="duties.task.finish").order_by("pk"))
    for _twice in range(2):
        tell(finished, at=MONDAY + timedelta(hours=25))
    told = list(Message.objects.filter(event="sample_result").order_by("pk"))
    assert [(one.address, one.merchant, one.subject) for one in told] == [
        ("sample@example.com", place.merchant, f"您的樣品檢測結果 [{one.number}]") for one in (in_time, too_late)
    ]
    assert "油樣一。\n\n檢測結果：\n黏度 46，可用。" in told[0].body


def test_other_tasks_tell_the_customer_no_result() -> None:
    place = scene()
    customer = applied(place, order(place)).customer
    hand_in(task("Guide", TaskKind.GUIDANCE, customer_id=customer.pk), DONE, by=MANAGER, at=MONDAY)
    tell(list(Entry.objects.filter(kind="duties.task.finish")), at=MONDAY)
    assert not Message.objects.filter(event="sample_result").exists()


@pytest.mark.shows("CMP-08")
def test_a_repair_is_promised_by_the_date_agreed_for_it() -> None:
    promise(Metric.SOLVE, 0, Unit.AGREED, match={"kind": "repair"}, end_of_day=True)
    with pytest.raises(BadTask, match="Agree a date"):
        task("Sofa", TaskKind.REPAIR)
    kept = task("Sofa", TaskKind.REPAIR, agreed_at=at("2026-03-04 11:00"))
    broken = task("Chair", TaskKind.REPAIR, agreed_at=at("2026-03-05 11:00"))
    hand_in(kept, DONE, by=MANAGER, at=at("2026-03-04 17:00"))
    hand_in(broken, DONE, by=MANAGER, at=at("2026-03-06 09:00"))
    assert [clock(one, Metric.SOLVE).late_at for one in (kept, broken)] == [None, at("2026-03-05 18:00")]


@pytest.mark.shows("CMP-07")
def test_who_took_a_complaint_in_settles_it_before_his_shift_ends() -> None:
    shifts = WorkCalendar("UTC", week=((Span(480, 960), Span(960, 1440)),) * 7)
    steps = (NewStep(1, Act.TELL, "manager"),)
    promise(Metric.COMPLAINT_SETTLED, 0, Unit.SHIFT_END, *steps, calendar=office("Shifts", shifts))
    on_duty, after_him = member(Role.AGENT), member(Role.AGENT, email="next@example.com")
    with pytest.raises(BadTask, match="who takes the complaint"):
        task("Rude at the counter", TaskKind.COMPLAINT)
    one = task("Rude at the counter", TaskKind.COMPLAINT, owner_id=on_duty.pk)
    assert clock(one, Metric.COMPLAINT_SETTLED).due_at == at("2026-03-02 16:00")
    entries = Entry.objects.count()
    with pytest.raises(StaysHere, match="not handed on to the next shift"):
        tasks.assign(one, after_him, by=MANAGER, at=MONDAY)
    with pytest.raises(NotAllowed):
        hand_in(one, DONE, by=actor_of_member(after_him), at=MONDAY)
    one.refresh_from_db()
    assert (one.owner_id, one.state, Entry.objects.count()) == (on_duty.pk, "open", entries)
    answer_complaint(one, "We are sorry.", AnsweredBy.CALL, by=actor_of_member(on_duty), at=MONDAY)
    hand_in(one, DONE, by=actor_of_member(on_duty), at=at("2026-03-02 16:05"))
    assert clock(one, Metric.COMPLAINT_SETTLED).late_at == at("2026-03-02 16:00")


@pytest.mark.shows("STD-10")
def test_a_delivery_is_agreed_by_distance_and_never_later_than_the_customer_asked() -> None:
    promise(Metric.DELIVERY, 0, Unit.AGREED)
    with pytest.raises(BadTask, match="No time is set for this distance"):
        task("Piano", TaskKind.DELIVERY, distance_km=8)
    set_steps("10: 120\n50: 480", by=SYSTEM, at=MONDAY)
    near = task("Piano", TaskKind.DELIVERY, distance_km=8)
    far = task("Piano", TaskKind.DELIVERY, distance_km=11)
    sooner = task("Piano", TaskKind.DELIVERY, distance_km=50, wished_at=at("2026-03-02 12:00"))
    found = [clock(one, Metric.DELIVERY).due_at for one in (near, far, sooner)]
    assert found == [at("2026-03-02 11:00"), at("2026-03-02 17:00"), at("2026-03-02 12:00")]
    count = Task.objects.count()
    with pytest.raises(BadTask, match="later than the customer asked"):
        task("Piano", TaskKind.DELIVERY, agreed_at=at("2026-03-03 12:00"), wished_at=at("2026-03-03 11:59"))
    with pytest.raises(BadTask, match="No time is set"):
        task("Piano", TaskKind.DELIVERY, distance_km=51)
    with pytest.raises(BadSteps):
        set_steps("10: 120\n50: 60", by=SYSTEM, at=MONDAY)
    assert Task.objects.count() == count


@pytest.mark.shows("STD-11")
def test_each_day_of_delay_without_an_objective_cause_is_compensated() -> None:
    credit = NewStep(
        0, Act.CREDIT, amount_minor=2000, currency="CNY", per=Per.DAY, unit=Unit.MINUTES, in_closed_hours=True
    )
    promise(Metric.DELIVERY, 0, Unit.AGREED, credit)
    ours, storm = (task(name, TaskKind.DELIVERY, agreed_at=at("2026-03-03 12:00")) for name in ("Late", "Storm"))
    tasks.hold(storm, "The road is flooded.", by=MANAGER, at=at("2026-03-03 11:00"))
    sweep(at=at("2026-03-03 12:01"))
    assert {one.clock.stream: one.amount_minor for one in Owed.objects.select_related("clock")} == {ours.stream: 2000}
    tasks.resume(storm, by=MANAGER, at=at("2026-03-05 11:00"))
    sweep(at=at("2026-03-05 11:01"))
    hand_in(ours, DONE, by=MANAGER, at=at("2026-03-06 10:00"))
    hand_in(storm, DONE, by=MANAGER, at=at("2026-03-05 18:00"))
    owed = {one.clock.stream: one for one in Owed.objects.select_related("clock")}
    assert (owed[ours.stream].amount_minor, owed[ours.stream].settled_at) == (6000, at("2026-03-06 10:00"))  # 2 d 22 h
    assert owed[storm.stream].amount_minor == 2000  # seven hours of ours; the two days of the flood are nobody's
    assert owed[storm.stream].minutes == {"nobody": 2820.0, "us": 420.0}
    assert not list(differing_clocks())


@pytest.mark.shows("PRJ-17")
def test_what_is_not_solved_in_time_owes_a_loaner_until_the_original_is_repaired() -> None:
    lend = NewStep(0, Act.LEND, unit=Unit.MINUTES, in_closed_hours=True)
    promise(Metric.SOLVE, 12 * 60, Unit.MINUTES, lend, match={"kind": "repair"})
    promise(Metric.LOANER, 0, Unit.AT_ONCE)
    place = scene()
    customer = applied(place, order(place)).customer
    repair = task("Excavator", TaskKind.REPAIR, customer_id=customer.pk, agreed_at=at("2026-03-09 12:00"))
    sweep(at=MONDAY + timedelta(hours=11, minutes=59))
    assert not Task.objects.filter(kind=TaskKind.LOANER).exists()
    for minute in (1, 2):
        sweep(at=MONDAY + timedelta(hours=12, minutes=minute))
    loaner = Task.objects.get(kind=TaskKind.LOANER)
    assert (loaner.customer_id, loaner.origin_id) == (customer.pk, clock(repair, Metric.SOLVE).pk)
    assert clock(loaner, Metric.LOANER).due_at is not None
    tasks.lend(loaner, "Excavator no. 7", by=MANAGER, at=MONDAY + timedelta(hours=14))
    with pytest.raises(NotRepairedYet):
        tasks.take_back(loaner, by=MANAGER, at=MONDAY + timedelta(days=1))
    assert Task.objects.get(pk=loaner.pk).state == TaskState.LENT
    hand_in(repair, DONE, by=MANAGER, at=MONDAY + timedelta(days=2))
    assert Task.objects.get(pk=loaner.pk).state == TaskState.REPAIRED, "the repair itself says so"
    back = tasks.take_back(Task.objects.get(pk=loaner.pk), by=MANAGER, at=MONDAY + timedelta(days=2, hours=1))
    assert (back.state, back.done_at) == (TaskState.DONE, MONDAY + timedelta(days=2, hours=1))


def test_a_return_that_is_not_solved_in_time_owes_one_too() -> None:
    promise(Metric.SOLVE, 60, Unit.MINUTES, NewStep(0, Act.LEND, unit=Unit.MINUTES))
    place = scene()
    returning = applied(place, order(place))
    sweep(at=MONDAY + timedelta(hours=2))
    assert Task.objects.get().customer_id == returning.customer_id


@pytest.mark.shows("PRJ-17")
def test_a_loaner_for_a_return_stays_until_the_original_is_repaired_though_its_case_has_ended() -> None:
    promise(Metric.SOLVE, 60, Unit.MINUTES, NewStep(0, Act.LEND, unit=Unit.MINUTES))
    place = scene()
    returning = applied(place, order(place))
    sweep(at=MONDAY + timedelta(hours=2))
    loaner = tasks.lend(Task.objects.get(), "No. 7", by=MANAGER, at=MONDAY + timedelta(hours=3))
    reject(returning, "It can be repaired", by=REVIEWER, at=MONDAY + timedelta(hours=4))
    assert Clock.objects.get(stream=returning.case.stream).stopped_at
    entries = Entry.objects.filter(stream=loaner.stream).count()
    with pytest.raises(NotRepairedYet):
        tasks.take_back(loaner, by=MANAGER, at=MONDAY + timedelta(days=1))
    assert (Task.objects.get().state, Entry.objects.filter(stream=loaner.stream).count()) == ("lent", entries)
    tasks.original_repaired(loaner, by=MANAGER, at=MONDAY + timedelta(days=2))
    back = tasks.take_back(loaner, by=MANAGER, at=MONDAY + timedelta(days=3))
    assert back.state == TaskState.DONE
    assert not list(differing_clocks())


@pytest.mark.parametrize("act", ["begin", "resume", "lend"])
def test_a_stranger_does_nothing_with_a_colleagues_task(act: str) -> None:
    one = task("Oil sample", owner_id=member(Role.AGENT).pk)
    stranger: Actor = actor_of_member(member(Role.AGENT, email="other@example.com"))
    more: dict[str, object] = {"what": "No. 7"} if act == "lend" else {}
    with pytest.raises(NotAllowed):
        getattr(tasks, act)(one, **more, by=stranger, at=MONDAY)
    assert (Task.objects.get().state, Entry.objects.filter(stream=one.stream).count()) == ("open", 1)


def test_a_late_task_goes_first_and_to_the_role_that_is_named() -> None:
    steps = (NewStep(0, Act.RAISE, unit=Unit.MINUTES), NewStep(0, Act.HAND_OVER, "manager", unit=Unit.MINUTES))
    promise(Metric.SAMPLE_RESULT, 60, Unit.MINUTES, *steps)
    one = task("Oil sample")
    sweep(at=MONDAY + timedelta(hours=2))
    one.refresh_from_db()
    assert (one.priority, one.handed_to) == (1, "manager")
