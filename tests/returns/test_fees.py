"""The service fee: a rule of the merchant, told before it is agreed to, taken with the buyer's word and never else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.flow import compensation
from aftercare.flow.requests import apply, approve
from aftercare.flow.return_goods import approve_again, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.moves.queries import strays
from aftercare.orders.commands.account import AboveCeiling
from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import Grant, Order
from aftercare.orders.terms import PromiseKind
from aftercare.org.roles import Role
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.deducting import answer_deduction, ask_consent
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.fees import ConsentUnclear, FeeChanged, FeeConsent, keep_taken
from aftercare.returns.commands.policies import UnsoundFee, set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return, ReturnPolicy
from aftercare.returns.queries.compensating import payable_for
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.fees import foreseen_fee
from aftercare.returns.queries.offering import offers_of, worths_of
from aftercare.returns.queries.rehearsing import rehearse_policy
from aftercare.returns.rules.asked import Finding, Terms, Wish
from aftercare.returns.rules.charging import CHARGED
from aftercare.returns.rules.deciding import decide
from aftercare.returns.rules.fees import Fee, FeeRule, decide_fee, fees_to, spread
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.terms import Answer, ConsentWay, Counted, FeeKind, Grade, Wanted
from tests.factories.care import terms
from tests.factories.people import AGENT, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import CASE, Scene, goods, order, scene
from tests.factories.stories import all_good

ADMIN = actor(Role.ADMINISTRATOR)
FIVE = FeeRule(FeeKind.FIXED, minor=500, currency="GBP")
TENTH = FeeRule(FeeKind.PERCENT, basis_points=1000)
TICK = FeeConsent(500, ConsentWay.PAGE)
GOLD = Claimant(marks=("trusted",), level="gold", amount_minor=9_999, currency="GBP")


def place(*fees: FeeRule, cause: Cause = Cause.MIND, **told: object) -> Scene:
    """A merchant with thirty days, these rules for fees, and a reason of this cause."""
    made = scene(window_days=30)
    set_rules(made.merchant, {"fee_rules": fees_to(fees), **told}, by=ADMIN, at=MONDAY)
    reason = add_reason("return_refund", {"en": f"Because of {cause}"}, cause=cause, by=SYSTEM, at=MONDAY)
    return Scene(made.merchant, made.shop, made.address, reason)


def ask(
    at: Scene, bought: Order, consent: FeeConsent | None, *pieces: int, by: Actor | None = None, days: int = 0
) -> Return:
    """A request for so many pieces of each line, with the buyer's word on the fee."""
    wanted = [Wanted(line.pk, n) for line, n in zip(goods(bought), pieces or (1,), strict=False) if n]
    application = Application(wanted=wanted, reason=at.reason, fee_consent=consent)
    who, on = by or buyer(bought.customer_id), MONDAY + timedelta(days=days)
    return apply("return_refund", bought, application, channel=Channel.PORTAL, despite="Another.", by=who, at=on)


def fee_of(returning: Return) -> tuple[str, str]:
    """What the return keeps about the fee: the answer and its rule."""
    (found,) = [one for one in returning.decided["findings"] if one["about"] == "fee"]
    return found["answer"], found["rule"]


def test_the_first_rule_that_fits_decides_and_never_takes_more_than_is_asked() -> None:
    free_gold = FeeRule(FeeKind.NONE, level="gold")
    for_size = FeeRule(FeeKind.FIXED, minor=300, currency="GBP", reason="too_large")
    assert decide_fee([free_gold, TENTH], GOLD, "") == Fee(1, 0)
    silver = replace(GOLD, level="silver")
    assert decide_fee([free_gold, for_size, TENTH], silver, "too_large") == Fee(2, 300)
    assert decide_fee([free_gold, for_size, TENTH], silver, "colour") == Fee(3, 999), "rounded down, for the buyer"
    assert decide_fee([replace(FIVE, mark="watched")], GOLD, "") is None
    assert decide_fee([FIVE], replace(GOLD, currency="EUR"), "") is None, "an amount fits its own currency alone"
    assert decide_fee([FIVE], replace(GOLD, amount_minor=200), "") == Fee(1, 200)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 10**9))
