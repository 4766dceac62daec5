"""A machine is told what a return would cost before the buyer agrees to it."""

from typing import Any

import pytest

from aftercare.catalog.models import Reason
from aftercare.flow.return_goods import approve, take_in_goods
from aftercare.journal.models import Entry
from aftercare.orders.models import OrderLine
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_goods_class, set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.fees import FeeRule, fees_to
from aftercare.returns.terms import Counted, FeeKind, GoodsClass, Grade
from tests.api.client import Machine, machine, order_body, return_body
from tests.factories.people import DOCKER, MONDAY, REVIEWER, actor
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    """A merchant who takes ten per cent, and a reason that says that the buyer changed his mind."""
    made = scene()
    tenth = FeeRule(FeeKind.PERCENT, basis_points=1000)
    set_rules(made.merchant, {"fee_rules": fees_to([tenth])}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    Reason.objects.filter(pk=made.reason.pk).update(cause="mind")
    return made


@pytest.fixture
def shop(place: Scene) -> Machine:
    """The shop's machine, with an order told."""
    made = machine(Right.ORDERS_PUSH, Right.RETURNS_OPEN, Right.RETURNS_SEE)
    assert made.post("/orders", order_body(place)).status_code == 201
    return made


def test_what_is_told_is_what_is_taken_and_telling_opens_nothing(place: Scene, shop: Machine) -> None:
    before = Entry.objects.count()
    told = shop.post("/returns/cost", return_body(place)).json()
    assert (told["currency"], told["asked"], told["fee"]) == ("GBP", "1527.00", "152.70")
    assert [(one["about"], one["answer"], one["rule"]) for one in told["decision"]] == [
        ("fee", "charged", "policy:service_fee:1")
    ]
    assert (Return.objects.count(), Entry.objects.count()) == (0, before)
    consent = {"amount": told["fee"], "way": "phone", "words": "Said yes at ten."}
    found = shop.post("/returns", return_body(place, fee_consent=consent)).json()
    assert (found["asked"], found["amount"]) == ("1527.00", "1374.30")


def test_where_no_fee_is_taken_the_reason_is_told(place: Scene, shop: Machine) -> None:
    Reason.objects.filter(pk=place.reason.pk).update(fault="wrong_item")
    told = shop.post("/returns/cost", return_body(place)).json()
    assert (told["fee"], told["decision"][0]["rule"]) == ("0.00", "policy:fee_delivery")


def test_the_rest_of_a_return_costs_no_second_fixed_fee_and_the_earlier_number_is_told(
    place: Scene, shop: Machine
) -> None:
    five = FeeRule(FeeKind.FIXED, minor=500, currency="GBP")
    set_rules(place.merchant, {"fee_rules": fees_to([five])}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    both = [{"position": 1, "quantity": 2}]
    consent = {"amount": "5.00", "way": "phone", "words": "Said yes at ten."}
    assert shop.post("/returns", return_body(place, lines=both, fee_consent=consent)).status_code == 201
    first = approve(Return.objects.get(), Decision(address=place.address), by=REVIEWER, at=MONDAY)
    (line,) = lines_of(first)
    take_in_goods(first, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    rest = return_body(place, lines=[{"position": 1, "quantity": 1}], despite="The rest of it.")
    told = shop.post("/returns/cost", rest).json()
    (found,) = told["decision"]
    assert (told["fee"], found["rule"], found["facts"]["number"]) == ("0.00", "policy:fee_before", first.number)
    assert shop.post("/returns", rest).json()["amount"] == "699.00"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": [{"position": 1, "quantity": 4}]}, "too_many_pieces"),
        ({"lines": [{"position": 1, "quantity": 1}] * 2}, "nothing_wanted"),
        ({"lines": [{"position": 9, "quantity": 1}]}, "unknown_line"),
        ({"reason": "nothing"}, "unknown_reason"),
        ({"kind": "refund_only"}, "unknown_reason"),
    ],
)
def test_what_would_be_refused_is_refused(place: Scene, shop: Machine, changes: dict[str, Any], code: str) -> None:
    body = return_body(place, **changes)
    for path in ("/returns/cost", "/returns"):
        found = shop.post(path, body)
        assert (found.status_code, found.json()["code"]) == (422, code)


def test_goods_that_the_law_excludes_are_refused_like_the_request_unless_somebody_may_let_them_in(
    place: Scene, shop: Machine
) -> None:
    by = actor(Role.ADMINISTRATOR)
    set_rules(place.merchant, {"law": "cn_online"}, by=by, at=MONDAY)
    sku = OrderLine.objects.get(position=1).sku
    set_goods_class(place.merchant, sku, GoodsClass.CUSTOM_MADE, by=by, at=MONDAY)
    body = return_body(place)
    for path in ("/returns/cost", "/returns"):
        found = shop.post(path, body)
        assert (found.status_code, found.json()["code"]) == (422, "excluded_goods")
    lets_in = machine(Right.RETURNS_OPEN, Right.RETURNS_SEE, Right.RETURNS_WINDOW_OVERRIDE)
    assert lets_in.post("/returns/cost", {**body, "window_override": "Came in pieces."}).status_code == 200


def test_what_is_open_about_the_same_is_told_before_it_is_asked(place: Scene, shop: Machine) -> None:
    body = return_body(place, lines=[{"position": 1, "quantity": 1}])
    assert shop.post("/returns", body).status_code == 201
    for path in ("/returns/cost", "/returns"):
        found = shop.post(path, body)
        assert (found.status_code, found.json()["field"]) == (409, "despite")
    assert shop.post("/returns/cost", {**body, "despite": "Another piece."}).status_code == 200
    assert Return.objects.count() == 1
