"""A merchant's policy and the law above it, as requests meet them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aftercare.billing.models import Refund
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason, edit_reason
from aftercare.catalog.terms import Cause
from aftercare.flow.return_goods import apply_for_return, approve, approve_again, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.commands.account import AboveCeiling
from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import PromiseKind
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application, WindowOver
from aftercare.returns.commands.deciding import ExcludedGoods
from aftercare.returns.commands.freight import FreightLocked
from aftercare.returns.commands.policies import UnknownLaw, set_goods_class, set_policy, set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import PolicyVersion, Return, ReturnPolicy
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.queries.rehearsing import rehearse_policy
from aftercare.returns.terms import Choice, GoodsClass, RefundTrigger, Wanted
from tests.factories.exchanges import agreed
from tests.factories.people import AGENT, DOCKER, FINANCE, MONDAY, REVIEWER, actor
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import all_good, applied, shipped

pytestmark = pytest.mark.django_db
ADMIN = actor(Role.ADMINISTRATOR)
SIX_DAYS_AFTER_SIGNING = MONDAY + timedelta(days=1)
NINE_DAYS_AFTER_SIGNING = MONDAY + timedelta(days=4)


def place(**told: object) -> Scene:
    """A merchant with five days by its own rule, and whatever else is told."""
    made = scene(window_days=5)
    set_rules(made.merchant, told, by=ADMIN, at=MONDAY)
    return made


def findings(returning: Return) -> dict[str, dict[str, object]]:
    """What the return keeps of its decision, by what it is about."""
    return {one["about"]: one for one in returning.decided["findings"]}


@pytest.mark.shows("RET-39", "RET-51")
def test_the_law_lets_in_what_the_shops_own_window_would_refuse() -> None:
    at = place(law="cn_online")
    returning = applied(at, order(at), 1, at=SIX_DAYS_AFTER_SIGNING)
    assert (returning.window_rule, returning.decided["law"], returning.decided["policy"]) == (
        "law_window", "cn_online@2020", 1,
    )  # fmt: skip
    assert findings(returning)["window"]["facts"]["article"] == "10"  # type: ignore[index]
    assert returning.decided["inputs"]["signed_on"] == "2026-02-25"
    cases = Return.objects.count()
    with pytest.raises(WindowOver):
        applied(at, order(at), 1, at=NINE_DAYS_AFTER_SIGNING)
    assert Return.objects.count() == cases


def test_a_shop_that_sells_elsewhere_is_under_the_law_of_that_place() -> None:
    at = place(law="cn_online")
    set_rules(at.merchant, {"shop_laws": {str(at.shop.pk): "eu_withdrawal"}}, by=ADMIN, at=MONDAY)
    returning = applied(at, order(at), 1, at=NINE_DAYS_AFTER_SIGNING)
    assert (returning.decided["law"], returning.decided["policy"]) == ("eu_withdrawal@2011-83", 2)


def of_cause(at: Scene, cause: Cause) -> Scene:
    """The same merchant, with a reason that says at whose door it lies."""
    reason = add_reason("return_refund", {"en": f"For {cause}"}, cause=cause, by=SYSTEM, at=MONDAY)
    return Scene(at.merchant, at.shop, at.address, reason)


def test_goods_that_the_law_excludes_are_refused_unless_they_have_a_fault() -> None:
    at = of_cause(place(law="cn_online"), Cause.MIND)
    set_goods_class(at.merchant, "KA-K2-GR", GoodsClass.OPENED_MEDIA, by=ADMIN, at=MONDAY)
    bought = order(at)
    entries = Entry.objects.count()
    with pytest.raises(ExcludedGoods, match="K2 headphones"):
        applied(at, bought, 1)
    assert (Return.objects.count(), Entry.objects.count()) == (0, entries)
    edit_reason(at.reason, {"en": "Broken"}, is_shown=True, cause=Cause.FAULT, by=SYSTEM, at=MONDAY)
    at.reason.refresh_from_db()
    returning = applied(at, bought, 1)
    assert (findings(returning)["goods"]["rule"], returning.freight_payer) == ("law:fault", "shop")


def test_a_reason_without_a_cause_leaves_excluded_goods_to_operations() -> None:
    at = place(law="cn_online")
    set_goods_class(at.merchant, "KA-K2-GR", GoodsClass.PERISHABLE, by=ADMIN, at=MONDAY)
    assert findings(applied(at, order(at), 1))["goods"]["rule"] == "law:goods_open"


def test_a_colleague_who_may_lets_excluded_goods_in_with_a_word_and_nobody_else_does() -> None:
    at = of_cause(place(law="cn_online"), Cause.MIND)
    set_goods_class(at.merchant, "KA-K2-GR", GoodsClass.PERISHABLE, by=ADMIN, at=MONDAY)
    bought = order(at)
    asked = Application([Wanted(goods(bought)[0].pk, 1)], at.reason, window_override="A regular of ours")
    with pytest.raises(ExcludedGoods):
        apply_for_return(bought, asked, channel=Channel.PORTAL, by=AGENT, at=MONDAY)
    assert Return.objects.count() == 0
    with pytest.raises(ExcludedGoods):
        apply_for_return(bought, replace(asked, window_override=" "), channel=Channel.PORTAL, by=REVIEWER, at=MONDAY)
    taken = apply_for_return(bought, asked, channel=Channel.PORTAL, by=REVIEWER, at=MONDAY)
    found = findings(taken)["goods"]
    assert (found["answer"], found["rule"], taken.window_override) == (
        "taken", "policy:goods_let_in", "A regular of ours",
    )  # fmt: skip


def test_article_seven_asks_for_the_consumers_confirmation() -> None:
    at = of_cause(place(law="cn_online"), Cause.MIND)
    set_goods_class(at.merchant, "KA-K2-GR", GoodsClass.HEALTH_ONCE_OPENED, by=ADMIN, at=MONDAY)
    assert findings(applied(at, order(at), 1))["goods"]["rule"] == "law:unconfirmed"
    confirmed = order(at)
    OrderLine.objects.filter(order=confirmed).update(no_return_confirmed=True)
    with pytest.raises(ExcludedGoods):
        applied(at, confirmed, 1)
    set_goods_class(at.merchant, "KA-K2-GR", None, by=ADMIN, at=MONDAY)
    assert "goods" not in findings(applied(at, confirmed, 1))


@pytest.mark.shows("RET-22")
def test_the_return_keeps_who_pays_the_way_back() -> None:
    at = place(freight_of_minds="shop")
    assert applied(at, order(at), 1).freight_payer == "open"
    mind = add_reason("return_refund", {"en": "Too big"}, cause=Cause.MIND, by=SYSTEM, at=MONDAY)
    assert applied(Scene(at.merchant, at.shop, at.address, mind), order(at), 1).freight_payer == "shop"


@pytest.mark.shows("RET-36", "RET-57", "RET-58")
def test_switches_are_the_reviewers_until_law_or_policy_lay_them_down() -> None:
    at = place(coins_back=str(Choice.NEVER), freight_back=str(Choice.NEVER))
    all_on = Decision(address=at.address, gives_back_coupon=True, gives_back_coins=True)
    free = approve(applied(at, order(at), 1), all_on, by=REVIEWER, at=MONDAY)
    assert (free.gives_back_coupon, free.gives_back_coins) == (True, False)
    plain = approve(applied(at, order(at), 1), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (plain.gives_back_coupon, plain.freight_minor) == (False, 0), "as a rule goods only"
    asked = applied(at, order(at), 1)
    with pytest.raises(AboveCeiling):
        approve(asked, Decision(address=at.address, freight_minor=100), by=REVIEWER, at=MONDAY)
    set_rules(at.merchant, {"law": "cn_online"}, by=ADMIN, at=MONDAY)
    by_law = approve(asked, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (by_law.gives_back_coupon, by_law.gives_back_coins) == (True, True)


@pytest.mark.shows("RET-36")
def test_freight_that_always_goes_back_is_nobodys_choice() -> None:
    at = place(freight_back=str(Choice.ALWAYS))
    bought = order(at)
    asked = applied(at, bought, 1)
    for told in (0, 1199):
        with pytest.raises(FreightLocked):
            approve(asked, Decision(address=at.address, freight_minor=told), by=REVIEWER, at=MONDAY)
    assert Return.objects.get().state == "submitted"
    whole = approve(asked, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (whole.freight_minor, whole.total_minor) == (1200, 71100)
    rest = approve(applied(at, bought, 0, 1), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert rest.freight_minor == 0, "it went back already"
    take_in_goods(whole, all_good(whole), by=DOCKER, at=MONDAY)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    fewer = Decision(freight_minor=0, consent="He does not mind.")
    with pytest.raises(FreightLocked):
        approve_again(Return.objects.get(pk=whole.pk), fewer, by=REVIEWER, at=MONDAY)


def test_every_change_is_a_version_with_who_and_when() -> None:
    at = place(law="cn_online")
    set_policy(at.merchant, window_days=9, goods_due_days=7, separate_people=True, by=ADMIN, at=MONDAY)
    told = [(row.version, row.content["window_days"], row.saved_by) for row in PolicyVersion.objects.order_by("pk")]
    assert told == [(1, 5, ADMIN.key), (2, 9, ADMIN.key)]
    with pytest.raises(UnknownLaw):
        set_rules(at.merchant, {"law": "moon"}, by=ADMIN, at=MONDAY)
    with pytest.raises(NotAllowed):
        set_rules(at.merchant, {"law": ""}, by=AGENT, at=MONDAY)
    assert (ReturnPolicy.objects.get().version, PolicyVersion.objects.count()) == (2, 2)


def test_a_rehearsal_counts_what_would_be_decided_otherwise_and_changes_nothing() -> None:
    at = place()
    early = applied(at, order(at), 1)
    late = applied(at, order(at), 2, at=MONDAY - timedelta(days=3))
    policy, entries = ReturnPolicy.objects.get(), Entry.objects.count()
    changed = ReturnPolicy.objects.get()
    changed.window_days, changed.refund_trigger = 4, RefundTrigger.RECEIPT
    found = rehearse_policy(policy, changed, at=MONDAY)
    window, trigger = found.changes
    assert (found.looked, found.is_sample) == (2, False)
    assert (dict(window.seen), dict(window.money)) == ({"refused": 1}, {("GBP", "refused"): 69900})
    assert window.examples == [(early.number, "refused")]
    assert (dict(trigger.seen), trigger.money["GBP", "earlier"]) == ({"earlier": 2}, 69900 * 3)
    assert late.number in dict(trigger.examples)
    assert (terms_of(ReturnPolicy.objects.get()).window_days, Entry.objects.count()) == (5, entries)
    assert rehearse_policy(policy, changed, at=MONDAY + timedelta(days=200)).looked == 0


def rehearsed(told: dict[str, object]) -> dict[str, dict[str, int]]:
    """What a change of the policy would have made of what is on file, by part."""
    changed = ReturnPolicy.objects.get()
    for part, value in told.items():
        setattr(changed, part, value)
    found = rehearse_policy(ReturnPolicy.objects.get(), changed, at=MONDAY + timedelta(days=10))
    return {one.about: dict(one.seen) for one in found.changes}


@pytest.mark.parametrize(
    ("part", "choice", "about"),
    [("coupon_back", "never", "coupon"), ("coins_back", "always", "coins"), ("freight_back", "never", "freight")],
)
def test_a_rehearsal_looks_at_the_switches(part: str, choice: str, about: str) -> None:
    at = place()
    applied(at, order(at), 1)
    assert rehearsed({part: choice}) == {about: {choice: 1}}


def test_a_rehearsal_looks_at_the_days_for_the_goods_to_come() -> None:
    at = place()
    shipped(at, order(at), 1)
    Return.objects.update(shipped_at=MONDAY + timedelta(days=4))
    assert rehearsed({"goods_due_days": 3}) == {"goods_due": {"lapsed": 1}}
    assert rehearsed({"goods_due_days": 4}) == {}
    Return.objects.update(shipped_at=MONDAY + timedelta(days=9))
    assert rehearsed({"goods_due_days": None}) == {"goods_due": {"in_time": 1}}


@pytest.mark.shows("RET-51")
def test_a_rehearsal_looks_at_the_window_of_exchanges() -> None:
    at = place()
    agreed(at, order(at), 1)
    assert rehearsed({"window_days": 4, "refund_trigger": "receipt"}) == {"window": {"refused": 1}}


@pytest.mark.shows("RET-68")
def test_a_rehearsal_reckons_with_what_the_seller_promised_in_writing() -> None:
    at = place()
    applied(at, order(at), 1)
    assert rehearsed({"window_days": 4}) == {"window": {"refused": 1}}
    new = NewPromise(PromiseKind.UNCONDITIONAL_RETURN, "Thirty days.", date(2026, 1, 1), days=30)
    promise(at.merchant, new, by=ADMIN, at=MONDAY)
    assert rehearsed({"window_days": 4}) == {}, "the promise still lets it come back"


def test_a_rehearsal_of_a_first_law_looks_at_the_classes_of_goods() -> None:
    at = of_cause(place(), Cause.MIND)
    set_goods_class(at.merchant, "KA-K2-GR", GoodsClass.PERISHABLE, by=ADMIN, at=MONDAY)
    applied(at, order(at), 1)
    found = rehearsed({"law": "cn_online"})
    assert (found["goods"], found["refund_by"], found["coupon"]) == ({"refused": 1}, {"named": 1}, {"always": 1})


def test_what_cannot_be_rehearsed_is_named() -> None:
    place()
    changed = ReturnPolicy.objects.get()
    changed.separate_people = not changed.separate_people
    found = rehearse_policy(ReturnPolicy.objects.get(), changed, at=MONDAY)
    assert (found.changes, found.unlooked) == ([], ["separate_people"])


def test_many_returns_are_sampled_and_the_sample_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    at = place()
    for _n in range(4):
        applied(at, order(at), 1)
    monkeypatch.setattr("aftercare.returns.queries.rehearsing.MOST", 3)
    monkeypatch.setattr("aftercare.returns.queries.rehearsing.DRAWS", 3)
    changed = ReturnPolicy.objects.get()
    changed.window_days = 1
    found = rehearse_policy(ReturnPolicy.objects.get(), changed, at=MONDAY)
    assert found.is_sample
    assert 1 <= found.looked <= 3
    assert found.scale == pytest.approx(4 / 3)
    assert FINANCE.key != ADMIN.key
