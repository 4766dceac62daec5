"""What was kept stays kept, what was broken stays broken, and what may not be done is refused in words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftercare.cases.commands.notes import add_note, needs_no_answer
from aftercare.clocks.models import Clock
from aftercare.clocks.queries.attainment import attained
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Metric, Unit
from aftercare.customers.models import Customer
from aftercare.duties.commands import call_outs, tasks
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.call_outs import take_call
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask
from aftercare.duties.models import Engineer, Task
from aftercare.duties.terms import AnsweredBy, CallChannel, NewCall, Outcome, TaskKind
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import IllegalMove
from aftercare.moves.queries import strays
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.api.client import machine_as
from tests.factories.duties import EXCHANGE, certificate, taken_call, task
from tests.factories.people import MANAGER, MONDAY, buyer, member
from tests.factories.promises import of_template, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DONE = Outcome("Done.")


def complaint() -> Task:
    """A complaint of a customer who has an address."""
    place = scene()
    plant = applied(place, order(place)).customer
    Customer.objects.filter(pk=plant.pk).update(email="plant@example.com", language="en")
    return task("Rude", TaskKind.COMPLAINT, owner_id=member(Role.AGENT).pk, customer_id=plant.pk)


def engineer(name: str = "walker") -> Member:
    """Somebody who may be sent."""
    made = member(Role.AGENT, email=f"{name}@example.com")
    certificate(made)
    return made


def clock(one: Task, metric: Metric) -> Clock:
    return Clock.objects.get(stream=one.stream, metric=metric)


@pytest.mark.shows("STD-22", "CMP-15")
@pytest.mark.parametrize("is_held_first", [False, True])
def test_an_answered_complaint_that_was_held_up_stays_answered(is_held_first: bool) -> None:
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    one = complaint()
    if is_held_first:
        tasks.hold(one, "Waits for the driver", by=MANAGER, at=MONDAY)
    answer_complaint(one, "Sorry.", AnsweredBy.MESSAGE, by=MANAGER, at=MONDAY + HOUR)
    if not is_held_first:
        tasks.hold(one, "Waits for the supplier", by=MANAGER, at=MONDAY + 2 * HOUR)
    assert tasks.resume(one, by=MANAGER, at=MONDAY + 3 * HOUR).state == "begun"
    sweep(at=MONDAY + 48 * HOUR)
    judged = clock(one, Metric.COMPLAINT_REPLY)
    assert (judged.state, judged.stopped_at, judged.late_at) == ("stopped", MONDAY + HOUR, None)
    assert not list(differing_clocks())
    assert not list(strays(Task))


@pytest.mark.shows("STD-20")
def test_a_sample_test_that_was_begun_at_once_goes_on_as_begun() -> None:
    of_template("sample-begun")
    begun, waiting = task("Oil", TaskKind.SAMPLE_TEST), task("Gas", TaskKind.SAMPLE_TEST)
    tasks.begin(begun, by=MANAGER, at=MONDAY)
    for one in (begun, waiting):
        tasks.hold(one, "The device is broken", by=MANAGER, at=MONDAY + HOUR)
        tasks.resume(one, by=MANAGER, at=MONDAY + 2 * HOUR)
    sweep(at=MONDAY + 3 * HOUR)
    assert [one.state for one in Task.objects.order_by("pk")] == ["begun", "open"]
    assert (clock(begun, Metric.TEST_BEGUN).state, clock(begun, Metric.TEST_BEGUN).late_at) == ("stopped", None)
    assert clock(waiting, Metric.TEST_BEGUN).state == "running"
    with pytest.raises(IllegalMove):
        tasks.resume(begun, by=MANAGER, at=MONDAY + 3 * HOUR)
    assert not list(strays(Task))


@pytest.mark.shows("STD-22")
def test_a_complaint_is_not_handed_in_before_it_is_answered() -> None:
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    one = complaint()
    boss, entries = signed_in(Role.MANAGER), Entry.objects.count()
    with pytest.raises(BadTask, match="Answer the customer first"):
        hand_in(one, DONE, by=MANAGER, at=MONDAY + HOUR)
    finish = reverse("duty-act", args=[one.pk, "finish"])
    assert finish not in boss.get(reverse("duty-task", args=[one.pk])).content.decode()
    one.refresh_from_db()
    assert (one.state, Entry.objects.count()) == ("open", entries)
    assert clock(one, Metric.COMPLAINT_REPLY).state == "running"
    answer_complaint(one, "Sorry.", AnsweredBy.CALL, by=MANAGER, at=MONDAY + 2 * HOUR)
    assert finish in boss.get(reverse("duty-task", args=[one.pk])).content.decode()
    hand_in(one, DONE, by=MANAGER, at=MONDAY + 3 * HOUR)
    assert clock(one, Metric.COMPLAINT_REPLY).stopped_at == MONDAY + 2 * HOUR


def test_what_needs_no_answer_is_not_judged_and_the_first_answer_is_still_owed() -> None:
    promise(Metric.ANSWER, 60, Unit.MINUTES)
    promise(Metric.REPLY, 60, Unit.MINUTES)
    place = scene()
    back = applied(place, order(place))
    by, when = actor_of_member(member(Role.AGENT)), back.applied_at
    add_note(back.case, "Thank you", for_buyer=True, by=buyer(back.customer_id), at=when + MINUTE)
    needs_no_answer(back.case, "Only a thank you", by=by, at=when + 2 * MINUTE)
    assert dict(Clock.objects.values_list("metric", "state")) == {"answer": "running", "reply": "void"}
    sweep(at=when + 2 * HOUR)
    assert Clock.objects.get(metric=Metric.ANSWER).late_at == when + HOUR
    assert not list(differing_clocks())


@pytest.mark.shows("KPI-20")
def test_an_engineer_who_comes_late_stays_late() -> None:
    of_template("arrive-1h")
    who, one = engineer(), taken_call()
    call_outs.send(one, [who], by=MANAGER, at=MONDAY + 10 * MINUTE)
    sweep(at=MONDAY + 3 * HOUR)
    by, entries = actor_of_member(who), Entry.objects.count()
    with pytest.raises(IllegalMove):
        call_outs.report(one, Outcome("A fuse", "Changed"), by=by, at=MONDAY + 4 * HOUR)
    one.refresh_from_db()
    assert (one.state, Entry.objects.count()) == ("sent", entries)
    call_outs.call_back(one, "Helped by phone", by=by, at=MONDAY + 4 * HOUR)
    call_outs.report(one, Outcome("A fuse", "Changed"), by=by, at=MONDAY + 4 * HOUR)
    judged = clock(one, Metric.ARRIVE)
    assert (judged.state, judged.late_at) == ("stopped", MONDAY + HOUR)
    found = attained(MANAGER, MONDAY, MONDAY + 24 * HOUR, by="person", now=MONDAY + 24 * HOUR, metric=Metric.ARRIVE)
    assert [(row.name, row.kept, row.missed) for row in found] == [(who.name, 0, 1)]
    assert not list(differing_clocks())


@pytest.mark.shows("CRM-25")
@pytest.mark.parametrize(
    ("channel", "answered_at", "late_at"),
    [(CallChannel.PHONE, MONDAY - 5 * HOUR, None), (CallChannel.DESK, MONDAY - 5 * HOUR, None),
     (CallChannel.EMAIL, MONDAY, MONDAY - 4 * HOUR), (CallChannel.CHAT, MONDAY, MONDAY - 4 * HOUR)],
)  # fmt: skip
def test_only_what_is_said_in_a_talk_was_answered_when_it_came(
    channel: CallChannel, answered_at: object, late_at: object
) -> None:
    promise(Metric.ANSWER, 60, Unit.MINUTES, match={"kind": "call_out"})
    told = NewCall("Help", channel, answer="We look", called_at=MONDAY - 5 * HOUR)
    one = take_call(told, by=EXCHANGE, at=MONDAY)
    assert (one.answered_at, clock(one, Metric.ANSWER).late_at) == (answered_at, late_at)


@pytest.mark.parametrize("kind", [TaskKind.WATCH, TaskKind.LOANER])
def test_what_is_never_held_up_refuses_it_in_words(kind: TaskKind) -> None:
    boss = signed_in(Role.MANAGER)
    one = Task(kind=kind, title="Pipeline west")
    tasks.put(one, by=SYSTEM, at=MONDAY)
    answer = boss.post(reverse("duty-act", args=[one.pk, "hold"]), {"word": "Fog", "held_by": "nobody"})
    assert answer.status_code in (409, 422)
    with pytest.raises(IllegalMove):
        tasks.hold(one, "Fog", by=MANAGER, at=MONDAY)
    assert Task.objects.get().state == "open"


def test_who_is_named_twice_is_sent_once() -> None:
    keys, who, one = machine_as(Role.MANAGER), engineer(), taken_call()
    answer = keys.post(f"/calls/{one.pk}/send", {"engineers": [who.email, who.email.upper()]})
    assert (answer.status_code, list(Engineer.objects.values_list("member", flat=True))) == (200, [who.pk])