def test_a_fee_is_spread_whole_and_no_line_pays_more_than_it_is_worth(worths: list[int], fee: int) -> None:
    fee = min(fee, sum(worths))
    parts = spread(fee, worths)
    assert sum(parts) == fee
    assert all(0 <= part <= worth for part, worth in zip(parts, worths, strict=True))


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
def test_an_agreed_fee_is_drawn_like_a_deduction_to_the_payout() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK, 1, 1)
    assert (returning.asked_minor, returning.amount_minor) == (82800, 82300)
    assert fee_of(returning) == ("charged", "policy:service_fee:1")
    kept = Deduction.objects.get()
    assert (kept.amount_minor, kept.way, kept.rule, kept.answer, kept.answered_by) == (
        500, "page", "policy:service_fee:1", "agreed", buyer(returning.customer_id).key,
    )  # fmt: skip
    entry = Entry.objects.get(kind="returns.return.fee_agreed", stream=returning.stream)
    assert (entry.after["deducted_minor"], list(strays(Return))) == (500, [])
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (returning.amount_minor, returning.consent) == (82300, "service_fee")
    assert sorted(Grant.objects.values_list("amount_minor", flat=True)) == [12822, 69478]
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    assert refund.total_minor == 82300
    assert Deduction.objects.get().used_minor == 500


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
def test_without_his_word_nothing_is_taken_and_the_request_comes_in_all_the_same() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), None)
    assert (returning.amount_minor, fee_of(returning)) == (69900, ("with_consent", "policy:fee_not_agreed"))
    assert not Deduction.objects.exists()
    (line,) = lines_of(returning)
    with pytest.raises(ConsentMissing):
        approve(returning, Decision(address=at.address, amounts={line.pk: 69400}), by=REVIEWER, at=MONDAY)
    assert approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY).amount_minor == 69900


@pytest.mark.django_db
def test_a_fee_that_has_risen_meanwhile_is_not_taken_and_one_that_has_fallen_is() -> None:
    at = place(FIVE)
    bought = order(at)
    entries = Entry.objects.count()
    with pytest.raises(FeeChanged, match=r"5\.00"):
        ask(at, bought, replace(TICK, minor=499))
    assert (Return.objects.count(), Deduction.objects.count(), Entry.objects.count()) == (0, 0, entries)
    assert ask(at, bought, replace(TICK, minor=900)).amount_minor == 69400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("law", "days", "answer"),
    [
        ("cn_online", 0, ("none", "law:fee")),
        ("cn_online", 9, ("charged", "policy:service_fee:1")),
        ("eu_withdrawal", 9, ("none", "law:fee")),
        ("es_withdrawal", 9, ("none", "law:fee")),
        ("", 9, ("charged", "policy:service_fee:1")),
    ],
)
def test_within_the_days_of_a_law_that_forbids_it_no_fee_is_taken(law: str, days: int, answer: tuple[str, str]) -> None:
    at = place(FIVE, law=law)
    returning = ask(at, order(at), TICK, days=days)
    assert fee_of(returning) == answer
    assert returning.amount_minor == (69400 if answer[0] == "charged" else 69900)
    assert Deduction.objects.exists() == (answer[0] == "charged")


@pytest.mark.django_db
def test_goods_with_a_fault_and_a_promise_of_all_the_money_cost_nothing() -> None:
    faulty = place(FIVE, cause=Cause.FAULT)
    assert fee_of(ask(faulty, order(faulty), TICK)) == ("none", "policy:fee_fault")
    minded = Scene(
        faulty.merchant, faulty.shop, faulty.address,
        add_reason("return_refund", {"en": "Do not like it"}, cause=Cause.MIND, by=SYSTEM, at=MONDAY),
    )  # fmt: skip
    told = NewPromise(PromiseKind.FULL_REFUND, words="All of it.", begins_on=(MONDAY - timedelta(days=90)).date())
    promise(faulty.merchant, told, by=ADMIN, at=MONDAY)
    assert fee_of(ask(minded, order(minded), TICK)) == ("none", "policy:fee_promise")


