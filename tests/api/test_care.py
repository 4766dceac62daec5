"""Compensations, decisions, marks and words by key."""

import pytest

from aftercare.cases.models import Note, Referral
from aftercare.customers.models import Customer
from aftercare.org.rights import Right as R
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.api.client import machine
from tests.factories.buying import bought_lately
from tests.factories.care import colleague, compensated, why
from tests.factories.shop import Scene, order
from tests.factories.stories import applied


def body(place: Scene, bought, **more: object) -> dict[str, object]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return {
        "shop": place.shop.code,
        "order_number": bought.number,
        "lines": [{"position": 1, "quantity": 1, "amount": "50.00"}],
        "reason": why().code,
        "words": "A scratch.",
        "way": "chat",
        "consent": "Chat of today: fine with 50.",
        **more,
    }


@pytest.mark.shows("RET-03")
def test_an_agreed_compensation_is_opened_once(place: Scene) -> None:
    bought, agent = order(place), machine(R.RETURNS_OPEN, R.ORDERS_SEE, R.RETURNS_SEE)
    told = [agent.post("/compensations", body(place, bought), Idempotency_Key="c-1") for _each in range(2)]
    assert [one.status_code for one in told] == [201, 201]
    shown = told[0].json()
    assert (shown["kind"], shown["state"], shown["asked"]) == ("compensation", "submitted", "50.00")
    assert Return.objects.count() == 1
    above = agent.post(
        "/compensations", body(place, bought, lines=[{"position": 1, "quantity": 1, "amount": "699.01"}])
    )
    assert (above.status_code, above.json()["code"]) == (422, "above_ceiling")
    unagreed = {name: value for name, value in body(place, bought).items() if name != "consent"}
    assert agent.post("/compensations", unagreed).status_code == 422
    assert Return.objects.count() == 1


@pytest.mark.shows("RET-15")
def test_a_decision_is_listed_and_made_by_key(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 1000)
    opened = compensated(order(place), 5000, by=agent)
    boss = machine(R.DECISIONS_MAKE, R.RETURNS_REVIEW, R.RETURNS_SEE)
    listed = boss.get("/decisions").json()["items"]
    assert [(one["number"], one["amount"], one["limit"]) for one in listed] == [
        (opened.returning.number, "50.00", "10.00")
    ]
    path = f"/decisions/{listed[0]['id']}"
    assert boss.post(path, {"granted": True, "words": ""}).status_code == 422
    done = boss.post(path, {"granted": False, "words": "Too much."}).json()
    assert (done["state"], done["answer"]) == ("declined", "Too much.")
    assert boss.post(path, {"granted": True, "words": "After all"}).status_code == 409
    assert (Referral.objects.get().state, Return.objects.get().state) == ("declined", "rejected")
    assert boss.post("/decisions/999999", {"granted": True, "words": "x"}).status_code == 404


def test_a_customer_is_marked_and_words_are_written(place: Scene) -> None:
    returning = applied(place, order(place), 1)
    agent = machine(R.CUSTOMERS_MARK, R.ORDERS_SEE, R.RETURNS_NOTE, R.RETURNS_SEE)
    path = f"/merchants/{place.merchant.code}/customers/lin.demo/marks"
    told = agent.post(path, {"mark": "watched", "is_set": True, "reason": "Three in a week"})
    assert told.json() == {"account": "lin.demo", "marks": ["watched"]}
    assert agent.post(path, {"mark": "watched", "is_set": True, "reason": "again"}).status_code == 409
    assert Customer.objects.get().marks == ["watched"]
    said = agent.post(f"/returns/{returning.number}/notes", {"text": "On its way.", "for_buyer": True})
    assert (said.status_code, Note.objects.get().for_buyer) == (201, True)
    unknown = agent.post(
        f"/merchants/{place.merchant.code}/customers/nobody/marks", {"mark": "trusted", "is_set": True, "reason": "x"}
    )
    assert unknown.status_code == 404


def test_a_second_request_about_the_same_is_refused_with_the_number(place: Scene) -> None:
    returning = applied(place, bought_lately(place, number="88-7"), 1)
    shop = machine(R.RETURNS_OPEN, R.RETURNS_SEE)
    told = {
        "shop": place.shop.code,
        "order_number": "88-7",
        "lines": [{"position": 1, "quantity": 1}],
        "reason": place.reason.code,
    }
    again = shop.post("/returns", told)
    assert (again.status_code, again.json()["code"]) == (409, "looks_like_another")
    assert returning.number in again.json()["detail"]
    assert shop.post("/returns", {**told, "despite": "Another piece, another fault"}).status_code == 201
    assert Return.objects.count() == 2
