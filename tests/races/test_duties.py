"""Several at once on one call, one weekend day, one complaint: it happens once, and the rest are told so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aftercare.clocks.commands.calendars import body_of
from aftercare.clocks.models import Calendar, CalendarVersion
from aftercare.duties.commands import call_outs, rota
from aftercare.duties.commands.agreeing import agree
from aftercare.duties.commands.answering import answer_complaint, answered_on
from aftercare.duties.models import Engineer, OnDuty, RotaDay, Task
from aftercare.duties.terms import AnsweredBy, TaskKind
from aftercare.journal.models import Entry
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.repairing import RepairWish, ask_repair
from tests.factories.duties import certificate, taken_call, task
from tests.factories.people import AGENT, MANAGER, MONDAY, actor, buyer, member
from tests.factories.promises import office
from tests.factories.shop import goods, order, scene
from tests.factories.stories import applied
from tests.races.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
SATURDAY = date(2026, 3, 7)


def people(count: int) -> list[Member]:
    return [member(Role.AGENT, email=f"{n}@example.com") for n in range(count)]


def test_one_call_is_sent_to_once() -> None:
    call, crew = taken_call(), people(6)
    for one in crew:
        certificate(one)
    outcomes = at_once(6, lambda n: call_outs.send(call, [crew[n]], by=MANAGER, at=MONDAY))
    assert outcomes == {"done": 1, "illegal_move": 5}
    assert Engineer.objects.get().member_id == Task.objects.get().owner_id


def test_a_caller_has_one_answer() -> None:
    call = taken_call()
    Task.objects.update(answer="", answered_at=None)
    outcomes = at_once(6, lambda n: call_outs.answer_call(call, f"Answer {n}", by=MANAGER, at=MONDAY))
    assert outcomes == {"done": 1, "bad_task": 5}


def test_one_weekend_day_opens_once_and_closes_with_the_last_who_leaves() -> None:
    calendar, crew = office(), people(6)
    outcomes = at_once(6, lambda n: rota.open_day(calendar, SATURDAY, "10:00–14:00", [crew[n]], by=MANAGER, at=MONDAY))
    assert outcomes == {"done": 1, "bad_rota": 5}
    day = RotaDay.objects.get()
    for one in crew:
        if not OnDuty.objects.filter(member=one).exists():
            rota.put_on_duty(day, one, by=MANAGER, at=MONDAY)
    found = list(OnDuty.objects.select_related("day"))
    assert at_once(6, lambda n: rota.take_off_duty(found[n], by=MANAGER, at=MONDAY)) == {"done": 6}
    now = Calendar.objects.select_related("current").get()
    assert (RotaDay.objects.count(), SATURDAY in body_of(now).days) == (0, False)
    assert [one.number for one in CalendarVersion.objects.order_by("number")] == [1, 2, 3]


def test_one_rest_is_given_for_one_duty() -> None:
    crew = people(1)
    rota.open_day(office(), SATURDAY, "10:00–14:00", crew, by=MANAGER, at=MONDAY)
    duty, over = OnDuty.objects.get(), MONDAY + timedelta(days=7)
    outcomes = at_once(6, lambda n: rota.take_rest(duty, SATURDAY + timedelta(days=2 + n), by=MANAGER, at=over))
    assert outcomes == {"done": 1, "bad_rota": 5}
    assert Entry.objects.filter(kind="duties.rota.rest").count() == 1


def test_a_complaint_has_one_first_answer_whoever_writes_first() -> None:
    place = scene()
    back = applied(place, order(place))
    about = {"owner_id": people(1)[0].pk, "customer_id": back.customer_id, "about": back.case.stream}
    one = task("Rude", TaskKind.COMPLAINT, **about)

    def answer(n: int) -> object:
        if n % 2:
            return answer_complaint(one, f"Call {n}", AnsweredBy.CALL, by=MANAGER, at=MONDAY)
        return answered_on(back.case.stream, f"Message {n}", written_at=MONDAY, by=AGENT, at=MONDAY)

    assert at_once(6, answer) == {"done": 6}
    assert Entry.objects.filter(kind="duties.task.begin").count() == 1
    assert (Task.objects.get().state, Task.objects.get().answer != "") == ("begun", True)


def test_a_repair_that_is_asked_for_several_times_at_once_is_one_task_and_one_colleague_agrees_the_time() -> None:
    place = scene()
    set_rules(place.merchant, {"repair_months": 12}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    bought = order(place)
    wish, who = RepairWish(goods(bought)[0].pk, 1, "Silent."), buyer(bought.customer_id)
    outcomes = at_once(6, lambda _n: ask_repair(bought, wish, by=who, at=MONDAY))
    assert outcomes == {"done": 1, "repair_asked": 5}
    asked, crew = Task.objects.get(), people(4)
    soon = MONDAY + timedelta(days=3)
    took = at_once(4, lambda n: agree(asked, soon, by=replace(AGENT, id=crew[n].pk), at=MONDAY))
    assert took["done"] == 1
    assert took.total() == 4
    assert Entry.objects.filter(kind="duties.task.agree").count() == 1
