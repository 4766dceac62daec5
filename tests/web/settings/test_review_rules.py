"""The page on which a merchant says what makes its requests before shipping wait: rehearsed, saved, in sentences."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.customers.models import Customer
from aftercare.flow.refund_only import apply_for_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.review_rules import (
    DoubtedAlready,
    NoSuchDoubt,
    RuleGone,
    add_review_rule,
    change_review_rule,
    remove_review_rule,
)
from aftercare.returns.models import Return, ReturnPolicy, ReviewRule
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.terms import Condition, State, Wanted
from tests.factories.people import MONDAY, actor, buyer, member
from tests.factories.shop import Scene, goods, order, scene

pytestmark = pytest.mark.django_db
ABOVE_500 = Doubt(Condition.AMOUNT, 50000, currency="GBP")


@pytest.fixture
def client() -> Client:
    """An administrator's browser."""
    browser = Client()
    browser.force_login(member(Role.ADMINISTRATOR))
    return browser


@pytest.fixture
def admin() -> Actor:
    """An administrator."""
    return actor(Role.ADMINISTRATOR)


@pytest.fixture
def reason(db: None) -> Reason:
    """A reason to call goods off."""
    return add_reason(Kind.REFUND_ONLY, {"en": "Changed mind"}, code="changed-mind", by=SYSTEM, at=MONDAY)


def asked(place: Scene, reason: Reason, pieces: int = 1) -> Return:
    """Somebody calls headphones at 699.00 off, today."""
    bought = order(place, shipped=False, signed=False)
    application = Application(wanted=[Wanted(goods(bought)[0].pk, pieces)], reason=reason)
    by = buyer(bought.customer_id)
    return apply_for_refund(bought, application, channel=Channel.PORTAL, by=by, at=timezone.now())


def new(place: Scene, condition: str) -> str:
    """Where a rule of a kind is added."""
    return reverse("settings-review-new", args=[place.merchant.pk, condition])


@pytest.mark.shows("RET-32")
def test_a_rule_is_rehearsed_then_saved_and_the_next_request_waits(client: Client, reason: Reason) -> None:
    place = scene()
    small, big = asked(place, reason, 1), asked(place, reason, 2)
    said = {"currency": "GBP", "limit": "1,000.00"}
    text = client.post(new(place, "amount"), {**said, "step": "rehearse"}).content.decode()
    assert "Requests: 2. Would have waited for a person: 1; with the rules as they are: 0." in text
    assert big.number in text
    assert small.number not in text
    assert not ReviewRule.objects.exists()
    assert client.post(new(place, "amount"), {**said, "step": "save"}).status_code == 302
    page = client.get(reverse("settings-review", args=[place.merchant.pk])).content.decode()
    assert "The amount is above £1,000.00." in page
    assert [asked(place, reason, n).state for n in (1, 2)] == [State.REFUNDING, State.SUBMITTED]


@pytest.mark.parametrize(
    ("condition", "said", "sentence", "waits"),
    [
        ("mark", {"word": "watched"}, "The customer is marked “Watched”.", 2),
        ("reason", {"word": "changed-mind"}, "The reason is “Changed mind”.", 2),
        ("often", {"limit": "1", "days": "30"}, "The customer has 1 other case or more within 30 days.", 1),
    ],
)
def test_each_kind_of_rule_has_its_form_its_sentence_and_its_rehearsal(
    client: Client, reason: Reason, condition: str, said: dict[str, str], sentence: str, waits: int
) -> None:
    place = scene()
    first = asked(place, reason)
    asked(place, reason)
    Customer.objects.filter(pk=first.customer_id).update(marks=["watched"])
    assert client.get(new(place, condition)).status_code == 200
    text = client.post(new(place, condition), {**said, "step": "rehearse"}).content.decode()
    assert f"Requests: 2. Would have waited for a person: {waits}; with the rules as they are: 0." in text
    client.post(new(place, condition), {**said, "step": "save"})
    assert sentence in client.get(reverse("settings-review", args=[place.merchant.pk])).content.decode()


