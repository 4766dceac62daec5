"""Each move over HTTP: done, refused, refused when stale. A refusal changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aftercare.api.v1.build import api
from aftercare.api.v1.return_view import name_of
from aftercare.billing.models import Payout
from aftercare.cases.models import Case
from aftercare.catalog.commands import classify_reason
from aftercare.catalog.terms import Fault
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import Grant, OrderLine
from aftercare.org.roles import Role
from aftercare.parcels.models import Parcel
from aftercare.returns.commands.policies import set_refund_trigger, set_rules
from aftercare.returns.models import Dispatch, DispatchLine, Return, StockRecord
from aftercare.returns.queries.detail import RIGHT_FOR
from aftercare.returns.terms import RefundTrigger
from tests.api.client import COUNTED, PARCEL, PAYOUT, Crew, Machine, order_body, return_body
from tests.factories.exchanges import articles, exchange_reason
from tests.factories.people import MONDAY, actor
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db
NOTHING_ACCEPTED: dict[str, Any] = {
    "reason": "Other goods came",
    "lines": [
        {"position": 1, "counted": 2, "accepted": 0, "grade": "wrong"},
        {"position": 2, "counted": 0, "accepted": 0, "grade": "missing"},
    ],
}


class Story:
    """A return on its way, moved by the key whose turn it is."""

    def __init__(self, place: Scene, keys: Crew, order: str = "88-1", **changes: object) -> None:
        self.place, self.keys = place, keys
        keys.shop.post("/orders", order_body(place, order))
        self.number = keys.shop.post("/returns", return_body(place, order, **changes)).json()["number"]
        self.path = f"/returns/{self.number}"

    def to(self, state: str) -> "Story":
        """Take it to a state by the straight way."""
        for reached, who, move, body in self._way():
            if self.row().state == state:
                break
            found = who.post(f"{self.path}/{move}", body)
            assert (found.status_code, found.json()["state"]) == (200, reached), found.content
        assert self.row().state == state
        return self

    def _way(self) -> list[tuple[str, Machine, str, dict[str, Any]]]:
        keys = self.keys
        decision: dict[str, Any] = {"address": self.place.address.pk}
        if self.row().kind != "exchange":
            decision = {**decision, "freight": "12.00"}
        return [
            ("approved", keys.reviewer, "approve", decision),
            ("in_transit", keys.shop, "ship", PARCEL),
            ("received", keys.warehouse, "receive", {}),
            ("inspected", keys.warehouse, "inspect", COUNTED),
            ("refunding", keys.finance, "approve-refund", {}),
            ("completed", keys.cashier, "pay", PAYOUT),
        ]

    def row(self) -> Return:
        """The return as it stands."""
        return Return.objects.get(number=self.number)

    def standing(self) -> tuple[object, ...]:
        """Everything that a refused move must leave as it was."""
        row, grants = self.row(), Grant.objects.order_by("pk")
        lines = OrderLine.objects.order_by("pk")
        return (
            (row.state, row.version, row.amount_minor, Case.objects.get(pk=row.case_id).state),
            list(lines.values_list("granted_minor", "paid_out_minor", "goods_asked", "goods_back")),
            list(grants.values_list("amount_minor", "paid_out_minor")),
            (Entry.objects.count(), StockRecord.objects.count(), Payout.objects.count()),
        )


@pytest.fixture
def story(place: Scene, keys: Crew) -> Story:
    """A return just asked for."""
    return Story(place, keys)


Who = Callable[[Crew], Machine]
IN_A_WEEK = (timezone.localdate() + timedelta(days=7)).isoformat()
THE_DAY_AFTER = (timezone.localdate() + timedelta(days=8)).isoformat()
AGAIN: dict[str, Any] = {"reason": "We send them again.", "lines": [{"position": 1, "quantity": 2}]}

MOVES: dict[str, tuple[str, Who, dict[str, Any]]] = {
    "approve": ("submitted", lambda k: k.reviewer, {"address": 0}),
    "reject": ("submitted", lambda k: k.reviewer, {"reason": "Worn"}),
    "cancel": ("submitted", lambda k: k.shop, {}),
    "lose": ("in_transit", lambda k: k.reviewer, {"reason": "No trace."}),
    "book-pickup": ("approved", lambda k: k.shop, {"day": IN_A_WEEK}),
    "change-pickup": ("pickup_booked", lambda k: k.shop, {"day": THE_DAY_AFTER}),
    "call-off-pickup": ("pickup_booked", lambda k: k.shop, {}),
    "miss-pickup": ("pickup_booked", lambda k: k.shop, {"remark": "Nobody came"}),
    "resend": ("submitted", lambda k: k.reviewer, AGAIN),
    "refund-instead": ("inspected", lambda k: k.reviewer, {"reason": "Sold out"}),
    "ship": ("approved", lambda k: k.shop, PARCEL),
    "correct-tracking": ("in_transit", lambda k: k.shop, PARCEL),
    "receive": ("in_transit", lambda k: k.warehouse, {}),
    "inspect": ("received", lambda k: k.warehouse, COUNTED),
    "refuse": ("received", lambda k: k.warehouse, NOTHING_ACCEPTED),
    "approve-refund": ("inspected", lambda k: k.finance, {}),
    "send-back": ("inspected", lambda k: k.finance, {"reason": "Too much"}),
    "approve-again": ("review_again", lambda k: k.reviewer, {}),
    "pay": ("refunding", lambda k: k.cashier, PAYOUT),
}
LEADS_TO = {
    "approve": "approved",
    "reject": "rejected",
    "cancel": "cancelled",
    "lose": "lapsed",
    "book-pickup": "pickup_booked",
    "change-pickup": "pickup_booked",
    "call-off-pickup": "approved",
    "miss-pickup": "approved",
    "resend": "completed",
    "refund-instead": "inspected",
    "ship": "in_transit",
    "correct-tracking": "in_transit",
    "receive": "received",
    "inspect": "inspected",
    "refuse": "refused",
    "approve-refund": "refunding",
    "send-back": "review_again",
    "approve-again": "inspected",
    "pay": "completed",
}

REFUSED_AGAIN = {(409, "illegal_move"), (409, "not_to_refund"), (404, "not_found")}


def test_every_move_that_can_be_on_offer_has_an_address() -> None:
    assert {name_of(action) for action in RIGHT_FOR} == set(MOVES)
    addresses = {path.rsplit("/", 1)[-1] for path in api.get_openapi_schema()["paths"] if "{number}/" in path}
    assert set(MOVES) <= addresses


def swap(story: Story) -> Story:
    """The story becomes that of an exchange for the same again."""
    articles(story.place)
    story.__init__(story.place, story.keys, "88-9", kind="exchange", reason=exchange_reason().code)  # type: ignore[misc]
    return story


def book(story: Story, *, came: bool) -> None:
    """A courier is booked; where he should have come, for today."""
    story.to("approved")
    assert story.keys.shop.post(f"{story.path}/book-pickup", {"day": IN_A_WEEK}).status_code == 200
    if came:
        Return.objects.filter(number=story.number).update(pickup_on=timezone.localdate())


def test_a_parcel_that_a_carrier_lost_before_the_payment_goes_on_to_finance(story: Story) -> None:
    story.to("in_transit")
    Parcel.objects.filter(case=story.row().case_id).update(held_at=MONDAY)
    done = story.keys.reviewer.post(f"{story.path}/lose", {"reason": "No trace."})
    assert (done.status_code, done.json()["state"]) == (200, "inspected"), done.content
    assert "approve-refund" in story.keys.finance.get(story.path).json()["actions"]


def pay_ahead(story: Story) -> None:
    """The refund goes out at the approval, and the goods are on their way."""
    set_refund_trigger(story.place.merchant, RefundTrigger.APPROVAL, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    story.to("approved")
    keys = story.keys
    for who, move, body in (
        (keys.finance, "approve-refund", {}),
        (keys.cashier, "pay", PAYOUT),
        (keys.shop, "ship", PARCEL),
    ):
        assert who.post(f"{story.path}/{move}", body).status_code == 200


def prepared(story: Story, move: str) -> tuple[Machine, dict[str, Any]]:
    """The return in the state from which the move starts, who makes it, and with what."""
    state, who, body = MOVES[move]
    if move == "refund-instead":
        story = swap(story)
    if move == "lose":
        pay_ahead(story)
    if move == "resend":
        classify_reason(story.place.reason, Fault.MISSING_ITEM, by=SYSTEM, at=MONDAY)
    if state == "review_again":
        story.to("inspected")
        story.keys.finance.post(f"{story.path}/send-back", {"reason": "Too much"})
    elif state == "pickup_booked":
        book(story, came=move == "miss-pickup")
    else:
        story.to(state)
    return who(story.keys), {**body, **({"address": story.place.address.pk} if "address" in body else {})}


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_on_offer_then_done_then_refused_with_a_sentence(story: Story, move: str) -> None:
    who, body = prepared(story, move)
    assert move in who.get(story.path).json()["actions"]
    seen = story.row().version
    done = who.post(f"{story.path}/{move}", {**body, "version": seen})
    assert (done.status_code, done.json()["state"]) == (200, LEADS_TO[move]), done.content
    assert done.json()["version"] == story.row().version > seen
    if move in {"correct-tracking", "change-pickup"}:
        return  # it may be corrected again
    before = story.standing()
    again = who.post(f"{story.path}/{move}", body)
    assert (again.status_code, again.json()["code"]) in REFUSED_AGAIN
    assert story.standing() == before


@pytest.mark.parametrize("move", MOVES)
def test_a_stale_view_is_refused_and_nothing_changes(story: Story, move: str) -> None:
    who, body = prepared(story, move)
    before = story.standing()
    found = who.post(f"{story.path}/{move}", {**body, "version": story.row().version + 1})
    assert (found.status_code, found.json()["code"]) == (409, "stale")
    assert story.standing() == before


@pytest.mark.shows("RET-46")
def test_a_parcel_can_be_refused_at_the_door_only_when_it_never_arrived(place: Scene, keys: Crew) -> None:
    story = Story(place, keys).to("approved")
    before = story.standing()
    found = keys.shop.post(f"{story.path}/ship", {**PARCEL, "method": "refused_delivery"})
    assert (found.status_code, found.json()["field"]) == (422, "method")
    assert story.standing() == before


FAULTS: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("approve", {"address": "east"}, 422, "not_understood", "address"),
    ("approve", {"address": None}, 422, "address_incomplete", "address"),
    ("approve", {"address": 987654321}, 422, "unknown_address", "address"),
    ("approve", {"amounts": [{"position": 1, "amount": "1398.01"}]}, 422, "above_ceiling", "lines"),
    ("approve", {"amounts": [{"position": 1, "amount": "1398.001"}]}, 422, "bad_amount", "amounts[0].amount"),
    ("approve", {"amounts": [{"position": 1, "amount": "1000.00"}]}, 422, "consent_missing", "consent"),
    ("approve", {"amounts": [{"position": 9, "amount": "1"}]}, 422, "unknown_line", "amounts[0]"),
    ("approve", {"freight": "12.01"}, 422, "above_ceiling", "amount"),
    ("reject", {"reason": "   "}, 422, "not_understood", "reason"),
    ("book-pickup", {"day": "2020-01-01"}, 422, "no_pickup", "day"),
    ("book-pickup", {"day": "2099-01-01"}, 422, "no_pickup", "day"),
    ("book-pickup", {"day": "soon"}, 422, "not_understood", "day"),
    ("change-pickup", {"day": "2020-01-01"}, 422, "no_pickup", "day"),
    ("change-pickup", {"span": "09:00-13:00, or later"}, 422, "not_understood", "span"),
    ("call-off-pickup", {"day": IN_A_WEEK}, 422, "not_understood", "day"),
    ("miss-pickup", {"remark": "x" * 301}, 422, "not_understood", "remark"),
    ("resend", {"lines": [{"position": 1, "quantity": 3}]}, 422, "nothing_to_send", "lines"),
    ("resend", {"lines": [{"position": 1, "quantity": 2}] * 2}, 422, "nothing_to_send", "lines"),
    ("resend", {"lines": [{"position": 9, "quantity": 1}]}, 422, "unknown_line", "lines[0]"),
    ("resend", {"reason": " "}, 422, "not_understood", "reason"),
    ("refund-instead", {"reason": ""}, 422, "not_understood", "reason"),
    ("ship", {"tracking_number": "§§§§"}, 422, "bad_parcel", "tracking_number"),
    ("correct-tracking", {"carrier": ""}, 422, "not_understood", "carrier"),
    ("receive", {"photos": ["00000000-0000-4000-8000-000000000000"]}, 422, "unusable_photo", "photos[0]"),
    ("inspect", {"lines": COUNTED["lines"][:1]}, 422, "bad_count", "counted"),
    ("inspect", {"lines": [*COUNTED["lines"], COUNTED["lines"][0]]}, 422, "bad_count", "counted"),
    ("inspect", {"lines": NOTHING_ACCEPTED["lines"]}, 422, "bad_count", "accepted"),
    ("inspect", {"lines": [{**COUNTED["lines"][0], "accepted": 3}, COUNTED["lines"][1]]}, 422, "bad_count", "lines"),
    ("refuse", {"lines": COUNTED["lines"]}, 422, "bad_count", "accepted"),
    ("refuse", {"reason": ""}, 422, "not_understood", "reason"),
    ("send-back", {"reason": ""}, 422, "not_understood", "reason"),
    ("approve-again", {"amounts": [{"position": 1, "amount": "1398.01"}]}, 422, "above_ceiling", "lines"),
    ("pay", {"reference": " "}, 422, "not_understood", "reference"),
    ("pay", {"method": "barter"}, 422, "not_understood", "method"),
]


@pytest.mark.shows("RET-41", "RET-42", "PAG-18")
@pytest.mark.parametrize(("move", "change", "status", "code", "field"), FAULTS)
def test_a_refused_move_changes_nothing(
    story: Story, move: str, change: dict[str, Any], status: int, code: str, field: str
) -> None:
    who, body = prepared(story, move)
    before = story.standing()
    found = who.post(f"{story.path}/{move}", {**body, **change})
    assert (found.status_code, found.json()["code"], found.json()["field"]) == (status, code, field), found.content
    assert story.standing() == before


def test_a_courier_who_is_still_to_come_was_not_missed(story: Story) -> None:
    book(story, came=False)
    before = story.standing()
    found = story.keys.shop.post(f"{story.path}/miss-pickup", {"remark": "Nobody came"})
    assert (found.status_code, found.json()["code"]) == (422, "no_pickup")
    assert story.standing() == before


def test_what_the_reason_does_not_allow_is_neither_on_offer_nor_sent_again(story: Story) -> None:
    classify_reason(story.place.reason, Fault.WRONG_ITEM, by=SYSTEM, at=MONDAY)
    assert "resend" not in story.keys.reviewer.get(story.path).json()["actions"]
    before = story.standing()
    found = story.keys.reviewer.post(f"{story.path}/resend", AGAIN)
    assert (found.status_code, found.json()["code"]) == (422, "not_for_resending")
    assert (story.standing(), Dispatch.objects.count()) == (before, 0)


@pytest.mark.shows("RET-62")
def test_the_answer_to_sending_again_shows_what_leaves_and_that_no_money_goes(story: Story) -> None:
    who, body = prepared(story, "resend")
    found = who.post(f"{story.path}/resend", body).json()
    assert (found["state"], found["amount"], len(found["dispatches"])) == ("completed", "0.00", 1)
    assert list(DispatchLine.objects.values_list("sku", "quantity")) == [("KA-K2-GR", 2)]


@pytest.mark.shows("RET-40", "RET-42", "RET-58")
def test_the_reviewer_lowers_an_amount_with_consent_and_gives_freight_and_coupon_back(story: Story) -> None:
    body = {
        "address": story.place.address.pk,
        "amounts": [{"sku": "KA-K2-TC", "amount": "100.00"}],
        "freight": "12.00",
        "gives_back_coupon": True,
        "consent": "Agreed by phone: 29.00 service fee",
    }
    found = story.keys.reviewer.post(f"{story.path}/approve", body).json()
    assert (found["amount"], found["freight"], found["gives_back_coupon"]) == ("1498.00", "12.00", True)
    assert found["consent"] == "Agreed by phone: 29.00 service fee"
    assert sorted(Grant.objects.values_list("amount_minor", flat=True)) == [1200, 10000, 139800]


@pytest.mark.shows("RET-43", "RET-44", "RET-60")
def test_finance_sends_back_and_operations_lowers_the_amount(story: Story) -> None:
    story.to("inspected")
    back = story.keys.finance.post(f"{story.path}/send-back", {"reason": "Case looks worn"}).json()
    assert (back["state"], back["send_back_reason"]) == ("review_again", "Case looks worn")
    seen = story.keys.reviewer.get(story.path).json()
    assert [line["ceiling"] for line in seen["lines"]] == ["1398.00", "129.00"]
    lower = {"amounts": [{"position": 2, "amount": "60.00"}], "consent": "Agreed by mail"}
    again = story.keys.reviewer.post(f"{story.path}/approve-again", lower).json()
    assert (again["state"], again["amount"], again["freight"]) == ("inspected", "1458.00", "12.00")
    refund = story.keys.finance.get(story.path).json()["refund"]
    assert (refund["state"], refund["total"]) == ("to_approve", "1470.00")


@pytest.mark.shows("RET-49")
def test_what_is_not_accepted_is_not_paid(story: Story) -> None:
    story.to("received")
    lines = [
        {"position": 1, "counted": 2, "accepted": 1, "damaged": 0, "grade": "opened"},
        {"position": 2, "counted": 0, "accepted": 0, "damaged": 0, "grade": "missing"},
    ]
    found = story.keys.warehouse.post(f"{story.path}/inspect", {"lines": lines}).json()
    assert [(line["accepted"], line["grade"], line["amount"]) for line in found["lines"]] == [
        (1, "opened", "699.00"),
        (0, "missing", "0.00"),
    ]
    assert found["amount"] == "699.00"


def test_a_payment_reference_is_used_once(place: Scene, keys: Crew) -> None:
    Story(place, keys).to("completed")
    second = Story(place, keys, "88-2").to("refunding")
    before = second.standing()
    found = keys.cashier.post(f"{second.path}/pay", PAYOUT)
    assert (found.status_code, found.json()["code"], found.json()["field"]) == (409, "reference_used", "reference")
    assert second.standing() == before


def test_a_key_that_lost_sight_of_a_return_still_sees_what_it_did(story: Story) -> None:
    story.to("received")
    found = story.keys.warehouse.post(f"{story.path}/refuse", NOTHING_ACCEPTED)
    assert (found.status_code, found.json()["state"]) == (200, "refused")
    assert story.keys.warehouse.get(story.path).status_code == 404


def test_freight_that_goes_back_whole_by_policy_is_left_out_or_named_whole(place: Scene, keys: Crew) -> None:
    set_rules(place.merchant, {"freight_back": "always"}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    story = Story(place, keys)
    path, before = f"{story.path}/approve", story.standing()
    for less in ("0", "11.99"):
        found = keys.reviewer.post(path, {"address": place.address.pk, "freight": less})
        assert (found.status_code, found.json()["code"], found.json()["field"]) == (422, "freight_locked", "freight")
    assert story.standing() == before
    done = keys.reviewer.post(path, {"address": place.address.pk}).json()
    assert (done["state"], done["freight"]) == ("approved", "12.00")
    story = Story(place, keys, "88-2").to("inspected")
    keys.finance.post(f"{story.path}/send-back", {"reason": "Why?"})
    again = keys.reviewer.post(f"{story.path}/approve-again", {"freight": "0"})
    assert (again.status_code, again.json()["code"]) == (422, "freight_locked")
