"""A batch commits row by row: the row that a deadlock undid is done again, and the answer tells the truth."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from psycopg.errors import DeadlockDetected

from aftercare.billing.models import Refund
from aftercare.flow import requests, settlement
from aftercare.org.roles import Role
from aftercare.returns.models import Return
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
