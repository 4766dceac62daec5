"""The page on which a merchant's return policy is changed: rehearsed, saved, kept as versions."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.models import Refund
from aftercare.billing.terms import PayMethod, Sent
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import UnsoundFee, set_rules
from aftercare.returns.models import GoodsRule, Return, ReturnPolicy
from tests.factories.people import CASHIER, FINANCE, MONDAY, actor, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.returns.test_gifts import ask as ask_back
from tests.returns.test_gifts import bought, taken
from tests.returns.test_gifts import place as law_place

pytestmark = pytest.mark.django_db
SAID = {
    "window_days": "7", "goods_due_days": "7", "separate_people": "on", "law": "cn_online", "refund_trigger": "receipt",
    "coupon_back": "review", "coins_back": "never", "freight_back": "review", "freight_of_faults": "shop",
    "freight_of_minds": "buyer", "trust-1-trigger": "approval", "trust-1-mark": "trusted", "trust-1-level": "",
    "trust-1-below": "500", "trust-1-currency": "GBP",
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    """An administrator's browser."""
    browser = Client()
    browser.force_login(member(Role.ADMINISTRATOR))
    return browser


def test_a_rehearsal_is_shown_before_anything_is_saved(client: Client) -> None:
    place = scene(window_days=None)
    returning = applied(place, order(place), 1, at=timezone.now())
    url, entries = reverse("settings-policy", args=[place.merchant.pk]), Entry.objects.count()
    text = client.post(url, {**SAID, "step": "rehearse"}).content.decode()
    for told in ("All 1 returns of the last 90 days were decided anew.", "would be paid earlier", "£699.00",
                 returning.number, 'value="save"'):  # fmt: skip
        assert told in text
    assert (ReturnPolicy.objects.get().law, Entry.objects.count()) == ("", entries)


def test_what_was_not_looked_at_is_said_instead_of_none(client: Client) -> None:
    place = scene(window_days=None)
    applied(place, order(place), 1, at=timezone.now())
    policy = ReturnPolicy.objects.get()
    policy.separate_people = True
    policy.save()
    url = reverse("settings-policy", args=[place.merchant.pk])
    same = {"window_days": "", "goods_due_days": "7", "refund_trigger": "inspection", "coupon_back": "review",
            "coins_back": "review", "freight_back": "review", "freight_of_faults": "shop", "freight_of_minds": "buyer",
            "law": "", "step": "rehearse"}  # fmt: skip
    text = client.post(url, same).content.decode()
    assert "Changed, but not rehearsed:" in text
    assert "None of them would have been decided otherwise." not in text
    unchanged = client.post(url, {**same, "separate_people": "on"}).content.decode()
    assert "Nothing is changed, so nothing was looked at." in unchanged
    longer = client.post(url, {**same, "separate_people": "on", "goods_due_days": "9"}).content.decode()
    assert "None of them would have been decided otherwise." in longer
    assert "Looked at by what was changed: Days for the goods to come" in longer


def test_saving_makes_a_version_that_the_page_tells(client: Client) -> None:
    place = scene()
    url = reverse("settings-policy", args=[place.merchant.pk])
    assert "Nothing was saved yet." in client.get(url).content.decode()
    assert client.post(url, {**SAID, "step": "save"}).status_code == 302
    policy = ReturnPolicy.objects.get()
    assert (policy.version, policy.law) == (1, "cn_online")
    assert (policy.refund_trigger, policy.coins_back) == ("receipt", "never")
    assert policy.trust_rules == [
        {"trigger": "approval", "mark": "trusted", "level": "", "below_minor": 50000, "currency": "GBP"}
    ]
    text = client.get(url).content.decode()
    for told in ("Version 1", "Administrator", 'value="500.00"', "Law above this policy"):
        assert told in text
    merchant = client.get(reverse("settings-merchant", args=[place.merchant.pk])).content.decode()
    for told in ("After receipt", "Earlier for trusted buyers.", "China: seven days for goods bought online"):
        assert told in merchant


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trust-1-mark": "", "trust-1-below": ""}, "trust-1-mark"),
        ({"trust-1-currency": ""}, "trust-1-currency"),
        ({"goods_due_days": ""}, "goods_due_days"),
        ({"law": "moon"}, "law"),
    ],
)
@pytest.mark.parametrize("step", ["rehearse", "save"])
def test_answers_that_make_no_sense_stay_on_the_page(
    client: Client, wrong: dict[str, str], field: str, step: str
) -> None:
    place = scene()
    answer = client.post(reverse("settings-policy", args=[place.merchant.pk]), {**SAID, **wrong, "step": step})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert ReturnPolicy.objects.get().version == 0


def test_an_article_is_put_into_a_class_and_out_again(client: Client) -> None:
    place = scene()
    url = reverse("settings-goods-class", args=[place.merchant.pk])
    assert client.post(url, {"sku": "", "goods_class": "perishable"}).status_code == 422
    assert client.post(url, {"sku": "CAKE-1", "goods_class": "perishable"}).status_code == 302
    page = client.get(reverse("settings-policy", args=[place.merchant.pk])).content.decode()
    assert "CAKE-1" in page
    assert "Fresh or perishable" in page
    client.post(url, {"sku": "CAKE-1", "goods_class": ""})
    assert not GoodsRule.objects.exists()


def test_an_answer_out_of_bounds_is_told_what_to_enter(client: Client) -> None:
    place = scene()
    answer = client.post(reverse("settings-policy", args=[place.merchant.pk]), {**SAID, "window_days": "-5"})
    assert answer.context["form"].errors["window_days"] == ["Enter 1 or more."]