@pytest.mark.django_db
def test_a_colleague_notes_how_the_buyer_agreed_and_nobody_ticks_for_another() -> None:
    at = place(TENTH)
    bought = order(at)
    for consent, who in (
        (FeeConsent(6990, ConsentWay.PAGE), AGENT),
        (FeeConsent(6990, ConsentWay.PHONE, "  "), AGENT),
        (FeeConsent(6990, ConsentWay.PHONE, "Yes."), buyer(bought.customer_id)),
    ):
        with pytest.raises(ConsentUnclear):
            ask(at, bought, consent, by=who)
    assert not Return.objects.exists()
    returning = ask(at, bought, FeeConsent(6990, ConsentWay.PHONE, "“Fine”, at nine."), by=AGENT)
    assert (returning.amount_minor, Deduction.objects.get().words) == (62910, "“Fine”, at nine.")


@pytest.mark.django_db
def test_of_goods_that_come_in_part_a_part_of_the_fee_is_taken() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK, 2)
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    (line,) = lines_of(returning)
    take_in_goods(returning, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    assert Refund.objects.get().total_minor == 69900 - 250


@pytest.mark.django_db
def test_a_deduction_that_is_asked_later_comes_on_top_and_each_consent_serves_once() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK)
    ask_consent(returning, 3000, "The box is torn.", by=REVIEWER, at=MONDAY)
    (line,) = lines_of(returning)
    both = Decision(address=at.address, amounts={line.pk: 69900 - 3500})
    with pytest.raises(ConsentMissing):
        approve(returning, both, by=REVIEWER, at=MONDAY)
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    with pytest.raises(ConsentMissing):
        approve(returning, replace(both, amounts={line.pk: 69900 - 3501}), by=REVIEWER, at=MONDAY)
    done = approve(returning, both, by=REVIEWER, at=MONDAY)
    assert (done.amount_minor, done.consent) == (66400, "The box is torn.")
    take_in_goods(done, all_good(done), by=DOCKER, at=MONDAY)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    with pytest.raises(ConsentMissing):
        approve_again(Return.objects.get(), Decision(amounts={line.pk: 66399}), by=REVIEWER, at=MONDAY)


@pytest.mark.django_db
def test_a_reviewer_may_let_the_fee_go() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK)
    (line,) = lines_of(returning)
    done = approve(returning, Decision(address=at.address, amounts={line.pk: 69900}), by=REVIEWER, at=MONDAY)
    assert (done.amount_minor, done.consent, Deduction.objects.get().used_minor) == (69900, "", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        FeeRule(FeeKind.FIXED, minor=0, currency="GBP"),
        FeeRule(FeeKind.FIXED, minor=5),
        FeeRule(FeeKind.PERCENT, basis_points=10_001),
    ],
)
def test_a_fee_that_cannot_be_taken_is_refused(wrong: FeeRule) -> None:
    at = scene()
    with pytest.raises(UnsoundFee):
        set_rules(at.merchant, {"fee_rules": fees_to([wrong])}, by=ADMIN, at=MONDAY)
    assert (ReturnPolicy.objects.get().fee_rules, ReturnPolicy.objects.get().version) == ([], 0)


@pytest.mark.django_db
def test_a_fee_is_rehearsed_with_the_money_that_it_would_take() -> None:
    at = place()
    first, second = (ask(at, order(at, account=name), None) for name in ("one", "two"))
    ask_consent(second, 2000, "Scratched.", by=REVIEWER, at=MONDAY)
    answer_deduction(second, Answer.AGREED, by=buyer(second.customer_id), at=MONDAY)
    before, after = ReturnPolicy.objects.get(), ReturnPolicy.objects.get()
    after.fee_rules = fees_to([FIVE])
    found = rehearse_policy(before, after, at=MONDAY + timedelta(days=1))
    (change,) = found.changes
    assert (found.looked, found.parts, found.unlooked, change.about) == (2, ["fee_rules"], [], "fee")
    assert (dict(change.seen), dict(change.money)) == (
        {"more": 2, "beside": 1}, {("GBP", "more"): 1000, ("GBP", "beside"): 500},
    )  # fmt: skip
    assert ("beside" in dict(change.examples).values(), first.number in dict(change.examples)) == (True, True)
    dearer = ReturnPolicy.objects.get()
    dearer.fee_rules, dearer.law = fees_to([FIVE]), "eu_withdrawal"
    lawful = rehearse_policy(after, dearer, at=MONDAY + timedelta(days=1))
    (change,) = [one for one in lawful.changes if one.about == "fee"]
    assert (dict(change.seen), dict(change.money)) == ({"less": 2}, {("GBP", "less"): 1000})


