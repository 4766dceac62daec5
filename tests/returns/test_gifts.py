"""Gifts go back with the goods or their marked price is taken off, and money goes back as it was paid: by the law."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aftercare.billing.models import Payout, Refund
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.catalog.terms import Cause
from aftercare.flow.requests import apply, approve
from aftercare.flow.return_goods import take_in_goods
from aftercare.flow.settlement import OtherWay, approve_refund, pay_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import strays
from aftercare.orders.commands.intake import BadOrder
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return, ReturnPolicy
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.rehearsing import rehearse_policy
from aftercare.returns.terms import Counted, Grade, Wanted
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import CASE, Scene, goods, order, scene
from tests.factories.stories import all_good

pytestmark = pytest.mark.django_db
CABLE = NewLine(sku="KA-CABLE", name="Cable, a gift", quantity=2, unit_price_minor=900, is_gift=True)


def place(law: str = "cn_online", cause: Cause = Cause.MIND) -> Scene:
    """A merchant under a law, and a reason of this cause."""
    made = scene(window_days=30)
    set_rules(made.merchant, {"law": law}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    reason = add_reason("return_refund", {"en": f"For {cause}"}, cause=cause, by=SYSTEM, at=MONDAY)
    return Scene(made.merchant, made.shop, made.address, reason)


def bought(at: Scene) -> Order:
    """Two cases for 129.00 each, with two cables marked with 9.00 each."""
    return order(at, lines=(CASE, CABLE), freight_minor=0)


def ask(at: Scene, of: Order, *pieces: int, days: int = 0) -> Return:
    """The buyer asks so many pieces of each line back."""
    wanted = [Wanted(line.pk, n) for line, n in zip(goods(of), pieces, strict=False) if n]
    application = Application(wanted=wanted, reason=at.reason)
    when = MONDAY + timedelta(days=days)
    who, despite = buyer(of.customer_id), "The other one."
    return apply("return_refund", of, application, channel=Channel.PORTAL, despite=despite, by=who, at=when)


def found(returning: Return, about: str) -> list[tuple[str, str]]:
    """What the return keeps about something."""
    return [(one["answer"], one["rule"]) for one in returning.decided["findings"] if one["about"] == about]


def test_a_gift_costs_nothing_has_its_price_and_changes_no_digest_of_other_orders() -> None:
    at = place()
    _case, cable = goods(bought(at))
    assert (cable.is_gift, cable.unit_price_minor, cable.paid_minor, cable.goods_out) == (True, 900, 0, 2)
    assert cable.order.paid_minor == 25800
    with pytest.raises(BadOrder):
        order(at, lines=(CASE, replace(CABLE, discount_minor=1)))
    plain = order(at, lines=(CASE, replace(CABLE, is_gift=False)))
    assert plain.digest != goods(bought(at))[0].order.digest


def test_gifts_that_stay_cost_their_marked_price_once_no_goods_are_left() -> None:
    at = place()
    of = bought(at)
    first = ask(at, of, 1)
    assert (first.amount_minor, found(first, "gift")) == (12900, []), "goods are left, and so may the gifts be"
    second = ask(at, of, 1)
    assert (second.asked_minor, second.amount_minor) == (12900, 12900 - 1800)
    assert found(second, "gift") == [("kept", "law:gift")]
    kept = Deduction.objects.get()
    assert (kept.answer, kept.rule, kept.amount_minor, second.consent) == ("due", "law:gift", 1800, "law_gift")
    assert Entry.objects.filter(kind="returns.return.gifts_kept", stream=second.stream).count() == 1
    assert list(strays(Return)) == []
    done = approve(second, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    take_in_goods(done, all_good(done), by=DOCKER, at=MONDAY)
    assert (Refund.objects.get().total_minor, Deduction.objects.get().used_minor) == (11100, 1800)


def test_gifts_that_come_back_cost_nothing_and_those_that_do_not_come_are_taken_off_at_the_dock() -> None:
    at = place()
    returning = ask(at, bought(at), 2, 2)
    assert (returning.amount_minor, found(returning, "gift")) == (25800, [("comes_back", "law:gift_back")])
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    case, cable = lines_of(returning)
    counts = [Counted(case.pk, 2, 2, 0, Grade.AS_NEW), Counted(cable.pk, 1, 1, 0, Grade.AS_NEW)]
    take_in_goods(returning, counts, by=DOCKER, at=MONDAY)
    assert Refund.objects.get().total_minor == 25800 - 900
    line = OrderLine.objects.get(pk=case.order_line_id)
    assert (line.granted_minor, line.goods_back) == (24900, 2)


def test_as_long_as_goods_stay_a_missing_gift_costs_nothing() -> None:
    at = place()
    returning = approve(ask(at, bought(at), 2, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    case, cable = lines_of(returning)
    counts = [Counted(case.pk, 2, 1, 0, Grade.OPENED), Counted(cable.pk, 0, 0, 0, Grade.MISSING)]
    take_in_goods(returning, counts, by=DOCKER, at=MONDAY)
    assert Refund.objects.get().total_minor == 12900


@pytest.mark.parametrize(
    ("law", "cause", "days"), [("", Cause.MIND, 0), ("eu_withdrawal", Cause.MIND, 0), ("cn_online", Cause.FAULT, 0),
                               ("cn_online", Cause.MIND, 9)],
)  # fmt: skip
def test_without_that_law_with_a_fault_or_after_its_days_gifts_are_nobodys_debt(
    law: str, cause: Cause, days: int
) -> None:
    at = place(law, cause)
    returning = ask(at, bought(at), 2, days=days)
    assert (returning.amount_minor, found(returning, "gift"), found(returning, "refund_way")) == (25800, [], [])
    assert not Deduction.objects.exists()


def test_money_goes_back_as_it_was_paid_unless_the_buyer_agreed_to_another_way() -> None:
    at = place()
    returning = approve(ask(at, bought(at), 2, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert found(returning, "refund_way") == [("same_way", "law:same_way")]
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    refund = approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY)
    for consent in ("", "  "):
        with pytest.raises(OtherWay):
            pay_refund(refund, Sent(PayMethod.BANK, "BT 1", consent), by=CASHIER, at=MONDAY)
    assert (Payout.objects.count(), Refund.objects.get().state) == (0, "to_pay")
    payout = pay_refund(refund, Sent(PayMethod.BANK, "BT 1", "By phone: “to my bank”."), by=CASHIER, at=MONDAY)
    assert payout.consent == "By phone: “to my bank”."
    assert Entry.objects.get(kind="billing.payout.record").after["consent"] == payout.consent


def test_the_original_way_needs_nobodys_consent() -> None:
    at = place()
    returning = approve(ask(at, bought(at), 2, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    refund = approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY)
    assert pay_refund(refund, Sent(PayMethod.ORIGINAL, "OR 1"), by=CASHIER, at=MONDAY).consent == ""


def test_a_rehearsal_says_that_it_looks_at_neither_gifts_nor_the_way_of_the_money() -> None:
    place("")
    before, after = ReturnPolicy.objects.get(), ReturnPolicy.objects.get()
    after.law = "eu_withdrawal"
    assert rehearse_policy(before, after, at=MONDAY).unlooked == []
    after.law = "cn_online"
    found = rehearse_policy(before, after, at=MONDAY)
    assert (found.parts, found.unlooked) == (["law"], ["gifts"])
