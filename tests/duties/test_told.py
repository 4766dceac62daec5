"""Whom it concerns is told: on the rota and on the way to a customer."""

from datetime import date, timedelta

import pytest

from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.terms import Act, Metric, Unit
from aftercare.duties.commands import call_outs, rota, tasks
from aftercare.duties.commands.duties import open_due
from aftercare.duties.models import OnDuty, Task
from aftercare.duties.queries.tasks import visible_to
from aftercare.duties.terms import NewTask, TaskKind
from aftercare.flow.promises import sweep
from aftercare.journal.models import Entry
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.factories.duties import certificate, duty, taken_call, task
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import office, promise

pytestmark = pytest.mark.django_db


def _told(who: Member) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(member=who).order_by("pk").values_list("event", "address"))


def test_who_is_sent_along_called_back_taken_off_or_given_his_rest_is_told() -> None:
    anna, ben = (member(Role.AGENT, email=f"{name}@example.com") for name in ("anna", "ben"))
    certificate(anna)
    one = taken_call()
    call_outs.send(one, [anna, ben], by=MANAGER, at=MONDAY)
    call_outs.call_back(one, "The road is closed", by=MANAGER, at=MONDAY)
    rota.open_day(office(), date(2026, 3, 7), "10:00–14:00", [anna, ben], by=MANAGER, at=MONDAY)
    rota.take_off_duty(OnDuty.objects.get(member=ben), by=MANAGER, at=MONDAY)
    rota.take_rest(OnDuty.objects.get(member=anna), date(2026, 3, 9), by=MANAGER, at=MONDAY + timedelta(days=7))
    tell(list(Entry.objects.exclude(kind="duties.task.open").order_by("pk")), at=MONDAY)
    told = {
        name: list(Notice.objects.filter(member=who).order_by("pk").values_list("event", flat=True))
        for name, who in (("anna", anna), ("ben", ben))
    }
    assert told == {
        "anna": ["sent_on_call", "called_back", "on_duty", "rest_given"],
        "ben": ["sent_on_call", "called_back", "on_duty", "off_duty"],
    }


@pytest.mark.shows("PRJ-17")
def test_a_loaner_that_is_owed_is_told_to_whoever_may_take_it_and_taken() -> None:
    agent, boss, packer = member(Role.AGENT), member(Role.MANAGER), member(Role.DOCK)
    promise(Metric.SOLVE, 60, Unit.OPEN_MINUTES, NewStep(0, Act.LEND), match={"kind": "repair"})
    task("Sofa", TaskKind.REPAIR, owner_id=boss.pk, agreed_at=MONDAY + timedelta(days=1))
    sweep(at=MONDAY + timedelta(hours=3))
    loaner = Task.objects.get(kind="loaner")
    tell(list(Entry.objects.filter(subject=loaner.label)), at=MONDAY + timedelta(hours=3))
    assert [_told(one) for one in (agent, boss, packer)] == [
        [("task_free", f"/duties/{loaner.pk}/")],
        [("task_free", f"/duties/{loaner.pk}/")],
        [],
    ]
    assert visible_to(actor_of_member(agent)).filter(pk=loaner.pk).exists()
    lent = tasks.lend(loaner, "A folding bed", by=actor_of_member(agent), at=MONDAY + timedelta(hours=4))
    assert lent.state == "lent"


def test_who_is_given_a_task_is_told_but_not_of_what_he_took_himself() -> None:
    agent = member(Role.AGENT)
    own = actor_of_member(agent)
    tasks.open_task(NewTask(TaskKind.PLAN, "Of his own", owner_id=agent.pk), by=own, at=MONDAY)
    given = task("Sample")
    tasks.assign(given, agent, by=MANAGER, at=MONDAY)
    laid = task("Plan for spring", TaskKind.PLAN, owner_id=agent.pk)
    tell(list(Entry.objects.order_by("pk")), at=MONDAY)
    assert _told(agent) == [
        ("task_free", f"/duties/{given.pk}/"),
        ("task_given", f"/duties/{given.pk}/"),
        ("task_given", f"/duties/{laid.pk}/"),
    ]


def test_what_comes_back_for_who_has_left_is_nobodys_and_told_to_who_may_take_it() -> None:
    gone, agent = member(Role.AGENT), member(Role.AGENT, email="stays@example.com")
    duty("Monthly report", owner_id=gone.pk)
    duty("Cash report", role="cashier")
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    open_due(at=MONDAY)
    tell(list(Entry.objects.order_by("pk")), at=MONDAY)
    assert list(Task.objects.filter(owner=None).order_by("pk").values_list("title", flat=True)) == [
        "Monthly report, 2026-03-31",
        "Cash report, 2026-03-31",
    ]
    assert [event for event, _address in _told(agent)] == ["task_free", "task_free"]