FEES = {
    "fee-1-kind": "none", "fee-1-level": "gold", "fee-2-kind": "fixed", "fee-2-value": "5", "fee-2-currency": "GBP",
    "fee-3-kind": "percent", "fee-3-value": "2.5", "fee-3-mark": "watched",
}  # fmt: skip


def test_service_fees_are_rehearsed_and_kept(client: Client) -> None:
    place = scene(window_days=None)
    Reason.objects.filter(pk=place.reason.pk).update(cause=str(Cause.MIND))
    applied(place, order(place), 1, at=timezone.now())
    url = reverse("settings-policy", args=[place.merchant.pk])
    plain = {**SAID, "law": "", "refund_trigger": "inspection", "coins_back": "review", "window_days": "",
             "trust-1-trigger": "", "trust-1-mark": "", "trust-1-below": ""}  # fmt: skip
    text = client.post(url, {**plain, **FEES, "fee-1-level": "silver", "step": "rehearse"}).content.decode()
    assert "would cost a service fee, or a higher one, if the buyer agreed, £5.00" in text
    client.post(url, {**plain, **FEES, "step": "save"})
    kept = [(one["kind"], one["minor"], one["basis_points"]) for one in ReturnPolicy.objects.get().fee_rules]
    assert kept == [("none", 0, 0), ("fixed", 500, 0), ("percent", 0, 250)]
    page = client.get(url).content.decode()
    for told in ('value="5.00"', 'value="2.5"'):
        assert told in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fee-2-value": ""}, "fee-2-value"),
        ({"fee-2-currency": ""}, "fee-2-currency"),
        ({"fee-2-value": "5.001"}, "fee-2-value"),
        ({"fee-3-value": "100.01"}, "fee-3-value"),
        ({"fee-3-value": "-1"}, "fee-3-value"),
    ],
)
def test_fees_that_make_no_sense_stay_on_the_page(client: Client, wrong: dict[str, str], field: str) -> None:
    place = scene()
    url = reverse("settings-policy", args=[place.merchant.pk])
    answer = client.post(url, {**SAID, **FEES, **wrong, "step": "save"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert ReturnPolicy.objects.get().fee_rules == []


def test_versions_tell_fees_trust_and_laws_of_shops_in_words(client: Client) -> None:
    place = scene()
    reason = add_reason("return_refund", {"en": "Too large"}, cause=Cause.MIND, by=SYSTEM, at=timezone.now())
    url = reverse("settings-policy", args=[place.merchant.pk])
    fees = {
        "fee-1-kind": "none", "fee-1-level": "gold", "fee-2-kind": "fixed", "fee-2-value": "5.00",
        "fee-2-currency": "GBP", "fee-2-reason": reason.code, "fee-3-kind": "percent", "fee-3-value": "12.5",
    }  # fmt: skip
    said = {**SAID, **fees, f"law-{place.shop.pk}": "es_withdrawal", "step": "save"}
    assert client.post(url, said).status_code == 302
    text = client.get(url).content.decode()
    for told in (
        "1. No fee: level “gold”. 2. £5.00 for each return: reason “Too large”. 3. 12.5 % of the goods&#x27; price: "
        "everybody.",
        "1. After approval: mark “Trusted”, below £500.00.",
    ):
        assert told in text
    assert "basis_points" not in text
    laws = {str(place.shop.pk): "es_withdrawal"}
    set_rules(place.merchant, {"shop_laws": laws}, by=actor(Role.ADMINISTRATOR), at=timezone.now())
    assert f"{place.shop.name}: Spain: withdrawal within fourteen days" in client.get(url).content.decode()


def test_a_rehearsal_tells_of_gifts_and_of_the_way_of_the_money(client: Client) -> None:
    place = law_place("")
    returning = taken(place, ask_back(place, bought(place), 2))
    refund = approve_refund(Refund.objects.get(case=returning.case_id), by=FINANCE, at=MONDAY)
    pay_refund(refund, Sent(PayMethod.BANK, "BT 1"), by=CASHIER, at=MONDAY)
    Return.objects.update(applied_at=timezone.now())
    url = reverse("settings-policy", args=[place.merchant.pk])
    text = client.post(url, {**SAID, "step": "rehearse"}).content.decode()
    for told in (
        "would take the marked price of gifts off that stay with the buyer, £18.00",
        "would have to be paid back as they were paid, £258.00",
        "were paid back in another way, and would have needed the buyer&#x27;s consent, £258.00",
    ):
        assert told in text


def test_a_fee_in_a_currency_that_nobody_pays_with_is_refused(client: Client) -> None:
    place = scene()
    url = reverse("settings-policy", args=[place.merchant.pk])
    told = {**SAID, "fee-1-kind": "fixed", "fee-1-value": "5", "fee-1-currency": "XXQ", "step": "save"}
    refused = client.post(url, told)
    assert (refused.status_code, "“XXQ” is no currency; write it like EUR." in refused.content.decode()) == (422, True)
    unknown = {
        "kind": "fixed",
        "minor": 500,
        "currency": "XXQ",
        "basis_points": 0,
        "reason": "",
        "mark": "",
        "level": "",
    }
    with pytest.raises(UnsoundFee):
        set_rules(place.merchant, {"fee_rules": [unknown]}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    assert not any(ReturnPolicy.objects.values_list("fee_rules", flat=True))
