"""Policies and what buyers owe, read by machines."""

import pytest

from aftercare.billing.commands.overpaid import Owing, note_overpaid
from aftercare.billing.models import Overpaid, RefundLine
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import OverpaidCause
from aftercare.kernel.actor import SYSTEM
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from tests.api.client import machine
from tests.factories.people import MONDAY, actor
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected

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
    assert machine(Right.REFUNDS_SEE).get("/overpaid").json() == {"items": [], "next": None}


def test_what_is_owed_is_paged_without_losing_those_of_the_same_moment() -> None:
    place = scene()
    for _n in range(5):
        refund = refund_of_case(inspected(place, order(place), 1).case_id)
        assert refund
        note_overpaid(refund, {RefundLine.objects.filter(refund=refund).values_list("grant", flat=True)[0]: 100},
                      Owing(OverpaidCause.FEWER), by=SYSTEM, at=MONDAY)  # fmt: skip
    told, address = [], "/overpaid?limit=2"
    while address:
        page = machine(Right.REFUNDS_SEE).get(address).json()
        told.append([one["number"] for one in page["items"]])
        address = (page["next"] or "").removeprefix("/api/v1")
    assert [len(page) for page in told] == [2, 2, 1]
    assert [number for page in told for number in page] == list(
        Overpaid.objects.order_by("-arisen_at", "-pk").values_list("number", flat=True)
    )
    assert machine(Right.REFUNDS_SEE).get("/overpaid?cursor=x").json()["code"] == "bad_cursor"
