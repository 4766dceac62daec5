"""Complaints are taken in, answered, held up, settled and dropped by machines, under the rules of the desk."""

import pytest

from aftercare.customers.models import Customer
from aftercare.duties.models import Task
from aftercare.duties.terms import TaskKind
from aftercare.journal.models import Entry
from aftercare.notifications.models import Block
from aftercare.org.roles import Role
from tests.api.client import Machine, machine_as
from tests.factories.duties import mail_server, task
from tests.factories.people import MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def taken(keys: Machine, **more: object) -> dict[str, object]:
    """A complaint that a machine took in."""
    if not Customer.objects.filter(email="plant@example.com").exists():
        place = scene()
        returning = applied(place, order(place))
        Customer.objects.filter(pk=returning.customer_id).update(email="plant@example.com")
        member(Role.AGENT, email="agent@example.com")
        more.setdefault("return_number", returning.number)
    mail_server()
    made = keys.post("/complaints", {"title": "Rude", "taken_in_by": "Agent@example.com", **more})
    assert made.status_code == 201, made.content
    return dict(made.json())


def entries_of(complaint: dict[str, object]) -> int:
    """What the journal tells of it."""
    return Entry.objects.filter(stream=f"task:{complaint['id']}").count()


@pytest.mark.shows("CMP-15")
def test_a_complaint_goes_its_whole_way_by_machine() -> None:
    keys = machine_as(Role.MANAGER)
    made = taken(keys)
    assert (made["state"], made["taken_in_by"], made["answer"]) == ("open", "agent@example.com", "")
    customer = Customer.objects.get(email="plant@example.com")
    assert made["customer"] == customer.pk
    assert Task.objects.get().about.startswith("case:")
    at = f"/complaints/{made['id']}"
    early = keys.post(f"{at}/settle", {"word": "Done."})
    assert (early.status_code, early.json()["code"]) == (422, "bad_task")
    answered = keys.post(f"{at}/answer", {"words": "Sorry.", "way": "message", "version": made["version"]}).json()
    assert (answered["state"], answered["answer"]) == ("begun", "Sorry.")
    held = keys.post(f"{at}/hold", {"why": "No part", "held_by": "supplier"}).json()
    assert (held["state"], held["held_by"]) == ("held", "supplier")
    assert keys.post(f"{at}/resume", {}).json()["state"] == "begun"
    done = keys.post(f"{at}/settle", {"word": "New part.", "solution": "Keep two in stock."}).json()
    assert (done["state"], done["word"], done["solution"]) == ("done", "New part.", "Keep two in stock.")
    assert keys.get(at).json()["version"] == done["version"]
    assert keys.get("/complaints").json() == {"items": [], "next": None}
    assert [one["id"] for one in keys.get("/complaints?everything=true").json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("answer", {"words": "Sorry.", "way": "call"}),
        ("hold", {"why": "x"}),
        ("settle", {"word": "x"}),
        ("drop", {"why": "x"}),
    ],
)
def test_who_saw_an_older_one_is_refused_and_nothing_changes(act: str, told: dict[str, str]) -> None:
    keys = machine_as(Role.MANAGER)
    made = taken(keys)
    answered = keys.post(f"/complaints/{made['id']}/answer", {"words": "Sorry.", "way": "call"}).json()
    before = entries_of(made)
    stale = keys.post(f"/complaints/{made['id']}/{act}", {**told, "version": made["version"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    found = keys.get(f"/complaints/{made['id']}").json()
    assert (found["version"], found["state"], entries_of(made)) == (answered["version"], "begun", before)


def test_what_its_state_does_not_allow_is_a_conflict() -> None:
    keys = machine_as(Role.MANAGER)
    made = taken(keys)
    at = f"/complaints/{made['id']}"
    refused = keys.post(f"{at}/resume", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_move")
    assert keys.post(f"{at}/drop", {"why": "A slip."}).json()["state"] == "dropped"
    again = keys.post(f"{at}/drop", {"why": "A slip."})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    assert keys.post(f"{at}/answer", {"words": "x", "way": "call"}).status_code == 422


def test_a_message_that_would_reach_nobody_is_refused_and_a_call_is_taken() -> None:
    keys = machine_as(Role.MANAGER)
    made = taken(keys)
    Block.objects.create(address="plant@example.com", reason="undeliverable", made_at=MONDAY, made_by="x")
    at, before = f"/complaints/{made['id']}", entries_of(made)
    refused = keys.post(f"{at}/answer", {"words": "Sorry.", "way": "message"})
    assert (refused.status_code, "No message would reach this customer" in refused.json()["detail"]) == (422, True)
    assert entries_of(made) == before
    assert keys.post(f"{at}/answer", {"words": "Sorry.", "way": "call"}).json()["answer"] == "Sorry."


def test_repeated_with_its_key_it_is_done_once() -> None:
    keys = machine_as(Role.MANAGER)
    made = taken(keys)
    told = {"words": "Sorry.", "way": "call"}
    first = keys.post(f"/complaints/{made['id']}/answer", told, **{"Idempotency-Key": "k-1"})
    before = entries_of(made)
    second = keys.post(f"/complaints/{made['id']}/answer", told, **{"Idempotency-Key": "k-1"})
    assert (second.status_code, second.content, entries_of(made)) == (200, first.content, before)
    other = keys.post(f"/complaints/{made['id']}/answer", {**told, "words": "Other."}, **{"Idempotency-Key": "k-1"})
    assert other.status_code in (409, 422)


def test_what_is_no_complaint_is_not_found_here_and_a_bad_one_is_not_opened() -> None:
    keys = machine_as(Role.MANAGER)
    sample = task("Sample")
    assert keys.get(f"/complaints/{sample.pk}").status_code == 404
    assert keys.post(f"/complaints/{sample.pk}/answer", {"words": "x", "way": "call"}).status_code == 404
    for told in (
        {"title": "x", "taken_in_by": "nobody@example.com"},
        {"title": "x", "taken_in_by": "agent@example.com", "customer": 99_999},
        {"title": "x", "taken_in_by": "agent@example.com", "return_number": "RT-0000-000000"},
    ):
        assert keys.post("/complaints", told).status_code == 422
    assert Task.objects.count() == 1


def test_a_merchants_key_sees_complaints_of_his_customers_only_and_names_the_customer() -> None:
    place, other = scene(), scene("other")
    mine, theirs = (applied(one, order(one)).customer for one in (place, other))
    agent = member(Role.AGENT, email="agent@example.com")
    for customer in (mine, theirs):
        task(customer.account, TaskKind.COMPLAINT, customer_id=customer.pk, owner_id=agent.pk)
    keys = machine_as(Role.MANAGER, merchant=place.merchant)
    assert [one["customer"] for one in keys.get("/complaints").json()["items"]] == [mine.pk]
    told = {"title": "x", "taken_in_by": "agent@example.com"}
    assert keys.post("/complaints", told).status_code == 422
    assert keys.post("/complaints", {**told, "customer": theirs.pk}).status_code == 422
    assert keys.post("/complaints", {**told, "customer": mine.pk}).status_code == 201


def test_pages_follow_each_other() -> None:
    keys = machine_as(Role.MANAGER)
    made = [taken(keys)["id"] for _ in range(3)]
    first = keys.get("/complaints?limit=2").json()
    assert [one["id"] for one in first["items"]] == made[:0:-1]
    second = keys.get(str(first["next"]).removeprefix("/api/v1")).json()
    assert ([one["id"] for one in second["items"]], second["next"]) == ([made[0]], None)
