"""A batch commits row by row: the row that a deadlock undid is done again, and the answer tells the truth."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from psycopg.errors import DeadlockDetected

from aftercare.billing.models import Payout, Refund
from aftercare.flow import requests, settlement
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.rows.untangling import Tangled, untangled
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.finance.stories import payable, someone, to_approve

pytestmark = pytest.mark.django_db(transaction=True)


def tangled(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    """The database undoes the second piece of work, once."""
    real: Callable[..., Any] = getattr(room, name)
    calls: list[int] = []

    def work(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError from DeadlockDetected()
        return real(*args, **kwargs)

    monkeypatch.setattr(room, name, work)


def always_tangled(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, first: int) -> None:
    """The database undoes every try of whatever is about another record than the first."""
    real: Callable[..., Any] = getattr(room, name)

    def work(one: Any, *args: Any, **kwargs: Any) -> Any:
        if one.pk != first:
            raise OperationalError from DeadlockDetected()
        return real(one, *args, **kwargs)

    monkeypatch.setattr(room, name, work)


def answered(client: Client, page: str, said: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """What the page says was done, and what was left out."""
    answer = client.post(reverse(page), said)
    assert answer.status_code == 200
    return [one.number for one in answer.context["done"]], list(answer.context["left_out"])


def picks(*rows: Refund | Return) -> list[str]:
    """As the question repeats them."""
    return [f"{row.pk}:{row.version}" for row in rows]


def test_payments(monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    first, second = payable(place), payable(place)
    tangled(monkeypatch, settlement, "pay_refund")
    said = {"pick": picks(first, second), "method": "bank", "pattern": "RUN/{n}"}
    assert answered(someone(Role.CASHIER), "finance-pay-batch", said) == ([first.number, second.number], [])
    assert set(Refund.objects.values_list("state", flat=True)) == {"paid"}


def test_approvals_of_refunds(monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    first, second = to_approve(place), to_approve(place)
    tangled(monkeypatch, settlement, "approve_refund")
    said = {"pick": picks(first, second)}
    assert answered(someone(Role.FINANCE_REVIEWER), "finance-batch", said) == ([first.number, second.number], [])
    assert set(Refund.objects.values_list("state", flat=True)) == {"to_pay"}


def test_approvals_of_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    first, second = applied(place, order(place)), applied(place, order(place))
    tangled(monkeypatch, requests, "approve")
    said = {"pick": picks(first, second)}
    assert answered(someone(Role.OPERATIONS_REVIEWER), "returns-batch", said) == ([first.number, second.number], [])
    assert set(Return.objects.values_list("state", flat=True)) == {"approved"}


SENTENCE = "Others were at work on this at the same moment, so nothing of it was changed. Try again."


def test_a_payment_that_never_gets_through_is_told_and_may_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    place, cashier = scene(), someone(Role.CASHIER)
    first, second = payable(place), payable(place)
    said = {"pick": picks(first, second), "method": "bank", "pattern": "RUN/{n}"}
    with monkeypatch.context() as patch:
        always_tangled(patch, settlement, "pay_refund", first.pk)
        done, left_out = answered(cashier, "finance-pay-batch", said)
    assert (done, [(row.refund.number, row.reason) for row in left_out]) == (
        [first.number],
        [(second.number, SENTENCE)],
    )
    assert Refund.objects.get(pk=second.pk).state == "to_pay"
    assert answered(cashier, "finance-pay-batch", said)[0] == [second.number]
    assert Payout.objects.count() == 2


def test_an_approval_that_never_gets_through_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    first, second = to_approve(place), to_approve(place)
    always_tangled(monkeypatch, settlement, "approve_refund", first.pk)
    done, left_out = answered(someone(Role.FINANCE_REVIEWER), "finance-batch", {"pick": picks(first, second)})
    assert (done, [row.refund.number for row in left_out]) == ([first.number], [second.number])
    one, two = applied(place, order(place)), applied(place, order(place))
    always_tangled(monkeypatch, requests, "approve", one.pk)
    reviewer = someone(Role.OPERATIONS_REVIEWER)
    done, left_out = answered(reviewer, "returns-batch", {"pick": picks(one, two)})
    assert (done, [row.returning.number for row in left_out]) == ([one.number], [two.number])


def test_a_single_page_and_a_request_by_machine_are_refused_with_the_same_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = scene()
    refund = payable(place)

    def work(*_args: Any, **_kwargs: Any) -> Any:
        raise OperationalError from DeadlockDetected()

    with pytest.raises(Tangled, match="nothing of it was changed"):
        untangled(work)
    monkeypatch.setattr(settlement, "pay_refund", work)
    said = {"version": refund.version, "method": "bank", "reference": "B 1"}
    answer = someone(Role.CASHIER).post(reverse("finance-pay", args=[refund.number]), said)
    assert (answer.status_code, SENTENCE in answer.content.decode()) == (409, True)
