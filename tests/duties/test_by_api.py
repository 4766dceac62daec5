"""Machines promise something to a customer, and say when it is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aftercare.duties.models import Task
from aftercare.org.roles import Role
from tests.api.client import machine_as
from tests.factories.duties import task
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
    assert keys.post("/tasks", {**told, "customer": 99_999}).status_code == 404
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
