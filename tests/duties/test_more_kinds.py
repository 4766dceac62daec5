"""Goods for a new agent, looks at a site's news, who holds a task up, and what answers a complaint."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.urls import reverse

from aftercare.cases.commands.notes import add_note
from aftercare.clocks.models import Clock
from aftercare.clocks.queries.attainment import attained, minutes_by_owner
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Metric, Owner, Unit
from aftercare.customers.commands import set_mark
from aftercare.customers.models import Customer
from aftercare.customers.terms import Mark
from aftercare.duties.commands import tasks
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.duties import open_due
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import BadTask
from aftercare.duties.models import Task
from aftercare.duties.terms import AnsweredBy, Every, Outcome, Rhythm, TaskKind
from aftercare.jobs.answers import follow_answers
from aftercare.journal.models import Entry
from aftercare.moves.queries import strays
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Message
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.duties import duty, mail_server, task
from tests.factories.people import AGENT, MANAGER, MONDAY, buyer, member
from tests.factories.promises import at, of_template, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
DONE = Outcome("Done.")


def returning() -> Return:
    place = scene()
    return applied(place, order(place))


def customer() -> Customer:
    found = returning().customer
    Customer.objects.filter(pk=found.pk).update(email="plant@example.com", language="en")
    return Customer.objects.get(pk=found.pk)


def clock(one: Task, metric: Metric) -> Clock:
    return Clock.objects.get(stream=one.stream, metric=metric)


@pytest.mark.shows("STD-24")
def test_goods_for_a_new_agent_are_owed_ten_days_after_the_contract() -> None:
    of_template("agent-10d")
    plant = customer()
    contract = MONDAY - timedelta(days=3)
    with pytest.raises(BadTask, match="marked as an agent"):
        task("First goods", TaskKind.AGENT_GOODS, customer_id=plant.pk, asked_at=contract)
    set_mark(plant, Mark.AGENT, True, "Contract 17", by=AGENT, at=MONDAY)
    with pytest.raises(BadTask, match="when the contract was made"):
        task("First goods", TaskKind.AGENT_GOODS, customer_id=plant.pk)
    assert (Task.objects.count(), Clock.objects.count()) == (0, 0)
    kept, broken = (
        task(name, TaskKind.AGENT_GOODS, customer_id=plant.pk, asked_at=contract) for name in ("First", "Second")
    )
    task("Usual delivery", TaskKind.DELIVERY, customer_id=plant.pk, agreed_at=MONDAY + timedelta(days=30))
    assert [one.due_at for one in Clock.objects.all()] == [contract + timedelta(days=10)] * 2
    hand_in(kept, DONE, by=MANAGER, at=contract + timedelta(days=10))
    hand_in(broken, DONE, by=MANAGER, at=contract + timedelta(days=10, minutes=1))
    assert [clock(one, Metric.DELIVERY).late_at for one in (kept, broken)] == [None, contract + timedelta(days=10)]


@pytest.mark.shows("INF-18")
def test_a_sites_news_are_looked_at_every_day_and_what_was_missed_counts() -> None:
    of_template("look-daily")
    who = member(Role.AGENT)
    daily = duty("Pipeline west", TaskKind.WATCH, Rhythm(1, Every.DAYS), first_on=date(2026, 3, 2), owner_id=who.pk)
    open_due(at=MONDAY)
    assert list(Task.objects.values_list("period_on", flat=True)) == [date(2026, 3, 2)], "no look before its day"
    hand_in(Task.objects.get(), Outcome("Two welds redone, all quiet."), by=MANAGER, at=MONDAY + timedelta(hours=2))
    open_due(at=MONDAY + timedelta(days=1))
    open_due(at=MONDAY + timedelta(days=2))
    found = Task.objects.order_by("pk").values_list("period_on", "state", "word")
    assert list(found) == [
        (date(2026, 3, 2), "done", "Two welds redone, all quiet."),
        (date(2026, 3, 3), "missed", ""),
        (date(2026, 3, 4), "open", ""),
    ]
    judged = attained(MANAGER, MONDAY, MONDAY + timedelta(days=3), by="metric", now=MONDAY + timedelta(days=2))
    assert [(one.name, one.kept, one.missed) for one in judged] == [("look", 1, 1)]
    with pytest.raises(BadTask, match="what was done"):
        hand_in(Task.objects.get(state="open"), Outcome(" "), by=MANAGER, at=MONDAY + timedelta(days=2))
    open_due(at=MONDAY + timedelta(days=2))
    assert Task.objects.count() == 3
    Task.objects.filter(state__in=["done", "missed"]).update(done_at=at("2126-01-01 00:00"))
    page = signed_in(Role.MANAGER, email="boss@example.com").get(reverse("duties-recurring")).content.decode()
    assert daily.name in page
    assert "in 30 days: 1 looks, 1 missed" in page


def test_who_holds_a_task_up_has_the_minutes() -> None:
    promise(Metric.PLAN, 10, Unit.CALENDAR_DAYS)
    waiting = task("Plan", TaskKind.PLAN)
    with pytest.raises(BadTask, match="our own delay is no pause"):
        tasks.hold(waiting, "Busy", owner=Owner.US, by=MANAGER, at=MONDAY)
    tasks.hold(waiting, "The parts are late", owner=Owner.SUPPLIER, by=MANAGER, at=MONDAY)
    assert (clock(waiting, Metric.PLAN).owner, Task.objects.get().held_by) == ("supplier", "supplier")
    tasks.resume(waiting, by=MANAGER, at=MONDAY + timedelta(days=2))
    tasks.hold(waiting, "A price is missing", owner=Owner.OTHER_DEPARTMENT, by=MANAGER, at=MONDAY + timedelta(days=3))
    tasks.resume(waiting, by=MANAGER, at=MONDAY + timedelta(days=4))
    hand_in(waiting, DONE, by=MANAGER, at=MONDAY + timedelta(days=5))
    minutes = dict(minutes_by_owner(MANAGER, MONDAY, MONDAY + timedelta(days=6)))
    assert minutes == {"supplier": 2880.0, "other_department": 1440.0, "us": 2880.0}
    assert Task.objects.get().held_by == ""
    assert not list(differing_clocks())
    assert not list(strays(Task))


def test_who_holds_it_up_is_asked_in_the_browser_and_stands_on_the_stuck_list() -> None:
    waiting = task("Plan", TaskKind.PLAN)
    boss = signed_in(Role.MANAGER)
    act = reverse("duty-act", args=[waiting.pk, "hold"])
    assert boss.post(act, {"word": "Late parts", "held_by": "us"}).status_code == 422
    assert boss.post(act, {"word": "Late parts", "held_by": "supplier"}).status_code == 302
    assert "Supplier" in boss.get(reverse("duty-task", args=[waiting.pk])).content.decode()
    Task.objects.update(state_since=MONDAY)
    row = boss.get(reverse("times-stuck") + "?show=all").context["rows"][0]
    assert (row.number, str(row.owner), str(row.act)) == (waiting.number, "Supplier", "Go on")


@pytest.mark.shows("STD-22", "CMP-15")
def test_only_a_real_answer_answers_a_complaint() -> None:
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    plant, who = customer(), member(Role.AGENT)
    rude, cold = (task(name, TaskKind.COMPLAINT, owner_id=who.pk, customer_id=plant.pk) for name in ("Rude", "Cold"))
    with pytest.raises(BadTask, match="by a message to the customer, or by a call"):
        tasks.begin(rude, by=MANAGER, at=MONDAY)
    with pytest.raises(BadTask):
        answer_complaint(rude, " ", AnsweredBy.MESSAGE, by=MANAGER, at=MONDAY)
    assert (clock(rude, Metric.COMPLAINT_REPLY).state, Task.objects.filter(state="open").count()) == ("running", 2)
    answer_complaint(
        rude, "We talked to the colleague.", AnsweredBy.MESSAGE, by=MANAGER, at=MONDAY + timedelta(hours=3)
    )
    answer_complaint(
        cold, "He was rung up: a new one comes.", AnsweredBy.CALL, by=MANAGER, at=MONDAY + timedelta(hours=5)
    )
    late = [clock(one, Metric.COMPLAINT_REPLY).late_at for one in (rude, cold)]
    assert late == [None, MONDAY + timedelta(hours=4)]
    answer_complaint(
        rude, "And it will not happen again.", AnsweredBy.MESSAGE, by=MANAGER, at=MONDAY + timedelta(hours=6)
    )
    rude.refresh_from_db()
    assert (rude.answer, rude.answered_at) == ("We talked to the colleague.", MONDAY + timedelta(hours=3))
    tell(list(Entry.objects.filter(kind="duties.task.answer").order_by("pk")), at=MONDAY + timedelta(hours=6))
    sent = list(Message.objects.filter(event="complaint_answer").order_by("pk"))
    assert [(one.address, "We talked" in one.body, "never" in one.body) for one in sent] == [
        ("plant@example.com", True, False), ("plant@example.com", False, False),
    ]  # fmt: skip
    assert "And it will not happen again." in sent[1].body
    assert not list(differing_clocks())
    assert not list(strays(Task))


def test_a_message_needs_an_address_and_nothing_changes_without_one() -> None:
    unknown = returning().customer
    Customer.objects.filter(pk=unknown.pk).update(email="")
    one = task("Rude", TaskKind.COMPLAINT, owner_id=member(Role.AGENT).pk, customer_id=unknown.pk)
    entries = Entry.objects.count()
    with pytest.raises(BadTask, match="No address"):
        answer_complaint(Task.objects.get(), "Sorry", AnsweredBy.MESSAGE, by=MANAGER, at=MONDAY)
    one.refresh_from_db()
    assert (one.state, one.answered_at, Entry.objects.count()) == ("open", None, entries)


@pytest.mark.shows("STD-22")
def test_a_message_from_the_case_answers_the_complaint_about_it_and_a_note_does_not(settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    back = returning()
    mail_server()
    Customer.objects.update(email="plant@example.com")
    who = member(Role.AGENT)
    about = {"owner_id": who.pk, "customer_id": back.customer_id, "about": back.case.stream}
    one, held = task("Rude", TaskKind.COMPLAINT, **about), task("Slow", TaskKind.COMPLAINT, **about)
    other = task("Elsewhere", TaskKind.COMPLAINT, owner_id=who.pk, customer_id=back.customer_id)
    tasks.hold(held, "Waits for the driver", by=MANAGER, at=MONDAY)
    add_note(back.case, "He is angry", for_buyer=False, by=AGENT, at=MONDAY + timedelta(minutes=5))
    add_note(back.case, "Hello?", for_buyer=True, by=buyer(back.customer_id), at=MONDAY + timedelta(minutes=6))
    assert clock(one, Metric.COMPLAINT_REPLY).state == "running"
    add_note(back.case, "We are sorry", for_buyer=True, by=AGENT, at=MONDAY + timedelta(minutes=30))
    follow_answers(list(Entry.objects.order_by("pk")))
    found = [clock(each, Metric.COMPLAINT_REPLY) for each in (one, held, other)]
    assert [each.state for each in found] == ["stopped", "stopped", "running"]
    assert [each.answer for each in Task.objects.order_by("pk")] == ["We are sorry", "We are sorry", ""]
    assert [each.state for each in Task.objects.order_by("pk")] == ["begun", "held", "open"]
    add_note(back.case, "Once more", for_buyer=True, by=AGENT, at=MONDAY + timedelta(minutes=40))
    follow_answers(list(Entry.objects.order_by("pk")))
    assert Entry.objects.filter(kind="duties.task.answer").count() == 2
    assert not list(differing_clocks())
    assert not list(strays(Task))


def test_a_complaint_is_opened_from_the_case_and_answered_in_the_browser() -> None:
    back = returning()
    Customer.objects.update(email="lin@example.com")
    who = member(Role.AGENT)
    client = signed_in(Role.MANAGER)
    page = client.get(reverse("return-detail", args=[back.number])).content.decode()
    new = f"{reverse('duty-task-new')}?case={back.number}"
    assert new in page
    assert f'value="{back.case.stream}"' in client.get(new).content.decode()
    answers = {"kind": "complaint", "title": "Rude", "owner": who.pk, "about": back.case.stream,
               "customer": f"#{back.customer_id}"}  # fmt: skip
    assert client.post(reverse("duty-task-new"), answers).status_code == 302
    made = Task.objects.get()
    assert made.about == back.case.stream
    assert client.post(reverse("duty-task-new"), {**answers, "about": "case:99999"}).status_code == 302
    assert Task.objects.latest("pk").about == ""
    page = client.get(reverse("duty-task", args=[made.pk])).content.decode()
    assert (back.number in page, "Answer the customer" in page, ">Begin<" in page) == (True, True, False)
    act = reverse("duty-act", args=[made.pk, "answer"])
    assert client.post(act, {"word": "", "way": "call"}).status_code == 422
    assert client.post(act, {"word": "He was called.", "way": "call"}).status_code == 302
    assert "He was called." in client.get(reverse("duty-task", args=[made.pk])).content.decode()
    assert client.post(reverse("duty-act", args=[made.pk, "begin"]), {}).status_code in (409, 422)
