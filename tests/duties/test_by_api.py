"""Machines promise something to a customer, and say when it is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aftercare.duties.models import Task
from aftercare.org.roles import Role
from tests.api.client import machine_as
from tests.factories.duties import certificate, task
from tests.factories.people import member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def test_a_task_is_opened_listed_and_finished() -> None:
    keys, now = machine_as(Role.MANAGER), timezone.now()
    place = scene()
    customer = applied(place, order(place)).customer
    told = {"kind": "repair", "title": "Sofa", "customer": customer.pk,
            "agreed_at": (now + timedelta(days=2)).isoformat()}  # fmt: skip
    late = keys.post("/tasks", {**told, "wished_at": (now + timedelta(days=1)).isoformat()})
    assert (late.status_code, late.json()["detail"]) == (422, "This is later than the customer asked for.")
    assert keys.post("/tasks", {**told, "customer": 99_999}).status_code == 422
    assert not Task.objects.exists()
    made = keys.post("/tasks", told)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert [one["id"] for one in keys.get("/tasks").json()["items"]] == [made.json()["id"]]
    done = keys.post(f"/tasks/{made.json()['id']}/finish", {"word": "New spring."})
    assert (done.status_code, done.json()["word"]) == (200, "New spring.")
    assert keys.get("/tasks").json() == {"items": []}


def test_a_merchants_key_sees_the_tasks_of_his_customers_only() -> None:
    place, other = scene(), scene("other")
    mine, theirs = (applied(one, order(one)).customer for one in (place, other))
    for customer in (mine, theirs):
        task("Sample", customer_id=customer.pk)
    task("Nobody's")
    found = machine_as(Role.MANAGER, merchant=place.merchant).get("/tasks").json()["items"]
    assert [one["title"] for one in found] == ["Sample"]


def test_a_telephone_system_takes_a_call_and_a_dispatcher_tells_how_it_went() -> None:
    keys = machine_as(Role.MANAGER)
    able, _learner = (member(Role.AGENT, email=f"{name}@example.com") for name in ("able", "learner"))
    certificate(able)
    told = {"words": "No power in hall 2", "channel": "phone", "caller": "Shift leader"}
    refused = keys.post("/calls", told)
    assert (refused.status_code, "answer at once in a few words" in refused.json()["detail"]) == (422, True)
    assert keys.post("/calls", {**told, "answer": "x", "customer": 99_999}).status_code == 422
    assert not Task.objects.exists()
    made = keys.post("/calls", {**told, "answer_by": (timezone.now() + timedelta(hours=1)).isoformat()})
    assert (made.status_code, made.json()["state"], made.json()["answered_at"]) == (201, "open", None)
    at = f"/calls/{made.json()['id']}"
    assert keys.post(f"{at}/answer", {"answer": "We come."}).json()["answer"] == "We come."
    assert keys.post(f"{at}/send", {"engineers": ["nobody@example.com"]}).status_code == 404
    alone = keys.post(f"{at}/send", {"engineers": ["learner@example.com"]})
    assert (alone.status_code, alone.json()["code"]) == (422, "not_certified")
    sent = keys.post(f"{at}/send", {"engineers": ["learner@example.com", "able@example.com"]}).json()
    assert [one["certificate"] for one in sent["engineers"]] == ["Substations", ""]
    assert keys.post(f"{at}/arrive", {"engineer": "able@example.com"}).json()["state"] == "on_site"
    done = keys.post(f"{at}/report", {"found": "A relay", "measures": "Changed"}).json()
    assert (done["state"], done["found"], done["measures"]) == ("done", "A relay", "Changed")
    assert keys.post("/calls/999999/answer", {"answer": "x"}).status_code == 404
    assert keys.post("/tasks", {"kind": "call_out", "title": "By hand"}).status_code == 422


def test_a_merchants_key_opens_only_what_it_sees_afterwards() -> None:
    place = scene()
    customer = applied(place, order(place)).customer
    keys = machine_as(Role.MANAGER, merchant=place.merchant)
    call, plan = {"words": "No power", "channel": "phone", "answer": "We come."}, {"kind": "plan", "title": "Spring"}
    for path, told in (("/calls", call), ("/tasks", plan)):
        refused = keys.post(path, told)
        assert (refused.status_code, refused.json()["field"]) == (422, "customer")
    assert not Task.objects.exists()
    made = keys.post("/calls", {"customer": customer.pk, **call, "channel": "email", "answer": ""})
    assert (made.status_code, made.json()["answered_at"]) == (201, None)
    assert keys.post(f"/calls/{made.json()['id']}/answer", {"answer": "We come."}).json()["answer"] == "We come."


def test_a_complaint_is_sent_to_where_it_is_said_who_settles_it() -> None:
    refused = machine_as(Role.MANAGER).post("/tasks", {"kind": "complaint", "title": "The driver was rude"})
    assert (refused.status_code, refused.json()["field"], "/complaints" in refused.json()["detail"]) == (
        422, "kind", True,
    )  # fmt: skip
    assert not Task.objects.exists()