@pytest.mark.django_db
def test_keeping_people_apart_is_rehearsed_on_who_did_what() -> None:
    at = scene(separate_people=False)
    alone, apart = (ask(at, order(at, account=name), None, by=AGENT) for name in ("one", "two"))
    both = replace(REVIEWER, id=7, rights=REVIEWER.rights | DOCKER.rights)
    for returning, who in ((alone, both), (apart, REVIEWER)):
        done = approve(returning, Decision(address=at.address), by=who, at=MONDAY)
        receive(done, by=both, at=MONDAY)
    before, after = ReturnPolicy.objects.get(), ReturnPolicy.objects.get()
    after.separate_people = True
    found = rehearse_policy(before, after, at=MONDAY + timedelta(days=1))
    (change,) = found.changes
    assert (dict(change.seen), [number for number, _how in change.examples]) == ({"apart": 1}, [alone.number])
    freed = rehearse_policy(after, before, at=MONDAY + timedelta(days=1))
    assert (freed.changes, freed.parts, freed.unlooked) == ([], [], ["separate_people"])


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["wrong_item", "missing_item", "quality", "mis_shipped"])
def test_after_a_wrong_delivery_nobody_owes_a_fee_whatever_the_cause_says(fault: str) -> None:
    at = place(FIVE)
    for cause in ("", "mind"):
        Reason.objects.filter(pk=at.reason.pk).update(fault=fault, cause=cause)
        at.reason.refresh_from_db()
        returning = ask(at, order(at), TICK)
        assert (fee_of(returning), returning.amount_minor) == (("none", "policy:fee_delivery"), returning.asked_minor)
    assert not Deduction.objects.exists()


@pytest.mark.django_db
def test_a_reason_that_says_nothing_costs_a_fee_only_by_a_rule_that_names_it() -> None:
    at = place(FIVE)
    Reason.objects.filter(pk=at.reason.pk).update(cause="")
    at.reason.refresh_from_db()
    seen = foreseen_fee(order(at), {"KA-CASE": 12900}, {}, at.reason, at=MONDAY)
    assert seen
    assert (seen.answer, seen.rule, seen.facts["minor"]) == ("none", "policy:fee_open", 500)
    assert fee_of(ask(at, order(at), TICK)) == ("none", "policy:fee_open")
    named = replace(FIVE, minor=300, reason=at.reason.code)
    set_rules(at.merchant, {"fee_rules": fees_to([FIVE, named])}, by=ADMIN, at=MONDAY)
    assert fee_of(ask(at, order(at), TICK)) == ("charged", "policy:service_fee:2")
    let_off = FeeRule(FeeKind.NONE)
    set_rules(at.merchant, {"fee_rules": fees_to([let_off, named])}, by=ADMIN, at=MONDAY)
    assert fee_of(ask(at, order(at), TICK)) == ("none", "policy:no_fee:1")


@pytest.mark.django_db
def test_the_fee_taken_is_the_fee_shown_where_an_article_stands_on_two_lines() -> None:
    at = place(TENTH)
    bought = order(at, lines=(CASE, CASE), freight_minor=0)
    (offer,) = offers_of([bought], at=MONDAY)
    worths = worths_of(offer.lines, {one.line.pk: 2 for one in offer.lines})
    seen = foreseen_fee(bought, worths, {}, at.reason, at=MONDAY)
    assert seen
    assert seen.facts["minor"] == 5160
    returning = ask(at, bought, FeeConsent(5160, ConsentWay.PAGE), 2, 2)
    assert returning.asked_minor - returning.amount_minor == 5160