def test_a_rule_is_changed_and_deleted_and_the_journal_keeps_both(client: Client, reason: Reason) -> None:
    place = scene()
    asked(place, reason)
    client.post(new(place, "amount"), {"currency": "GBP", "limit": "500", "step": "save"})
    rule = ReviewRule.objects.get()
    change = reverse("settings-review-rule", args=[rule.pk])
    assert 'value="500.00"' in client.get(change).content.decode()
    told = client.post(change, {"currency": "GBP", "limit": "800", "step": "rehearse"}).content.decode()
    assert "Requests: 1. Would have waited for a person: 0; with the rules as they are: 1." in told
    client.post(change, {"currency": "GBP", "limit": "800", "step": "save"})
    remove = reverse("settings-review-remove", args=[rule.pk])
    assert "The amount is above £800.00." in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert not ReviewRule.objects.exists()
    kept = Entry.objects.filter(kind__startswith="returns.review_rule.").order_by("pk")
    assert [(one.kind.rpartition(".")[2], one.before.get("limit"), one.after.get("limit")) for one in kept] == [
        ("add", None, 50000),
        ("change", 50000, 80000),
        ("remove", 80000, None),
    ]


def test_the_switches_are_rehearsed_and_make_a_version(client: Client, reason: Reason) -> None:
    place = scene()
    asked(place, reason)
    url = reverse("settings-review", args=[place.merchant.pk])
    told = client.post(url, {"step": "rehearse"}).content.decode()
    assert "Requests: 1. Would have waited for a person: 1; with the rules as they are: 0." in told
    assert client.post(url, {"finance_sees_refund_only": "on", "step": "save"}).status_code == 302
    policy = ReturnPolicy.objects.get()
    assert (policy.approves_refund_only, policy.finance_sees_refund_only, policy.version) == (False, True, 1)
    assert "these rules rest" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("amount", {"currency": "gb", "limit": "5"}),
        ("amount", {"currency": "GBP", "limit": "much"}),
        ("often", {"limit": "0", "days": "30"}),
        ("mark", {"word": "green"}),
        ("reason", {"word": "moon"}),
    ],
)
@pytest.mark.parametrize("step", ["rehearse", "save"])
def test_rules_that_make_no_sense_stay_on_the_page(
    client: Client, reason: Reason, condition: str, said: dict[str, str], step: str
) -> None:
    assert client.post(new(scene(), condition), {**said, "step": step}).status_code == 422
    assert not ReviewRule.objects.exists()


def test_there_is_no_other_kind_of_rule_and_no_rule_of_others(client: Client) -> None:
    assert client.get(new(scene(), "moon")).status_code == 404
    assert client.get(reverse("settings-review-rule", args=[1])).status_code == 404


def test_refused_and_nothing_changed(admin: Actor) -> None:
    place = scene()
    rule = add_review_rule(place.merchant, ABOVE_500, by=admin, at=MONDAY)
    with pytest.raises(DoubtedAlready):
        add_review_rule(place.merchant, Doubt(Condition.AMOUNT, 1, currency="GBP"), by=admin, at=MONDAY)
    other = add_review_rule(place.merchant, Doubt(Condition.MARK, word="watched"), by=admin, at=MONDAY)
    with pytest.raises(DoubtedAlready):
        change_review_rule(other, ABOVE_500, by=admin, at=MONDAY)
    with pytest.raises(NoSuchDoubt):
        change_review_rule(other, Doubt(Condition.OFTEN), by=admin, at=MONDAY)
    with pytest.raises(NotAllowed):
        remove_review_rule(rule, by=actor(Role.MANAGER), at=MONDAY)
    kept = list(ReviewRule.objects.order_by("pk").values_list("condition", "limit", "word"))
    assert kept == [("amount", 50000, ""), ("mark", 0, "watched")]
    remove_review_rule(rule, by=admin, at=MONDAY)
    with pytest.raises(RuleGone):
        remove_review_rule(rule, by=admin, at=MONDAY)
