"""The marketplace's own system tells that it stepped in."""

import pytest

from aftercare.cases.models import Intervention
from aftercare.org.rights import Right
from tests.api.client import machine
from tests.factories.shop import Scene, order
from tests.factories.stories import applied


@pytest.mark.shows("KPI-12")
def test_platform_tells_that_it_stepped_in_once(place: Scene) -> None:
    number = applied(place, order(place)).number
    platform, path = machine(Right.INTERVENTIONS_RECORD), f"/returns/{number}/intervention"
    body = {"ruling": "buyer", "note": "The address was missing."}
    answers = [platform.post(path, body, Idempotency_Key="step-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    told = {name: answers[0].json()[name] for name in ("number", "ruling", "note", "by")}
    assert told == {"number": number, **body, "by": "machine"}
    assert Intervention.objects.values_list("case__number", "ruling").get() == (number, "buyer")


def test_a_merchants_key_cannot_judge_its_own_case(place: Scene) -> None:
    number = applied(place, order(place)).number
    own = machine(Right.INTERVENTIONS_RECORD, merchant=place.merchant)
    refused = own.post(f"/returns/{number}/intervention", {"ruling": "merchant", "note": "We are right."})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert not Intervention.objects.exists()


def test_unexplained_and_unknown_are_refused(place: Scene) -> None:
    number = applied(place, order(place)).number
    platform = machine(Right.INTERVENTIONS_RECORD)
    bare = platform.post(f"/returns/{number}/intervention", {"ruling": "buyer"})
    assert (bare.status_code, bare.json()["code"]) == (422, "ruling_unexplained")
    assert platform.post(f"/returns/{number}/intervention", {"ruling": "both"}).status_code == 422
    assert platform.post("/returns/RT-2603-999999/intervention", {"ruling": "none"}).status_code == 404
    assert not Intervention.objects.exists()
