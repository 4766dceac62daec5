"""Several at once: the sum is repeated, each is decided for itself, and the answer says which and why not."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Refund
from aftercare.billing.terms import RefundState
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from tests.factories.shop import scene
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db


def states(*refunds: Refund) -> list[str]:
    """Their states as the database has them."""
    found = dict(Refund.objects.values_list("pk", "state"))
    return [found[refund.pk] for refund in refunds]


def approve(client: Client, *picks: str) -> tuple[list[str], dict[str, str]]:
    """Post a batch; which numbers were approved, and why others were not."""
    answer = client.post(reverse("finance-batch"), {"pick": list(picks)})
    assert answer.status_code == 200
    left_out = {one.refund.number: one.reason for one in answer.context["left_out"]}
    return [refund.number for refund in answer.context["done"]], left_out


def test_the_question_repeats_count_and_sum_per_currency() -> None:
    place = scene()
    first, second, third = to_approve(place, 1), to_approve(place, 2), to_approve(place, 1, 1)
    Refund.objects.filter(pk=third.pk).update(currency="EUR")
    page = someone(Role.FINANCE_REVIEWER).get(reverse("finance-batch"), {"pick": [first.pk, second.pk, third.pk]})
    assert [(one.currency, one.minor) for one in page.context["sums"]] == [("EUR", 82800), ("GBP", 209700)]
    text = page.content.decode()
    assert "Approve 3 refunds" in text
    for refund in (first, second, third):
        assert f'value="{refund.pk}:{refund.version}"' in text


def test_each_is_approved_in_the_version_that_was_shown() -> None:
    place = scene()
    first, second, stale = to_approve(place), to_approve(place), to_approve(place)
    done, left_out = approve(
        someone(Role.FINANCE_REVIEWER), f"{first.pk}:{first.version}", f"{second.pk}:{second.version}", f"{stale.pk}:7"
    )
    assert done == [first.number, second.number]
    assert list(left_out) == [stale.number]
    assert "was changed meanwhile" in left_out[stale.number]
    assert states(first, second, stale) == [RefundState.TO_PAY, RefundState.TO_PAY, RefundState.TO_APPROVE]


def test_what_does_not_wait_any_more_is_left_out() -> None:
    place = scene()
    ready, gone = to_approve(place), payable(place)
    finance = someone(Role.FINANCE_REVIEWER)
    page = finance.get(reverse("finance-batch"), {"pick": [ready.pk, gone.pk]})
    assert [row.refund.number for row in page.context["ready"]] == [ready.number]
    assert "It is no longer waiting for approval." in page.content.decode()
    done, left_out = approve(finance, f"{gone.pk}:{gone.version}", f"{ready.pk}:{ready.version}")
    assert (done, list(left_out)) == ([ready.number], [gone.number])


def test_a_second_press_approves_nothing_twice() -> None:
    refund = to_approve(scene())
    finance = someone(Role.FINANCE_REVIEWER)
    pick = f"{refund.pk}:{refund.version}"
    assert approve(finance, pick)[0] == [refund.number]
    entries = Entry.objects.count()
    assert approve(finance, pick)[0] == []
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("pick", ["", "x:y", "1", "-1:1", "1:-1", "9" * 40 + ":1", "999999999:1"])
def test_nonsense_picks_nothing(pick: str) -> None:
    refund = to_approve(scene())
    assert approve(someone(Role.FINANCE_REVIEWER), pick) == ([], {})
    assert states(refund) == [RefundState.TO_APPROVE]


def test_nothing_picked_is_told() -> None:
    page = someone(Role.FINANCE_REVIEWER).get(reverse("finance-batch"))
    assert "Tick at least one refund in the list." in page.content.decode()
