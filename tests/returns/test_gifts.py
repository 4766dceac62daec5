"""Gifts go back with the goods or their marked price is taken off, and money goes back as it was paid: by the law."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aftercare.billing.models import Overpaid, Payout, Refund
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.returns import import_returns
from aftercare.cli.imports.terms import Asked
from aftercare.flow.exchange import refund_instead
from aftercare.flow.requests import apply, approve
from aftercare.flow.return_goods import approve_again, cancel, reject, take_in_goods
from aftercare.flow.second_parcel import take_second_parcel
from aftercare.flow.settlement import OtherWay, approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import strays
from aftercare.orders.commands.account import AboveCeiling
from aftercare.orders.commands.intake import BadOrder
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, RefundTrigger, Wanted
from aftercare.web.dock.forms import CountForm
from aftercare.web.portal.story import why_lowered
from tests.factories import exchanges as ex
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import CASE, HEADPHONES, Scene, goods, order, scene
from tests.factories.stories import all_good
from tests.imports.samples import NOTES_HEAD, note, rejects_of, shop_file, written

pytestmark = pytest.mark.django_db
CABLE = NewLine(sku="KA-CABLE", name="Cable, a gift", quantity=2, unit_price_minor=900, is_gift=True)


def place(law: str = "cn_online", cause: Cause = Cause.MIND, **told: object) -> Scene:
    """A merchant under a law and these rules, and a reason of this cause."""
    made = scene(window_days=30)
    set_rules(made.merchant, {"law": law, **told}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
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


def taken(at: Scene, returning: Return, *accepted: int) -> Return:
    """Approved, and counted with so many pieces of each line accepted; those that are not go back to the buyer."""
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    rows = lines_of(returning)
    counts = [
        Counted(row.pk, n, n, 0, Grade.AS_NEW if n == row.quantity else Grade.OPENED if n else Grade.MISSING)
        for row, n in zip(rows, accepted or [row.quantity for row in rows], strict=True)
    ]
    return take_in_goods(returning, counts, by=DOCKER, at=MONDAY)


def back() -> int:
    """What goes back for everything together."""
    return sum(refund.total_minor for refund in Refund.objects.all())


def test_gifts_that_stay_are_foreseen_and_cost_their_marked_price_at_the_count_that_leaves_no_goods() -> None:
    at = place()
    of = bought(at)
    first = ask(at, of, 1)
    assert (first.amount_minor, found(first, "gift")) == (12900, []), "goods are left, and so may the gifts be"
    second = ask(at, of, 1)
    assert (second.asked_minor, second.amount_minor) == (12900, 12900), "foreseen, not taken"
    assert found(second, "gift") == [("kept", "law:gift")]
    assert not Deduction.objects.exists()
    assert list(strays(Return)) == []
    taken(at, first)
    assert (back(), Deduction.objects.count()) == (12900, 0)
    done = taken(at, second)
    assert (back(), done.amount_minor, done.consent) == (12900 + 12900 - 1800, 11100, "")
    kept = Deduction.objects.get()
    assert (kept.answer, kept.rule, kept.amount_minor, kept.used_minor) == ("due", "law:gift", 1800, 1800)
    fact = Entry.objects.get(kind="returns.return.gifts_kept", stream=second.stream)
    assert fact.after == {"deducted_minor": 1800, "words": "law_gift", "rule": "law:gift"}
    assert why_lowered(done, lines_of(done)) == [
        "Gifts stay with you: their marked price of £18.00 is taken off, by law."
    ]
    assert list(strays(Return)) == []


def test_exchanged_goods_stay_with_the_buyer_and_so_do_the_gifts() -> None:
    at = place()
    of = order(at, lines=(replace(HEADPHONES, quantity=1), replace(CASE, quantity=1), CABLE), freight_minor=0)
    swapped = ex.counted(ex.agreed(at, of, 1), at=MONDAY + timedelta(hours=3))
    ex.received(ex.sent(swapped, at=MONDAY + timedelta(hours=4)), at=MONDAY + timedelta(hours=5))
    returning = ask(at, of, 0, 1, days=1)
    assert found(returning, "gift") == []
    taken(at, returning)
    assert (back(), Deduction.objects.count()) == (12900, 0)


@pytest.mark.parametrize("ends", ["reject", "cancel"])
def test_a_request_that_ended_leaves_its_goods_and_the_gifts_with_the_buyer(ends: str) -> None:
    at = place()
    of = bought(at)
    first, second = ask(at, of, 1), ask(at, of, 1)
    if ends == "reject":
        reject(first, "No.", by=REVIEWER, at=MONDAY)
    else:
        cancel(first, by=buyer(of.customer_id), at=MONDAY)
    taken(at, second)
    assert (back(), Deduction.objects.count()) == (12900, 0)


def test_goods_that_the_dock_gives_back_leave_the_gifts_with_the_buyer() -> None:
    at = place()
    taken(at, ask(at, bought(at), 2), 1)
    assert (back(), Deduction.objects.count()) == (12900, 0)


@pytest.mark.parametrize("first_counted", [0, 1])
def test_gifts_promised_with_the_first_return_that_never_come_are_charged_once_with_the_last(
    first_counted: int,
) -> None:
    at = place()
    of = bought(at)
    asked = (ask(at, of, 1, 2), ask(at, of, 1))
    counts = ((1, 0), (1,))
    for n in (first_counted, 1 - first_counted):
        taken(at, asked[n], *counts[n])
    assert (back(), Deduction.objects.get().amount_minor) == (25800 - 1800, 1800)


def test_gifts_that_another_return_is_to_bring_cost_nothing() -> None:
    at = place()
    of = bought(at)
    gifts, goods_alone = ask(at, of, 0, 1), ask(at, of, 2)
    taken(at, goods_alone)
    assert (back(), Deduction.objects.get().amount_minor) == (25800 - 900, 900)
    taken(at, gifts)
    assert (back(), Deduction.objects.count()) == (25800 - 900, 1)


def test_a_window_at_which_nobody_looks_changes_nothing_of_what_the_law_says_within_its_days() -> None:
    at = place()
    of = bought(at)
    application = Application(wanted=[Wanted(goods(of)[0].pk, 2)], reason=at.reason, ignore_window=True)
    returning = apply("return_refund", of, application, channel=Channel.DESK, by=AGENT, at=MONDAY)
    assert found(returning, "gift") == [("kept", "law:gift")]
    assert found(returning, "refund_way") == [("same_way", "law:same_way")]
    taken(at, returning)
    assert (back(), Deduction.objects.get().amount_minor) == (25800 - 1800, 1800)


def test_money_that_went_ahead_leaves_what_the_gifts_cost_owed() -> None:
    at = place(refund_trigger=RefundTrigger.APPROVAL)
    returning = approve(ask(at, bought(at), 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    refund = approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY)
    assert refund.total_minor == 25800
    pay_refund(refund, Sent(PayMethod.ORIGINAL, "OR 1"), by=CASHIER, at=MONDAY)
    returning = Return.objects.get(pk=returning.pk)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    assert (Overpaid.objects.get().amount_minor, Deduction.objects.get().amount_minor) == (1800, 1800)


def test_a_refund_before_finance_is_lowered_by_what_the_gifts_cost() -> None:
    at = place(refund_trigger=RefundTrigger.APPROVAL)
    returning = approve(ask(at, bought(at), 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    assert (Refund.objects.get().total_minor, Refund.objects.get().state) == (25800 - 1800, "to_approve")


def test_what_is_due_by_law_is_no_consent_that_serves_a_second_review() -> None:
    at = place()
    returning = taken(at, ask(at, bought(at), 2))
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    returning = Return.objects.get(pk=returning.pk)
    (line,) = lines_of(returning)
    with pytest.raises(ConsentMissing):
        approve_again(returning, Decision(amounts={line.pk: 100}), by=REVIEWER, at=MONDAY)
    approve_again(returning, Decision(), by=REVIEWER, at=MONDAY)
    assert (Refund.objects.get().total_minor, Return.objects.get().consent) == (24000, "")


def test_missing_pieces_come_in_a_second_parcel_although_gifts_were_charged() -> None:
    at = place()
    first = taken(at, ask(at, bought(at), 2, 2), 2, 1)
    assert back() == 25800 - 900
    rest = take_second_parcel(first, by=DOCKER, at=MONDAY)
    assert [(line.sku, line.quantity) for line in lines_of(rest)] == [("KA-CABLE", 1)]


def before_shipping(at: Scene, of: Order, pieces: int) -> Return:
    """The buyer calls so many pieces of the first line off."""
    reason = Reason.objects.filter(kind="refund_only", code="late").first()
    reason = reason or add_reason("refund_only", {"en": "Late"}, by=SYSTEM, at=MONDAY)
    application = Application(wanted=[Wanted(goods(of)[0].pk, pieces)], reason=reason)
    who = buyer(of.customer_id)
    return apply("refund_only", of, application, channel=Channel.PORTAL, despite="Both.", by=who, at=MONDAY)


@pytest.mark.shows("RET-35")
def test_freight_goes_back_with_the_whole_order_and_its_gifts_are_called_off_with_the_last_goods() -> None:
    at = place(approves_refund_only=False)
    of = order(at, lines=(CASE, CABLE), shipped=False, signed=False)
    first = before_shipping(at, of, 1)
    assert [line.sku for line in lines_of(first)] == [CASE.sku]
    second = before_shipping(at, of, 1)
    assert [(line.sku, line.quantity, line.asked_minor) for line in lines_of(second)] == [
        (CASE.sku, 1, 12900), ("KA-CABLE", 2, 0),
    ]  # fmt: skip
    cable = goods(of)[1]
    assert (cable.quantity, cable.goods_called_off) == (2, 2)
    approved = [approve(one, Decision(), by=REVIEWER, at=MONDAY) for one in (first, second)]
    assert [one.freight_minor for one in approved] == [0, 1200]


def test_gifts_belong_to_the_order_again_when_calling_off_is_rejected() -> None:
    at = place(approves_refund_only=False)
    of = order(at, lines=(CASE, CABLE), shipped=False, signed=False)
    reject(before_shipping(at, of, 2), "No.", by=REVIEWER, at=MONDAY)
    assert [line.goods_called_off for line in goods(of)] == [0, 0]


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
    ("law", "cause", "days", "told"),
    [
        ("", Cause.MIND, 0, []),
        ("eu_withdrawal", Cause.MIND, 0, []),
        ("cn_online", Cause.FAULT, 0, [("free", "policy:gift_fault")]),
        ("cn_online", Cause.MIND, 9, [("free", "policy:gift_late")]),
    ],
)
def test_without_that_law_with_a_fault_or_after_its_days_gifts_are_nobodys_debt_and_it_says_why(
    law: str, cause: Cause, days: int, told: list[tuple[str, str]]
) -> None:
    at = place(law, cause)
    returning = ask(at, bought(at), 2, days=days)
    assert (returning.amount_minor, found(returning, "gift"), found(returning, "refund_way")) == (25800, told, [])
    taken(at, returning)
    assert (back(), Deduction.objects.exists()) == (25800, False)


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


def test_the_law_of_the_way_speaks_of_goods_that_come_back_for_money_alone() -> None:
    at = place(approves_refund_only=False)
    called_off = before_shipping(at, order(at, shipped=False, signed=False), 1)
    swapped = ex.asked(order(at, number="e1"), 1)
    unsigned = ask(at, order(at, number="e2", signed=False), 1)
    assert [found(one, "refund_way") for one in (called_off, swapped, unsigned)] == [[], [], []]
    approve(called_off, Decision(), by=REVIEWER, at=MONDAY)
    refund = Refund.objects.get(case=called_off.case_id)
    assert pay_refund(refund, Sent(PayMethod.BANK, "BT 1"), by=CASHIER, at=MONDAY).reference == "BT 1"


def test_a_return_taken_over_within_the_days_went_as_it_went(tmp_path: Path) -> None:
    import_orders(Asked(shop_file(tmp_path), mapping="online-retail", rejects=tmp_path / "other.csv"))
    set_rules(Merchant.objects.get(), {"law": "cn_online"}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    row = note("C1000", "85123A", -2, "2.55", "536365").replace("2010-12-20", "2010-12-04")
    rejects = tmp_path / "rejects.csv"
    import_returns(Asked(written(tmp_path / "notes.csv.gz", NOTES_HEAD, row), rejects=rejects, batch=2))
    assert (rejects_of(rejects), Payout.objects.get().method) == ([], "other")


def test_the_dock_reads_what_its_count_will_take_off_before_it_is_booked() -> None:
    at = place()
    of = bought(at)
    taken(at, ask(at, of, 1))
    last = approve(ask(at, of, 1, 1), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert CountForm(lines_of(last)).effect().after_minor == 12900 - 900
    taken_in = take_in_goods(last, all_good(last), by=DOCKER, at=MONDAY)
    assert taken_in.amount_minor == 12900 - 900


@pytest.mark.shows("RET-35")
def test_a_gift_alone_takes_no_freight_back_and_the_goods_do_when_they_come() -> None:
    at = place(freight_back="always")
    of = order(at, lines=(CASE, CABLE), freight_minor=495)
    gift = ask(at, of, 0, 1)
    with pytest.raises(AboveCeiling):
        approve(gift, Decision(address=at.address, freight_minor=495), by=REVIEWER, at=MONDAY)
    gift = approve(gift, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (gift.total_minor, gift.freight_minor) == (0, 0)
    goods_too = approve(ask(at, of, 1), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (goods_too.total_minor, goods_too.freight_minor) == (12900 + 495, 495)


@pytest.mark.parametrize("fault_first", [True, False])
def test_goods_with_a_fault_leave_the_gifts_free_whichever_return_is_counted_last(fault_first: bool) -> None:
    at = place()
    fault = add_reason("return_refund", {"en": "It is broken"}, cause=Cause.FAULT, by=SYSTEM, at=MONDAY)
    of = bought(at)
    asked = [ask(at, of, 1), ask(Scene(at.merchant, at.shop, at.address, fault), of, 1)]
    for returning in reversed(asked) if fault_first else asked:
        taken(at, returning)
    assert (back(), Deduction.objects.count()) == (25800, 0)


def test_a_request_for_the_rest_foretells_no_gift_once_goods_came_with_a_fault() -> None:
    at = place()
    fault = add_reason("return_refund", {"en": "It is broken"}, cause=Cause.FAULT, by=SYSTEM, at=MONDAY)
    of = bought(at)
    taken(at, ask(Scene(at.merchant, at.shop, at.address, fault), of, 1))
    assert found(ask(at, of, 1), "gift") == []


def test_an_exchange_that_ends_in_money_pays_for_gifts_and_goes_the_way_it_was_paid() -> None:
    at = place()
    counted = ex.counted(ex.agreed(at, bought(at), 2), at=MONDAY + timedelta(hours=3))
    assert (found(counted, "gift"), found(counted, "refund_way")) == ([], [])
    done = refund_instead(counted, "Sold out.", by=REVIEWER, at=MONDAY + timedelta(hours=4))
    assert (found(done, "gift"), found(done, "refund_way")) == ([("kept", "law:gift")], [("same_way", "law:same_way")])
    assert (done.amount_minor, back(), Deduction.objects.get().amount_minor) == (24000, 24000, 1800)
    assert why_lowered(done, lines_of(done)) == [
        "Gifts stay with you: their marked price of £18.00 is taken off, by law."
    ]
    refund = approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY + timedelta(hours=5))
    with pytest.raises(OtherWay):
        pay_refund(refund, Sent(PayMethod.BANK, "B 1"), by=CASHIER, at=MONDAY + timedelta(hours=6))
    pay_refund(refund, Sent(PayMethod.ORIGINAL, "OR 1"), by=CASHIER, at=MONDAY + timedelta(hours=6))
    assert list(strays(Return)) == []


@pytest.mark.parametrize(("law", "pieces"), [("cn_online", 1), ("", 2)])
def test_an_exchange_that_ends_in_money_costs_no_gifts_as_long_as_goods_stay_or_without_that_law(
    law: str, pieces: int
) -> None:
    at = place(law)
    counted = ex.counted(ex.agreed(at, bought(at), pieces), at=MONDAY + timedelta(hours=3))
    done = refund_instead(counted, "Sold out.", by=REVIEWER, at=MONDAY + timedelta(hours=4))
    assert (back(), found(done, "gift"), Deduction.objects.count()) == (12900 * pieces, [], 0)


@pytest.mark.parametrize("ends", ["reject", "cancel"])
def test_a_gift_is_sent_after_all_when_goods_of_its_order_are(ends: str) -> None:
    at = place(approves_refund_only=False)
    of = order(at, lines=(CASE, CABLE), shipped=False, signed=False)
    first, second = before_shipping(at, of, 1), before_shipping(at, of, 1)
    assert [line.goods_called_off for line in goods(of)] == [2, 2]
    if ends == "reject":
        reject(first, "No.", by=REVIEWER, at=MONDAY)
    else:
        cancel(first, by=buyer(of.customer_id), at=MONDAY)
    assert [line.goods_called_off for line in goods(of)] == [1, 0]
    second = approve(Return.objects.get(pk=second.pk), Decision(), by=REVIEWER, at=MONDAY)
    assert ([line.sku for line in lines_of(second)], second.freight_minor) == ([CASE.sku], 0)
    assert Entry.objects.filter(kind="returns.return.gifts_sent", stream=second.stream).count() == 1
    assert [line.goods_called_off for line in goods(of)] == [1, 0]
