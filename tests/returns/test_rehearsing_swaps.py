"""How a merchant exchanges is rehearsed on its latest exchanges, and each change is a version."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.customers.models import Customer
from aftercare.org.roles import Role
from aftercare.returns.commands.review_rules import add_review_rule, change_review_rule, remove_review_rule
from aftercare.returns.models import Dispatch, PolicyVersion, Return, ReturnPolicy
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.rules.rehearsing_swaps import PastSwap, SwapTerms, rehearse_swaps
from aftercare.returns.terms import Condition
from tests.factories.exchanges import agreed, counted, received, sent
from tests.factories.people import MONDAY, actor, member
from tests.factories.shop import order, scene

DAY = timedelta(days=1)
ADMIN = actor(Role.ADMINISTRATOR)
NOW = SwapTerms(None, None, advance_for_trusted=False, agent_releases=False)


def test_each_part_counts_what_would_have_been_otherwise() -> None:
    slow = PastSwap("A", 100, "GBP", is_trusted=True, is_asked_for=True, is_completed=True, word_after=8 * DAY)
    quick = PastSwap("B", 200, "GBP", is_trusted=False, is_asked_for=True, is_completed=True, word_after=7 * DAY)
    silent = PastSwap("C", 400, "GBP", is_trusted=False, is_asked_for=True, is_completed=False, silent_for=9 * DAY)
    asked = PastSwap("D", 800, "GBP", is_trusted=False, is_asked_for=False, is_completed=False)
    then = SwapTerms(7, 3, advance_for_trusted=True, agent_releases=True)
    looked, changes = rehearse_swaps([slow, quick, silent, asked], NOW, then)
    told = {one.about: (dict(one.seen), sum(one.money.values())) for one in changes}
    assert (looked, told) == (
        4,
        {
            "receipt": ({"timer": 2}, 500),
            "follow_up": ({"asked": 2}, 300),
            "advance": ({"first": 1}, 100),
            "release": ({"held": 3}, 700),
        },
    )
    _looked, back = rehearse_swaps([slow, quick, silent, asked], then, NOW)
    assert [list(one.seen) for one in back] == [["word"], ["unasked"], ["later"], ["free"]]
    assert rehearse_swaps([slow], then, then) == (1, [])


@pytest.mark.django_db
def test_the_page_rehearses_then_saves_a_version(client: Client) -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 1))
    received(sent(returning), at=MONDAY + timedelta(days=9))
    Return.objects.update(applied_at=timezone.now() - timedelta(days=20))
    Customer.objects.update(marks=["trusted"])
    client.force_login(member(Role.ADMINISTRATOR))
    address = reverse("settings-exchanges", args=[place.merchant.pk])
    said = {"confirm_days": "3", "follow_up_days": "", "advance_for_trusted": "on"}
    version = ReturnPolicy.objects.get().version
    page = client.post(address, {**said, "step": "rehearse"}).content.decode()
    assert "All 1 exchanges of the last 90 days were looked at." in page
    assert "would have counted as received before anybody said so, £699.00" in page
    assert "would have had the new goods first" in page
    assert returning.number in page
    assert (ReturnPolicy.objects.get().version, ReturnPolicy.objects.get().confirm_days) == (version, None)
    assert client.post(address, {**said, "step": "save"}).status_code in (204, 302)
    policy = ReturnPolicy.objects.get()
    assert (policy.version, policy.confirm_days, policy.advance_for_trusted) == (version + 1, 3, True)
    kept = PolicyVersion.objects.latest("version")
    assert (kept.version, kept.content["confirm_days"]) == (version + 1, 3)
    assert Dispatch.objects.get().confirm_due_on is None, "what is on its way keeps its days"
    rules = client.get(reverse("settings-policy", args=[place.merchant.pk])).content.decode()
    assert f'href="{reverse("settings-review", args=[place.merchant.pk])}"' in rules
    assert f'href="{address}"' in rules


@pytest.mark.django_db
def test_rules_of_the_automatic_review_are_part_of_the_policys_versions(client: Client) -> None:
    place = scene()
    before = ReturnPolicy.objects.get().version
    above = Doubt(Condition.AMOUNT, 50000, currency="GBP")
    rule = add_review_rule(place.merchant, above, by=ADMIN, at=MONDAY)
    rule = change_review_rule(rule, Doubt(Condition.AMOUNT, 60000, currency="GBP"), by=ADMIN, at=MONDAY)
    remove_review_rule(rule, by=ADMIN, at=MONDAY)
    kept = [(one.version - before, one.content["review_rules"]) for one in PolicyVersion.objects.order_by("version")]
    assert kept[-3:] == [
        (1, [["amount", 50000, 0, "", "GBP"]]),
        (2, [["amount", 60000, 0, "", "GBP"]]),
        (3, []),
    ]
    client.force_login(member(Role.ADMINISTRATOR))
    page = client.get(reverse("settings-policy", args=[place.merchant.pk])).content.decode()
    assert "The amount is above £600.00." in page
