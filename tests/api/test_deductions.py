"""A machine asks for a deduction as a colleague does on the page; the buyer alone answers."""

import pytest

from aftercare.flow.requests import approve
from aftercare.org.roles import Role
from aftercare.returns.commands.deducting import answer_deduction
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return
from aftercare.returns.terms import Answer
from tests.api.client import machine_as
from tests.factories.people import MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.mark.shows("RET-42")
def test_a_deduction_is_asked_for_once_and_answered_by_the_buyer_alone(place: Scene) -> None:
    returning, review = applied(place, order(place), 1), machine_as(Role.OPERATIONS_REVIEWER)
    path = f"/returns/{returning.number}/deductions"
    told = {"amount": "20.00", "words": "The box is torn.", "version": returning.version}
    made = review.post(path, told)
    assert (made.status_code, made.json()["amount"], made.json()["answer"]) == (201, "20.00", "")
    again = review.post(path, told)
    assert (again.status_code, again.json()["code"]) == (409, "asked_already")
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    (found,) = review.get(path).json()["items"]
    assert (found["answer"], found["words"], found["currency"]) == ("agreed", "The box is torn.", "GBP")
    assert Deduction.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"amount": "0.00"}, 422, "no_deduction"),
        ({"amount": "699.01"}, 422, "no_deduction"),
        ({"amount": "1.005"}, 422, "bad_amount"),
        ({"words": ""}, 422, "not_understood"),
        ({"version": 99}, 409, "stale"),
    ],
)
def test_what_cannot_be_asked_is_refused(place: Scene, changes: dict[str, object], status: int, code: str) -> None:
    returning, review = applied(place, order(place), 1), machine_as(Role.OPERATIONS_REVIEWER)
    told = {"amount": "20.00", "words": "The box is torn.", **changes}
    found = review.post(f"/returns/{returning.number}/deductions", told)
    assert (found.status_code, found.json()["code"]) == (status, code)
    assert not Deduction.objects.exists()


def test_an_amount_that_is_decided_is_lowered_no_more_and_agents_do_not_ask(place: Scene) -> None:
    returning = applied(place, order(place), 1)
    path, told = f"/returns/{returning.number}/deductions", {"amount": "20.00", "words": "The box is torn."}
    assert machine_as(Role.AGENT).post(path, told).status_code == 403
    approve(Return.objects.get(), Decision(address=place.address), by=REVIEWER, at=MONDAY)
    found = machine_as(Role.OPERATIONS_REVIEWER).post(path, told)
    assert (found.status_code, found.json()["code"]) == (422, "no_deduction")
    assert not Deduction.objects.exists()
