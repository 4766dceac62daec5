"""What is promised about a return, for machines."""

import pytest

from aftercare.clocks.terms import Metric, Unit
from tests.api.client import Crew, order_body, return_body
from tests.factories.promises import promise
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db


def test_the_due_time_and_the_tape_can_be_read(place: Scene, keys: Crew) -> None:
    promise(Metric.DECIDE, 240, Unit.MINUTES, name="Four hours")
    keys.shop.post("/orders", order_body(place))
    made = keys.shop.post("/returns", return_body(place)).json()
    (clock,) = keys.shop.get(f"/returns/{made['number']}/clocks").json()["items"]
    assert (clock["metric"], clock["policy"], clock["calendar"], clock["state"], clock["owner"]) == (
        "decide",
        "Four hours",
        "Office v1",
        "running",
        "operations",
    )
    assert made["due_at"][:19] == clock["due_at"][:19]
    assert [(event["mark"], event["why"]) for event in clock["tape"]] == [("start", "submitted")]
