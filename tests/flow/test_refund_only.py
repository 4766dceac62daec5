"""Refund only: paid, not sent, not wanted any more. Money goes, goods never move, the rest of the order is sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aftercare.billing.models import Payout, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Kind, Room
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.customers.commands import Buyer
from aftercare.customers.models import Customer
from aftercare.flow.refund_only import apply_for_refund
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import cancel, reject
from aftercare.flow.settlement import pay_refund, send_refund_back
from aftercare.journal.queries.history import history_of_case
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, IllegalMove
from aftercare.orders.commands.account import AboveCeiling, TooManyPieces
from aftercare.orders.commands.intake import take_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewOrder
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.applying import Application, NotPaid, ShippedAlready
from aftercare.returns.commands.freight import ShippedMeanwhile
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel, ship
from aftercare.returns.models import Return, ReturnPolicy, ReviewRule, StockRecord
from aftercare.returns.queries.docking import scan
from aftercare.returns.terms import State, Wanted
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import CASE, HEADPHONES, Scene, goods, order, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    """A merchant whose requests before shipping are approved by themselves, and a reason for them."""
    made = scene()
    return replace(made, reason=reason())


def reason(code: str = "changed-mind") -> Reason:
    """A reason to call goods off."""
    return add_reason(Kind.REFUND_ONLY, {"en": code.replace("-", " ").capitalize()}, code=code, by=SYSTEM, at=MONDAY)


def unsent(place: Scene, **facts: int) -> Order:
    """Three headphones and two cases, paid, with freight of 12.00."""
    return order(place, shipped=False, signed=False, **facts)  # type: ignore[arg-type]


def asked(place: Scene, bought: Order, *pieces: int, why: Reason | None = None) -> Return:
    """The buyer calls so many pieces of each line off."""
    wanted = [Wanted(line.pk, n) for line, n in zip(goods(bought), pieces, strict=False) if n]
    application = Application(wanted=wanted, reason=why or place.reason)
    by = buyer(bought.customer_id)
    return apply_for_refund(bought, application, channel=Channel.PORTAL, by=by, at=MONDAY)


def accounts(bought: Order) -> list[tuple[int, int, int, int]]:
    """Per line: granted, paid out, called off, sent."""
    rows = OrderLine.objects.filter(order=bought).order_by("position")
    return [(row.granted_minor, row.paid_out_minor, row.goods_called_off, row.goods_out) for row in rows]


def doubts(place: Scene, **rule: object) -> None:
    """A rule that wants a person to look."""
    ReviewRule.objects.create(merchant=place.merchant, **rule)


def sent_by_shop(place: Scene, bought: Order) -> None:
    """The shop tells that the order left."""
    told = NewOrder(
        number=bought.number,
        buyer=Buyer("lin.demo"),
        ordered_at=bought.ordered_at,
        currency=bought.currency,
        lines=(HEADPHONES, CASE),
        freight_minor=1200,
        shipped_at=MONDAY,
    )
    take_order(place.shop, told, region="GB", by=SYSTEM, at=MONDAY)


@pytest.mark.shows("RET-30", "RET-32", "RET-33", "RET-34")
def test_approved_by_itself_and_put_before_the_cashier_at_once(place: Scene) -> None:
    bought = unsent(place)
    found = asked(place, bought, 2)
    assert (found.number[:3], found.state, found.amount_minor, found.freight_minor) == (
        "RF-",
        State.REFUNDING,
        139800,
        0,
    )
    assert (found.review_rule, found.window_rule) == ("default", "not_shipped")
    refund = refund_of_case(found.case_id)
    assert refund
    assert (refund.state, refund.total_minor) == (RefundState.TO_PAY, 139800)
    assert accounts(bought) == [(0, 0, 0, 0), (139800, 0, 2, 0), (0, 0, 0, 0)]
    told = [(entry.kind, entry.actor_name) for entry in history_of_case(found.case_id)]
    assert ("returns.return.verdict", "Automatic review") in told
    assert ("returns.return.approve", "Automatic review") in told
    assert ("billing.refund.approve", "Automatic approval") in told


def test_the_cashier_s_payout_closes_it_and_no_stock_moves(place: Scene) -> None:
    bought = unsent(place)
    found = asked(place, bought, 1)
    refund = Refund.objects.get(case=found.case_id)
    pay_refund(refund, Sent(PayMethod.ORIGINAL, "P-1"), by=CASHIER, at=MONDAY + timedelta(hours=1))
    found.refresh_from_db()
    assert (found.state, Case.objects.get(pk=found.case_id).state) == (State.COMPLETED, Room.CLOSED)
    assert accounts(bought)[1] == (69900, 69900, 1, 0)
    assert StockRecord.objects.count() == 0


@pytest.mark.shows("RET-35", "RET-36")
def test_freight_goes_back_with_the_last_piece_and_discounts_never(place: Scene) -> None:
    bought = unsent(place, discount_minor=5520)
    first = asked(place, bought, 3, 1)
    assert first.freight_minor == 0
    second = asked(place, bought, 0, 1)
    assert second.freight_minor == 1200
    total = first.total_minor + second.total_minor
    assert total == bought.paid_minor == 3 * 69900 + 2 * 12900 - 5520 + 1200
    assert [row[2] for row in accounts(bought)] == [0, 3, 2]


def test_what_was_sent_has_to_come_back_first_and_what_was_not_paid_gives_nothing(place: Scene) -> None:
    sent, unpaid = order(place), unsent(place)
    Order.objects.filter(pk=unpaid.pk).update(paid_at=None)
    unpaid.refresh_from_db()
    with pytest.raises(ShippedAlready):
        asked(place, sent, 1)
    with pytest.raises(NotPaid):
        asked(place, unpaid, 1)
    assert Case.objects.count() == 0


def test_no_more_than_was_bought_is_called_off(place: Scene) -> None:
    bought = unsent(place)
    asked(place, bought, 2)
    with pytest.raises(TooManyPieces, match="Only 1 of “K2 headphones, graphite” can still be called off, not 2"):
        asked(place, bought, 2)
    assert (Case.objects.count(), accounts(bought)[1]) == (1, (139800, 0, 2, 0))


def test_the_rest_of_the_order_is_sent_without_what_was_called_off(place: Scene) -> None:
    bought = unsent(place)
    asked(place, bought, 2)
    sent_by_shop(place, bought)
    assert [row[3] for row in accounts(bought)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"condition": "amount", "limit": 69899, "currency": "GBP"}, "amount"),
        ({"condition": "mark", "word": "watched"}, "mark"),
        ({"condition": "reason", "word": "changed-mind"}, "reason"),
    ],
)
def test_a_rule_makes_it_wait_for_a_person(place: Scene, rule: dict[str, object], named: str) -> None:
    bought = unsent(place)
    Customer.objects.filter(pk=bought.customer_id).update(marks=["watched"])
    bought.customer.refresh_from_db()
    doubts(place, **rule)
    found = asked(place, bought, 1)
    assert (found.state, found.review_rule) == (State.SUBMITTED, named)
    assert (Refund.objects.count(), accounts(bought)[1]) == (0, (0, 0, 1, 0))


def test_rules_that_do_not_hold_let_it_pass(place: Scene) -> None:
    doubts(place, condition="amount", limit=69900, currency="GBP")
    doubts(place, condition="amount", limit=1, currency="EUR")
    doubts(place, condition="mark", word="watched")
    doubts(place, condition="often", limit=1, days=30)
    assert asked(place, unsent(place), 1).review_rule == "default"


def test_too_many_requests_lately_wait_for_a_person(place: Scene) -> None:
    doubts(place, condition="often", limit=1, days=30)
    bought = unsent(place)
    assert asked(place, bought, 1).state == State.REFUNDING
    assert (asked(place, bought, 1).state, Return.objects.last().review_rule) == (State.SUBMITTED, "often")  # type: ignore[union-attr]


def test_a_merchant_who_wants_to_look_at_each_decides_and_may_lower_with_consent(place: Scene) -> None:
    ReturnPolicy.objects.update(approves_refund_only=False, finance_sees_refund_only=True)
    found = asked(place, unsent(place), 1)
    assert (found.state, found.review_rule) == (State.SUBMITTED, "switched_off")
    lines = list(found.lines.all())
    decision = Decision(amounts={lines[0].pk: 60000}, consent="By phone, 9 March")
    found = approve(found, decision, by=REVIEWER, at=MONDAY)
    refund = Refund.objects.get(case=found.case_id)
    assert (found.state, refund.state, refund.total_minor) == (State.INSPECTED, RefundState.TO_APPROVE, 60000)
    send_refund_back(refund, "Why less?", by=FINANCE, at=MONDAY)
    found.refresh_from_db()
    assert found.state == State.REVIEW_AGAIN


def test_rejected_or_withdrawn_the_goods_belong_to_the_order_again(place: Scene) -> None:
    ReturnPolicy.objects.update(approves_refund_only=False)
    bought = unsent(place)
    reject(asked(place, bought, 2), "It leaves in an hour", by=REVIEWER, at=MONDAY)
    cancel(asked(place, bought, 1), by=buyer(bought.customer_id), at=MONDAY)
    assert accounts(bought)[1] == (0, 0, 0, 0)
    assert set(Case.objects.values_list("state", flat=True)) == {str(Room.CLOSED)}


def test_shipped_while_the_request_waited_nothing_is_granted_and_the_goods_count_as_sent(place: Scene) -> None:
    ReturnPolicy.objects.update(approves_refund_only=False)
    bought = unsent(place)
    found = asked(place, bought, 2)
    sent_by_shop(place, bought)
    with pytest.raises(ShippedMeanwhile):
        approve(found, Decision(), by=REVIEWER, at=MONDAY)
    assert accounts(bought)[1] == (0, 0, 2, 1)
    reject(Return.objects.get(pk=found.pk), "It has left", by=REVIEWER, at=MONDAY)
    assert accounts(bought)[1] == (0, 0, 0, 3)


def test_moves_of_goods_are_refused_and_the_dock_never_sees_it(place: Scene) -> None:
    found = asked(place, unsent(place), 1)
    with pytest.raises(IllegalMove):
        ship(found, Parcel("Demo Post", "DP123456789GB"), by=buyer(found.customer_id), at=MONDAY)
    seen = scan(DOCKER, found.number)
    assert (seen.to_receive, seen.others) == ([], [])


def test_nothing_is_refunded_twice(place: Scene) -> None:
    found = asked(place, unsent(place), 1)
    refund = Refund.objects.get(case=found.case_id)
    pay_refund(refund, Sent(PayMethod.BANK, "B-1"), by=CASHIER, at=MONDAY)
    with pytest.raises(DomainError):
        pay_refund(refund, Sent(PayMethod.BANK, "B-2"), by=CASHIER, at=MONDAY)
    assert Payout.objects.count() == 1


@pytest.mark.shows("RET-35")
def test_freight_goes_back_with_the_whole_order_unless_the_buyer_agrees_to_less(place: Scene) -> None:
    doubts(place, condition="amount", limit=1, currency="GBP")
    bought = unsent(place)
    found = asked(place, bought, 3, 2)
    for freight in (0, 1199):
        with pytest.raises(ConsentMissing):
            approve(found, Decision(freight_minor=freight), by=REVIEWER, at=MONDAY)
    with pytest.raises(AboveCeiling):
        approve(found, Decision(freight_minor=-1), by=REVIEWER, at=MONDAY)
    found.refresh_from_db()
    assert (found.state, Refund.objects.count()) == (State.SUBMITTED, 0)
    done = approve(found, Decision(freight_minor=200, consent="She pays the courier."), by=REVIEWER, at=MONDAY)
    assert (done.freight_minor, done.consent) == (200, "She pays the courier.")
