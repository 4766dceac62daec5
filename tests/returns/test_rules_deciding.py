"""The decision about a return: which rule, which answer, and what would have changed it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.catalog.terms import Cause
from aftercare.returns.rules.asked import Decision, Finding, Piece, Terms, Wish
from aftercare.returns.rules.deciding import decide, open_window
from aftercare.returns.rules.laws import CN_ONLINE, LAWS
from aftercare.returns.rules.triggers import Claimant, Trust
from aftercare.returns.terms import Choice, Extra, GoodsClass, Payer, RefundTrigger

SIGNED = date(2026, 3, 2)
BUYER = Claimant(marks=(), level="silver", amount_minor=10_000, currency="CNY")
WISH = Wish(asked_on=SIGNED, signed_on=SIGNED, claimant=BUYER)
CN = Terms(version=3, window_days=5, law="cn_online")


def part(decision: Decision, about: str) -> Finding:
    """The one finding about something."""
    (found,) = [one for one in decision.findings if one.about == about]
    return found


@pytest.mark.shows("RET-39")
def test_the_law_gives_seven_days_from_the_day_after_signing_where_the_shop_gives_five() -> None:
    last = replace(WISH, asked_on=date(2026, 3, 9))
    window = decide(CN, last).window
    assert (window.is_open, window.ends_on, window.rule) == (True, date(2026, 3, 9), "law_window")
    found = part(decide(CN, last), "window")
    assert (found.rule, found.near, found.facts["article"], found.facts["own"]) == (
        "law:window", "window_own", "10", "2026-03-07",
    )  # fmt: skip
    late = decide(CN, replace(WISH, asked_on=date(2026, 3, 10)))
    assert (late.window.is_open, part(late, "window").near) == (False, "window_earlier")


def test_the_shop_decides_where_it_is_more_generous_or_has_set_nothing() -> None:
    generous = decide(replace(CN, window_days=30), WISH)
    assert (generous.window.ends_on, part(generous, "window").rule) == (date(2026, 4, 1), "policy:merchant_window")
    never = decide(replace(CN, window_days=None), replace(WISH, asked_on=date(2030, 1, 1)))
    assert (never.window.is_open, never.window.ends_on) == (True, None)
    plain = decide(replace(CN, law=""), replace(WISH, asked_on=date(2026, 3, 8)))
    assert plain.window.is_open is False, "without a law the shop's five days count"


@pytest.mark.parametrize(("law", "days"), [("cn_online", 7), ("eu_withdrawal", 14), ("es_withdrawal", 14)])
def test_each_profile_gives_its_days_and_names_the_article(law: str, days: int) -> None:
    decision = decide(Terms(window_days=1, law=law), WISH)
    assert decision.window.ends_on == SIGNED + timedelta(days=days)
    assert part(decision, "window").facts["article"] == LAWS[law].where("window")["article"]
    assert part(decision, "refund_by").answer == str(LAWS[law].refund_days)


def test_goods_of_article_six_need_not_come_back_unless_they_have_a_fault() -> None:
    media = [Piece("CD-1", GoodsClass.OPENED_MEDIA), Piece("CD-2")]
    refused = decide(CN, replace(WISH, pieces=media, cause=Cause.MIND))
    assert refused.excluded == ("CD-1",)
    assert (part(refused, "goods").rule, part(refused, "goods").near) == ("law:never", "goods_fault")
    assert decide(CN, replace(WISH, pieces=media, cause=Cause.FAULT)).excluded == ()
    assert decide(replace(CN, law="eu_withdrawal"), replace(WISH, pieces=media)).excluded == ()


def test_goods_of_article_seven_may_come_back_unless_the_buyer_confirmed_at_the_purchase() -> None:
    piece = Piece("CREAM", GoodsClass.HEALTH_ONCE_OPENED)
    free = decide(CN, replace(WISH, pieces=[piece], cause=Cause.MIND))
    assert (free.excluded, part(free, "goods").rule) == ((), "law:unconfirmed")
    kept = decide(CN, replace(WISH, pieces=[replace(piece, is_confirmed=True)], cause=Cause.MIND))
    assert (kept.excluded, part(kept, "goods").near) == (("CREAM",), "goods_unconfirmed")


def test_a_reason_that_says_neither_excludes_nothing() -> None:
    fresh = replace(WISH, pieces=[Piece("CAKE", GoodsClass.PERISHABLE)])
    open_still = decide(CN, fresh)
    found = part(open_still, "goods")
    assert (open_still.excluded, found.answer, found.rule, found.near) == ((), "taken", "law:goods_open", "goods_mind")
    assert decide(CN, replace(fresh, cause=Cause.MIND)).excluded == ("CAKE",)


def test_each_article_is_cited_under_the_text_that_holds_it() -> None:
    faulty = replace(WISH, cause=Cause.FAULT, pieces=[Piece("CAKE", GoodsClass.PERISHABLE)])
    decision = decide(CN, faulty)
    places = {one.about: (one.facts.get("text"), one.facts.get("article")) for one in decision.findings}
    assert places["goods"] == places["freight_payer"] == ("cn_consumers", "24")
    assert (places["window"], places["refund_by"]) == (("cn_seven_days", "10"), ("cn_seven_days", "13"))


@pytest.mark.parametrize(
    ("law", "cause", "rule", "text", "article"),
    [
        ("cn_online", Cause.MIND, "law:refund_by", "cn_seven_days", "13"),
        ("eu_withdrawal", Cause.MIND, "law:refund_within", "eu_2011_83", "13"),
        ("es_withdrawal", Cause.MIND, "law:refund_within", "eu_2011_83", "13"),
        ("es_withdrawal", Cause.FAULT, "law:refund_within", "es_consumers", "119 quater"),
    ],
)
def test_the_days_for_the_money_have_a_start_only_where_the_law_names_one(
    law: str, cause: Cause, rule: str, text: str, article: str
) -> None:
    found = part(decide(Terms(law=law), replace(WISH, cause=cause)), "refund_by")
    assert (found.rule, found.facts["text"], found.facts["article"]) == (rule, text, article)


@pytest.mark.shows("RET-22")
def test_who_pays_the_freight_follows_the_reason() -> None:
    def payer(terms: Terms, cause: Cause | None, *, is_first: bool = False) -> tuple[str, str]:
        found = part(decide(terms, replace(WISH, cause=cause, is_first=is_first)), "freight_payer")
        return found.answer, found.rule

    hard = replace(CN, freight_of_faults=Payer.BUYER)
    assert payer(hard, Cause.FAULT) == (Payer.SHOP, "law:freight_fault")
    assert payer(hard, Cause.MIND) == (Payer.BUYER, "law:freight_mind")
    assert payer(hard, None) == (Payer.OPEN, "policy:freight_open")
    assert payer(replace(hard, law=""), Cause.FAULT) == (Payer.BUYER, "policy:freight_fault")
    assert payer(replace(CN, freight_of_minds=Payer.SHOP), Cause.MIND) == (Payer.SHOP, "policy:freight_mind")
    assert payer(replace(CN, first_return_free=True), Cause.MIND, is_first=True) == (Payer.SHOP, "policy:first_return")


@pytest.mark.shows("RET-57", "RET-58")
def test_coupon_and_coins_are_the_laws_and_freight_is_the_reviewers() -> None:
    assert decide(CN, WISH).locked == {Extra.COUPON: True, Extra.COINS: True}
    assert decide(replace(CN, law=""), WISH).locked == {}, "goods only, and three switches for the reviewer"
    own = replace(CN, law="", extras={Extra.COUPON: Choice.NEVER, Extra.FREIGHT: Choice.ALWAYS})
    assert decide(own, WISH).locked == {Extra.COUPON: False, Extra.FREIGHT: True}
    named = {"law": CN_ONLINE.key, "text": "cn_seven_days", "article": "15"}
    assert part(decide(CN, WISH), "coupon").facts == named


def test_a_trusted_buyers_rule_that_missed_by_one_thing_is_named() -> None:
    trust = Trust(RefundTrigger.APPROVAL, mark="trusted", below_minor=20_000, currency="CNY")
    terms = replace(CN, trusts=[trust])
    missed = part(decide(terms, WISH), "trigger")
    assert (missed.answer, missed.near, missed.facts["mark"]) == ("inspection", "trust_mark", "trusted")
    marked = replace(WISH, claimant=replace(BUYER, marks=("trusted",)))
    assert part(decide(terms, marked), "trigger").rule == "policy:trusted_buyer:1"
    dear = replace(WISH, claimant=replace(BUYER, marks=("trusted",), amount_minor=20_000))
    assert part(decide(terms, dear), "trigger").near == "trust_amount"
    far = replace(WISH, claimant=replace(BUYER, amount_minor=20_000))
    assert part(decide(terms, far), "trigger").near == "", "two things miss: that is not near"


DAYS = st.integers(0, 60)
TERMS = st.builds(
    Terms, window_days=st.none() | DAYS, law=st.sampled_from(["", *LAWS]), trigger=st.sampled_from(RefundTrigger)
)


@given(TERMS, DAYS, DAYS)
def test_a_later_request_never_opens_a_window(terms: Terms, asked: int, later: int) -> None:
    on, after = (SIGNED + timedelta(days=n) for n in (asked, asked + later))
    first = open_window(terms, signed_on=SIGNED, asked_on=on)
    second = open_window(terms, signed_on=SIGNED, asked_on=after)
    assert first.is_open or not second.is_open
    assert first.ends_on == second.ends_on


@given(TERMS, DAYS, DAYS)
def test_more_days_and_a_law_never_close_a_window(terms: Terms, more: int, asked: int) -> None:
    on = SIGNED + timedelta(days=asked)
    wider = replace(terms, window_days=None if terms.window_days is None else terms.window_days + more)
    plain = replace(terms, law="")
    is_open = open_window(terms, signed_on=SIGNED, asked_on=on).is_open
    assert open_window(wider, signed_on=SIGNED, asked_on=on).is_open or not is_open
    assert is_open or not open_window(plain, signed_on=SIGNED, asked_on=on).is_open


@given(TERMS, st.integers(0, 50_000), st.integers(0, 50_000))
def test_a_smaller_amount_is_never_paid_later(terms: Terms, amount: int, more: int) -> None:
    trusts = [Trust(RefundTrigger.APPROVAL, below_minor=20_000, currency="CNY")]
    wishes = [replace(WISH, claimant=replace(BUYER, amount_minor=n)) for n in (amount, amount + more)]
    small, large = (list(RefundTrigger).index(decide(replace(terms, trusts=trusts), w).trigger) for w in wishes)
    assert small <= large


@given(TERMS, st.lists(st.sampled_from(GoodsClass), max_size=4))
def test_a_fault_excludes_nothing_and_every_part_names_its_rule(terms: Terms, classes: list[GoodsClass]) -> None:
    pieces = [Piece(str(n), one, is_confirmed=True) for n, one in enumerate(classes)]
    decision = decide(terms, replace(WISH, pieces=pieces, cause=Cause.FAULT))
    assert decision.excluded == ()
    assert all(one.rule.startswith(("law:", "policy:")) for one in decision.findings)
    assert decide(terms, replace(WISH, pieces=pieces, cause=Cause.FAULT)) == decision
