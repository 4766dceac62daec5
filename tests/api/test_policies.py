"""Policies and what buyers owe, read by machines."""

import pytest

from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from tests.api.client import machine
from tests.factories.people import MONDAY, actor
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def test_a_policy_is_shown_with_its_versions_and_a_return_with_what_decided() -> None:
    place = scene()
    set_rules(place.merchant, {"law": "cn_online"}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    returning = applied(place, order(place), 1)
    told = machine(Right.MERCHANTS_MANAGE).get("/return-policies/kestrel").json()
    assert (told["version"], told["content"]["law"]) == (1, "cn_online")
    assert [(one["version"], one["saved_by"]) for one in told["versions"]] == [(1, "administrator 0")]
    found = machine(Right.RETURNS_SEE).get(f"/returns/{returning.number}").json()
    window = next(one for one in found["decision"] if one["about"] == "window")
    assert (found["policy_version"], found["law"], window["rule"]) == (1, "cn_online@2020", "policy:merchant_window")
    assert machine(Right.MERCHANTS_MANAGE).get("/return-policies/nobody").status_code == 404
    assert machine(Right.REFUNDS_SEE).get("/overpaid").json() == {"items": []}