@pytest.mark.django_db
def test_a_promise_for_one_article_spares_that_article_and_no_other() -> None:
    at = place(TENTH)
    begins = (MONDAY - timedelta(days=90)).date()
    told = NewPromise(PromiseKind.FULL_REFUND, sku=CASE.sku, words="All of it.", begins_on=begins)
    promise(at.merchant, told, by=ADMIN, at=MONDAY)
    bought = order(at)
    headphones, case = goods(bought)
    seen = foreseen_fee(bought, {headphones.sku: 69900, case.sku: 12900}, {}, at.reason, at=MONDAY)
    assert seen
    assert (seen.facts["minor"], seen.facts["of"]) == (6990, 69900)
    returning = ask(at, bought, FeeConsent(6990, ConsentWay.PAGE), 1, 1)
    assert [(line.asked_minor, line.amount_minor) for line in lines_of(returning)] == [(69900, 62910), (12900, 12900)]
    assert approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY).amount_minor == 75810
    alone = ask(at, order(at), None, 0, 1)
    assert (fee_of(alone), alone.amount_minor) == (("none", "policy:fee_promise"), 12900)


@pytest.mark.django_db
def test_a_fee_is_written_down_as_it_was_taken_where_less_than_the_rule_says_was_left() -> None:
    at = place()
    returning = ask(at, order(at), None)
    (line,) = lines_of(returning)
    line.amount_minor -= 300
    told = Finding("fee", CHARGED, "policy:service_fee:1", facts={"minor": 500, "currency": "GBP"})
    decision = decide(Terms(), Wish(asked_on=MONDAY.date(), signed_on=None))
    keep_taken(returning, [line], replace(decision, findings=(told,)), TICK, by=buyer(returning.customer_id), at=MONDAY)
    assert Deduction.objects.get().amount_minor == 300


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
def test_a_fee_that_was_let_go_is_promised_to_the_buyer_and_no_later_review_takes_it() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK)
    (line,) = lines_of(returning)
    returning = approve(returning, Decision(address=at.address, amounts={line.pk: 69900}), by=REVIEWER, at=MONDAY)
    assert (fee_of(returning), Deduction.objects.get().is_let_go) == (("none", "policy:fee_let_go"), True)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    with pytest.raises(ConsentMissing):
        approve_again(Return.objects.get(), Decision(amounts={line.pk: 69400}), by=REVIEWER, at=MONDAY)
    assert (Return.objects.get().amount_minor, Deduction.objects.get().used_minor) == (69900, 0)


@pytest.mark.django_db
def test_of_a_fee_that_was_taken_in_part_the_decision_tells_that_part_and_the_rest_is_gone() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK)
    (line,) = lines_of(returning)
    returning = approve(returning, Decision(address=at.address, amounts={line.pk: 69600}), by=REVIEWER, at=MONDAY)
    (told,) = [one for one in returning.decided["findings"] if one["about"] == "fee"]
    assert (told["answer"], told["facts"]["minor"]) == ("charged", 300)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    with pytest.raises(ConsentMissing):
        approve_again(Return.objects.get(), Decision(amounts={line.pk: 69400}), by=REVIEWER, at=MONDAY)


@pytest.mark.django_db
def test_an_offer_for_keeping_goods_may_be_as_high_as_their_price_whatever_fee_was_agreed() -> None:
    at = place(FeeRule(FeeKind.FIXED, minor=4000, currency="GBP"))
    bought = order(at, lines=(replace(CASE, quantity=1),), freight_minor=0)
    returning = ask(at, bought, FeeConsent(4000, ConsentWay.PAGE))
    assert (returning.asked_minor, returning.amount_minor) == (12900, 8900)
    assert [one.ceiling for one in payable_for(returning)] == [12900]
    with pytest.raises(AboveCeiling):
        compensation.offer(returning, terms(bought, 12901), by=AGENT, at=MONDAY)
    assert compensation.offer(returning, terms(bought, 12900), by=AGENT, at=MONDAY).amount_minor == 12900
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert [one.ceiling for one in payable_for(returning)] == [12900]
