"""Times that nobody means, or that say no zone, are refused in a sentence on their field; nothing is opened."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pydantic import BaseModel

from aftercare.api.v1 import build
from aftercare.api.v1.shapes import Told
from aftercare.clocks.terms import Metric, Unit
from aftercare.duties.commands.agreeing import agree
from aftercare.duties.commands.call_outs import take_call
from aftercare.duties.commands.tasks import BadTask, put
from aftercare.duties.models import Task
from aftercare.duties.terms import CallChannel, NewCall, TaskKind
from aftercare.kernel.actor import SYSTEM
from aftercare.org.roles import Role
from tests.api.client import machine_as
from tests.factories.duties import EXCHANGE, task
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import at, promise

FAR = ("0001-01-01 00:00", "1960-01-01 00:00", "2036-06-01 00:00", "6100-01-01 00:00", "9999-12-31 23:59")
SENTENCE = "Name a day between a year ago and ten years from now."


@pytest.mark.django_db
@pytest.mark.parametrize("when", FAR)
def test_a_day_that_nobody_means_is_refused(when: str) -> None:
    promise(Metric.SOLVE, 0, Unit.AGREED, match={"kind": "repair"}, end_of_day=True)
    promise(Metric.ANSWER, 0, Unit.AGREED, match={"kind": "call_out"}, name="Answered")
    with pytest.raises(BadTask, match=SENTENCE) as agreed:
        task("Sofa", TaskKind.REPAIR, agreed_at=at(when))
    with pytest.raises(BadTask, match=SENTENCE) as wished:
        task("Sofa", TaskKind.REPAIR, agreed_at=MONDAY, wished_at=at(when))
    with pytest.raises(BadTask, match=SENTENCE) as called:
        take_call(NewCall("No power", CallChannel.PHONE, answer_by=at(when)), by=EXCHANGE, at=MONDAY)
    fields = [one.value.field for one in (agreed, wished, called)]
    assert (fields, Task.objects.count()) == (["agreed_at", "wished_at", "answer_by"], 0)


@pytest.mark.django_db
def test_a_day_that_nobody_means_is_not_agreed_for_a_repair_that_was_asked_for() -> None:
    promise(Metric.SOLVE, 0, Unit.AGREED, match={"kind": "repair"}, end_of_day=True)
    asked = put(Task(kind=TaskKind.REPAIR, title="Sofa"), by=SYSTEM, at=MONDAY)
    with pytest.raises(BadTask, match=SENTENCE) as refused:
        agree(asked, at("9999-12-31 23:59"), by=MANAGER, at=MONDAY)
    asked.refresh_from_db()
    assert (refused.value.field, asked.agreed_at, asked.version) == ("agreed_at", None, 1)


@pytest.mark.django_db
def test_the_desk_says_so_beside_the_field(client: Client) -> None:
    promise(Metric.SOLVE, 0, Unit.AGREED, match={"kind": "repair"}, end_of_day=True)
    client.force_login(member(Role.AGENT))
    told = {"kind": "repair", "title": "Sofa"}
    for when in ("9999-12-31T23:59", "0001-01-01T00:00", "1960-01-01T00:00"):
        answer = client.post(reverse("duty-task-new"), {**told, "agreed_at": when})
        assert (answer.status_code, answer.context["form"].errors) == (422, {"agreed_at": [SENTENCE]})
    assert not Task.objects.exists()


@pytest.mark.django_db
def test_a_machine_is_told_which_time_is_wrong() -> None:
    keys = machine_as(Role.MANAGER)
    call = {"words": "No power", "channel": "phone", "answer": "We come."}
    for path, told, field in (
        ("/calls", {**call, "answer_by": "2030-01-01T10:00:00"}, "answer_by"),
        ("/calls", {**call, "called_at": "2026-01-01T10:00:00"}, "called_at"),
        ("/calls", {**call, "answer_by": "9999-12-31T23:59:59Z"}, "answer_by"),
        ("/tasks", {"kind": "plan", "title": "x", "agreed_at": "2030-01-01T10:00:00"}, "agreed_at"),
        ("/tasks", {"kind": "plan", "title": "x", "wished_at": "2030-01-01T10:00:00"}, "wished_at"),
        ("/tasks", {"kind": "plan", "title": "x", "asked_at": "2026-01-01T10:00:00"}, "asked_at"),
        ("/tasks", {"kind": "plan", "title": "x", "agreed_at": "2090-01-01T10:00:00Z"}, "agreed_at"),
    ):
        answer = keys.post(path, told)
        assert (answer.status_code, field in answer.content.decode()) == (422, True), told
    assert not Task.objects.exists()


def test_no_request_takes_a_time_without_its_zone() -> None:
    assert build  # it has read the shape of every request
    naive = [
        f"{asked.__name__}.{name}"
        for asked in _below(Told)
        for name, field in asked.model_fields.items()
        if field.annotation in (datetime, datetime | None)
    ]
    assert naive == []


@pytest.mark.django_db
def test_what_comes_back_is_not_opened_without_a_day() -> None:
    keys = machine_as(Role.MANAGER)
    for kind in ("report", "watch", "contact"):
        answer = keys.post("/tasks", {"kind": kind, "title": "x"})
        assert (answer.status_code, answer.json()["field"]) == (422, "agreed_at")
    assert not Task.objects.exists()
    watched = task("Site", TaskKind.WATCH, agreed_at=MONDAY + timedelta(hours=3))
    assert watched.period_on == MONDAY.date()


def _below(shape: type[BaseModel]) -> list[type[BaseModel]]:
    return [one for child in shape.__subclasses__() for one in (child, *_below(child))]
